"""Whoever signs in by code alone is asked for one again before what could take the account away from them.

allauth asks those who have a password or a second factor. Of everybody else it asks nothing, and a session that was
left open on a ward's computer would be enough to sign in for ever, or to delete it all.
"""

from __future__ import annotations

import time
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.usersessions.models import UserSession
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.coming_back import where_they_were

BEFORE = {
    "accounts:leave",
    "account_email",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "socialaccount_connections",
}
# Who has just signed in, or shown it, is not asked.
LASTS = timedelta(minutes=15)


class IsItYouMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.resolver_match.view_name not in BEFORE or not request.user.is_authenticated:
            return None
        if has_shown_it_lately(request) or get_adapter().get_reauthentication_methods(request.user):
            return None
        return redirect(f"{reverse('accounts:is-it-you')}?{urlencode({'next': where_they_were(request)})}")


def has_shown_it_lately(request) -> bool:
    records = get_authentication_records(request, request.user)
    if any(time.time() - record["at"] < LASTS.total_seconds() for record in records):
        return True
    # Who has just joined has shown their mailbox without a record of it. It is this session that counts, not another.
    return UserSession.objects.filter(
        user=request.user,
        session_key=request.session.session_key,
        created_at__gt=timezone.now() - LASTS,
    ).exists()
