"""The link in a letter: it opens one occasion, shows nothing of the past, and dies with the occasion."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

# A signature, not a stored token: the row's own closing time is its end.
SIGNER = Signer(salt="checkins.moment", sep=".")


def moment_token(checkin_id: int) -> str:
    return SIGNER.sign(str(checkin_id))


def moment_url(checkin_id: int) -> str:
    """The absolute address of the page that answers this one check-in without signing in."""
    return settings.SITE_URL + reverse("checkins:moment", args=[moment_token(checkin_id)])


def checkin_id_from(token: str) -> int | None:
    """The check-in that the token opens, or None when it was not made by us."""
    try:
        return int(SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
