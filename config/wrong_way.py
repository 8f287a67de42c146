"""A kind page at an address that only a button may ask, for somebody who typed it, reloaded it, or came back to it."""

from django.shortcuts import render


class WrongWayMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.content:
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page
