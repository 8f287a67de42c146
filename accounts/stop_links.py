"""The link in a letter that stops letters of its kind. It opens nothing else and needs no sign-in."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature

from accounts.letter_kinds import registry
from accounts.signatures import LinkSigner

STOP_SIGNER = LinkSigner(salt="accounts.stop-letters", sep=".")


class StopLink(NamedTuple):
    recipient_id: int
    kind: str


def stop_token(recipient_id: int, kind: str) -> str:
    return STOP_SIGNER.sign(f"{recipient_id}.{kind}")


def stop_url(recipient_id: int, kind: str) -> str:
    return f"{settings.SITE_URL}/letters/stop/{stop_token(recipient_id, kind)}/"


def read_stop_token(token: str) -> StopLink | None:
    """Whose letters of which kind; None when the token is not ours or its kind no longer exists.

    It does not expire: a letter may be years old when somebody decides that they want no more of them.
    """
    try:
        recipient_id, kind = STOP_SIGNER.unsign(token).split(".", 1)
    except (BadSignature, ValueError):
        return None
    if not recipient_id.isdecimal() or kind not in registry.all():
        return None
    return StopLink(int(recipient_id), kind)


def one_click_headers(url: str) -> dict[str, str]:
    """What lets a mail program unsubscribe with one press (RFC 8058)."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
