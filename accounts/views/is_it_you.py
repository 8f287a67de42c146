"""One more code, before what could take the account away from somebody."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.waiting_codes import code_for, keep_code, note_wrong_code, waiting_code

IS_IT_YOU = "is-it-you"  # in the session


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def is_it_you(request):
    """Opening it sends nothing: a button asks for the letter."""
    goes_on_to = get_next_redirect_url(request) or reverse("accounts:you")
    here = f"{reverse('accounts:is-it-you')}?{urlencode({'next': goes_on_to})}"
    waiting = waiting_code(request, IS_IT_YOU)
    form = ConfirmLoginCodeForm(
        request.POST if "code" in request.POST else None, code=waiting and waiting.code
    )
    if "send" in request.POST:
        return _send(request) or redirect(here)
    if waiting and form.is_valid():
        del request.session[IS_IT_YOU]
        record_authentication(request, request.user, "code", email=waiting.address, reauthenticated=True)
        return redirect(goes_on_to)
    if waiting and request.POST.get("code") and not note_wrong_code(request, IS_IT_YOU, waiting):
        messages.error(request, get_adapter().error_messages["too_many_login_attempts"])
        return redirect(here)
    context = {"form": form, "waiting": waiting, "next": goes_on_to}
    return render(request, "accounts/is_it_you.html", context)


def _send(request):
    """To the main address. A response where that was asked too often."""
    address = request.user.email
    limited = ratelimit.consume_or_429(request, action="request_login_code", key=address)
    if limited:
        return limited
    waiting = code_for(request, IS_IT_YOU, address)
    get_adapter().send_mail("account/email/login_code", address, {"code": waiting.code})
    keep_code(request, IS_IT_YOU, waiting)
    return None
