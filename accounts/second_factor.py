"""Whoever may see something of others proves who they are twice, before any page of theirs opens."""

from allauth.mfa.utils import is_mfa_enabled
from django.shortcuts import redirect

# Pages that lead to a second factor, or out of the house.
OPEN_WITHOUT = ("account_", "mfa_", "usersessions_", "help-now", "health", "offline")


class SecondFactorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if not user.is_authenticated or not user.needs_second_factor:
            return None
        name = request.resolver_match.view_name or ""
        if name.startswith(OPEN_WITHOUT) or is_mfa_enabled(user):
            return None
        return redirect("mfa_index")
