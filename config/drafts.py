"""What somebody typed is kept when their session has ended before they pressed the button.

The fields go, encrypted, into the session that is left (of nobody in particular), the person is sent to sign in,
and the page they come back to shows what they had typed. It is shown once, on that page alone, and not for long;
and only to whoever typed it: the next one at a ward's computer may be in the same group. The session no longer says
who that was, so a cookie does, with a mark that means something to this house alone.
"""

import json
import time
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.crypto import constant_time_compare

from accounts.encryption import decrypt, encrypt

# Pages on which people write something that would hurt to lose.
KEEPING = {
    "checkins:answer",
    "checkins:change",
    "checkins:ask",
    "checkins:ask-about",
    "groups:ask",
    "groups:thread",
    "groups:thanks-new",
    "groups:words-change",
    "groups:words-report",
}
KEY = "kept-draft"
KEEP_SECONDS = 60 * 60
MOST_CHARACTERS = 20_000
NOT_TYPED = {"csrfmiddlewaretoken"}
MANY = {"tags", "chosen"}
WRITER_COOKIE = "__Host-writer" if settings.IS_PRODUCTION else "writer"


class KeepDraftMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if self._is_of_somebody_else(request):
            return HttpResponse(status=409)
        response = self.get_response(request)
        if self._is_writing(request) and request.COOKIES.get(WRITER_COOKIE) != (
            mark := request.user.writer_mark
        ):
            response.set_cookie(
                WRITER_COOKIE, mark, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
            )
        return response

    @staticmethod
    def _is_of_somebody_else(request) -> bool:
        """A page that was left open sends what its writer typed (static/js/draft.js), and another one has signed in."""
        writer = request.headers.get("X-Writer")
        if not writer or not request.user.is_authenticated:
            return False
        return not constant_time_compare(writer, request.user.writer_mark)

    @staticmethod
    def _is_writing(request) -> bool:
        match = request.resolver_match
        return bool(match and match.view_name in KEEPING and request.user.is_authenticated)

    def process_view(self, request, view, args, kwargs):
        if request.resolver_match.view_name not in KEEPING:
            return None
        if not request.user.is_authenticated:
            return self._keep(request) if request.method == "POST" else None
        if request.method == "GET" and KEY in request.session:
            request.kept_draft = self._take(request)
        return None

    def _keep(self, request):
        typed = {
            name: request.POST.getlist(name) if name in MANY else request.POST[name]
            for name in request.POST
            if name not in NOT_TYPED
        }
        writer = request.COOKIES.get(WRITER_COOKIE, "")
        written = json.dumps({"path": request.path, "at": int(time.time()), "by": writer, "typed": typed})
        if writer and len(written) <= MOST_CHARACTERS:
            request.session[KEY] = encrypt(written)
        # The address is this page's own, so `next` leads nowhere else.
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.path})}")

    def _take(self, request) -> dict[str, object] | None:
        kept = json.loads(decrypt(request.session.pop(KEY)))
        if kept["path"] != request.path or kept["at"] < time.time() - KEEP_SECONDS:
            return None
        if not constant_time_compare(kept.get("by", ""), request.user.writer_mark):
            return None
        return kept["typed"]
