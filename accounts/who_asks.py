"""Who is asking: the session and the person, which every page finds first, as prepared questions."""

from datetime import timedelta

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from accounts.prepared import Prepared


@Prepared
def live_session(key, now):
    return Session.objects.filter(session_key=key, expire_date__gt=now)


@Prepared
def person(pk):
    return User.objects.filter(pk=pk).order_by()


# Nobody has signed in: at most an address that was typed at the door, or a draft whose writer was signed out.
OF_NOBODY_LASTS = timedelta(hours=1)


class SessionStore(DatabaseSessionStore):
    """Django's sessions in the database: SESSION_ENGINE names this module."""

    def get_session_cookie_age(self):
        return (
            super().get_session_cookie_age() if SESSION_KEY in self else int(OF_NOBODY_LASTS.total_seconds())
        )

    def _get_session_from_db(self):
        session = live_session.first(key=self.session_key, now=timezone.now())
        if session is None:
            self._session_key = None
        return session


class PersonBackend(AuthenticationBackend):
    """allauth's, but for how the person of a session is found."""

    def get_user(self, user_id):
        user = person.first(pk=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
