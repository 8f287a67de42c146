"""Pages that must open when the database, the session store or the broker is away.

They answer before the session is read: a browser that brings a session cookie would otherwise wait for the database.
"""

from django.http import Http404
from django.urls import Resolver404, resolve, reverse

NAMES = ("help-now", "health", "offline", "service-worker")
SCHOOLS = "help-now-at"


class PlainPagesMiddleware:
    """Stands in front of SessionMiddleware and answers the pages in NAMES itself."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.paths = {reverse(name) for name in NAMES}
        self.schools = reverse(SCHOOLS, args=["x"]).removesuffix("x/")

    def __call__(self, request):
        path = request.path_info
        if path not in self.paths and not path.startswith(self.schools):
            return self.get_response(request)
        try:
            request.resolver_match = match = resolve(path)
            return match.func(request, **match.kwargs)
        except (Http404, Resolver404):
            return self.get_response(request)  # which finds nothing either, and says so as everywhere
