"""A browser without a screen that signs people in the way our own sign-in leaves them."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from django.test import Client


class HouseClient(Client):
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
