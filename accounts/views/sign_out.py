"""Signing out, and what the device may forget with it."""

from allauth.account.views import LogoutView

# Everything that pages of this site have put on the device: what help now remembers, and what the service worker keeps.
# The next page asks for the public shelf again.
FORGET = '"storage"'


class SignOutView(LogoutView):
    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        if "forget" in request.POST:
            response.headers["Clear-Site-Data"] = FORGET
        return response
