"""Where somebody goes on once they have shown who they are: where they were, never to what only a button may ask."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

READS = ("GET", "HEAD")


def where_they_were(request) -> str:
    """The page that was asked for; when something was being sent, the page on which its button stood.

    What was sent cannot be sent again for somebody: its address may answer to a button alone.
    """
    if request.method in READS:
        return request.get_full_path()
    came_from = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure()):
        return reverse("today")
    page = urlsplit(came_from)
    return page._replace(scheme="", netloc="", fragment="").geturl() or reverse("today")


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Django's, but for a session that ended before a button was pressed: it leads back to the button, and says so."""

    def handle_no_permission(self, request, view_func):
        if request.method not in READS:
            messages.info(
                request, "You had been signed out, so this was not done yet. Sign in, and press it once more."
            )
        return redirect_to_login(where_they_were(request), self.get_login_url(view_func))
