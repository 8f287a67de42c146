"""Pages that must open when the database, the session store or the broker is away.

They answer before the session is read: a browser that brings a session cookie would otherwise wait for the database.
"""

from django.urls import resolve, reverse

NAMES = ("help-now", "health", "offline", "service-worker")


class PlainPagesMiddleware:
    """Stands in front of SessionMiddleware and answers the pages in NAMES itself."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.paths = {reverse(name) for name in NAMES}

    def __call__(self, request):
        if request.path_info not in self.paths:
            return self.get_response(request)
        request.resolver_match = resolve(request.path_info)
        return request.resolver_match.func(request)
