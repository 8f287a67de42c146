"""A browser without a screen: signs people in as our own sign-in leaves them; what it only reads must not write."""

import re
import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

# What reading a page may write down: the session and when it was last used, and that somebody else's words were read.
WRITTEN_BY_READING = ("django_session", "usersessions_usersession", "accounts_accessrecord")
WRITE = re.compile(r"(?i)\b(?:INSERT\s+INTO|(?<!FOR )(?<!KEY )UPDATE|DELETE\s+FROM)\s+\"?([a-z]\w+)")

# Where a school's sign-in sends somebody back to: by its protocol a GET, proved by its own state and code.
COMING_BACK = re.compile(r"/login/callback/")


def no_writing(execute, sql, params, many, context):
    for write in WRITE.finditer(sql):
        if write[1] not in WRITTEN_BY_READING:
            raise AssertionError(f"A page that was only read wrote: {sql[:300]}")
    return execute(sql, params, many, context)


class HouseClient(Client):
    def generic(self, method, path, *args, **kwargs):
        if method not in ("GET", "HEAD") or COMING_BACK.search(str(path)):
            return super().generic(method, path, *args, **kwargs)
        with connection.execute_wrapper(no_writing):
            return super().generic(method, path, *args, **kwargs)

    def force_login(self, user, backend=None, *, with_second_factor: bool = True):
        """Signs in at once. The session says what a real one would: a code by e-mail, and the second factor if any."""
        super().force_login(user, backend)
        records = [{"method": "code", "email": user.email, "at": time.time()}]
        factor = Authenticator.objects.filter(user=user).exclude(type="recovery_codes").first()
        if factor and with_second_factor:
            records.append({"method": "mfa", "id": factor.pk, "type": factor.type, "at": time.time()})
        session = self.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = records
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session.save()
