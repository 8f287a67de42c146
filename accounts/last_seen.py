"""When a session was last used, for the list of one's sessions: to within some minutes, not on every request.

allauth's own middleware asks three times and writes once for each page; a page of ours asks less than that in all.
"""

import time

from allauth.usersessions.models import UserSession

EVERY_SECONDS = 300
NOTED_AT = "last-seen-noted-at"


class LastSeenMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if (
            request.session.session_key
            and request.user.is_authenticated
            and time.time() - request.session.get(NOTED_AT, 0) >= EVERY_SECONDS
        ):
            UserSession.objects.create_from_request(request)
            request.session[NOTED_AT] = int(time.time())
        return self.get_response(request)
