"""The second-factor codes of the demo's people, as their phones would show them."""

import time
from dataclasses import dataclass

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt


@dataclass(frozen=True)
class Code:
    email: str
    digits: str
    seconds_left: int


def current_codes() -> list[Code]:
    period = app_settings.TOTP_PERIOD
    now = int(time.time())
    totps = Authenticator.objects.filter(type=Authenticator.Type.TOTP).select_related("user")
    return [
        Code(
            email=totp.user.email,
            digits=format_hotp_value(hotp_value(decrypt(totp.data["secret"]), now // period)),
            seconds_left=period - now % period,
        )
        for totp in totps.order_by("user__email")
    ]
