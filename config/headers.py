"""Headers of pages, and of files that WhiteNoise serves before our own middleware has a say."""

from csp.utils import build_policy
from django.conf import settings
from django.utils.cache import add_never_cache_headers


class NoStoreMiddleware:
    """No page that may know a person is kept by a browser: on a ward's computer the next one presses Back.

    It stands below the plain pages, which know nobody and may be kept.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.pop("Cache-Control", None)
        add_never_cache_headers(response)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


def add_headers(headers, path: str, url: str) -> None:
    """Pages among the files (help now) carry the same policies as every other page."""
    if path.endswith(".html"):
        headers["Content-Security-Policy"] = build_policy()
        headers["Permissions-Policy"] = ", ".join(f"{name}=()" for name in settings.PERMISSIONS_POLICY)
        headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
