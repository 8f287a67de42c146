"""Whoever may see something of others proves who they are twice, before any page of theirs opens."""

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.dispatch import receiver
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.coming_back import where_they_were

# What counts. Recovery codes stand in for one of these and mean nothing alone.
PROVES = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]

# Pages that lead to a second factor, or out of the house, or show nothing of the person who is signed in.
OPEN_WITHOUT = (
    "account_",
    "mfa_",
    "usersessions_",
    "help-now",
    "health",
    "offline",
    "accounts:stop-letters",
    "checkins:moment",
)


class SecondFactorMiddleware:
    """Asks two things of staff, mentors and operators: that they have a second factor, and that this session used it.

    A session from before they had one, or before they became staff, has to show it now.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if not user.is_authenticated or not user.needs_second_factor:
            return None
        if (request.resolver_match.view_name or "").startswith(OPEN_WITHOUT):
            return None
        if not is_mfa_enabled(user, PROVES):
            return redirect("mfa_index")
        if not has_shown_second_factor(request):
            return redirect(f"{where_to_show_it(user)}?{urlencode({'next': where_they_were(request)})}")
        return None


def has_shown_second_factor(request) -> bool:
    """Whether this session was opened, or confirmed since, with an app's code, a passkey or a recovery code."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def where_to_show_it(user) -> str:
    for method in get_account_adapter().get_reauthentication_methods(user):
        if method["id"].startswith("mfa_reauthenticate"):
            return method["url"]
    return reverse("mfa_index")


@receiver(authenticator_added)
def remember_new_factor(sender, request, user, authenticator, **kwargs) -> None:
    """Setting a second factor up has just shown it: the same session need not show it again.

    Not for the recovery codes either, which come next: somebody with a passkey alone has no code to type for them.
    """
    if authenticator.type in PROVES:
        shown = {"id": authenticator.pk, "type": authenticator.type}
        record_authentication(request, user, "mfa", **shown, reauthenticated=True)
