"""The link in a letter: it opens one occasion, shows nothing of the past, and dies with the occasion."""

from functools import cache

from django.conf import settings
from django.core.signing import BadSignature
from django.urls import reverse

from accounts.signatures import LinkSigner

# A signature, not a stored token: the row's own closing time is its end.
SIGNER = LinkSigner(salt="checkins.moment", sep=".")


def moment_token(checkin_id: int) -> str:
    return SIGNER.sign(str(checkin_id))


def moment_url(checkin_id: int) -> str:
    """The absolute address of the page that answers this one check-in without signing in."""
    return f"{settings.SITE_URL}{_folder()}{moment_token(checkin_id)}/"


@cache
def _folder() -> str:
    """What comes before the token in the page's path: asked of the URLs once, not for each of many letters."""
    return reverse("checkins:moment", args=["-"]).removesuffix("-/")


def checkin_id_from(token: str) -> int | None:
    """The check-in that the token opens, or None when it was not made by us."""
    try:
        return int(SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
