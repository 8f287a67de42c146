"""A code that was sent and has not come back: in the session, encrypted, for a quarter of an hour and three tries."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from datetime import timedelta

from allauth.account.adapter import get_adapter

from accounts.encryption import decrypt, encrypt

LASTS = timedelta(minutes=15)
TRIES = 3


@dataclass
class WaitingCode:
    address: str
    code: str
    at: float
    tries: int = 0


def waiting_code(request, key: str) -> WaitingCode | None:
    """`key` names in the session what the code is for."""
    kept = request.session.get(key)
    waiting = WaitingCode(**json.loads(decrypt(kept))) if kept else None
    return waiting if waiting and time.time() - waiting.at < LASTS.total_seconds() else None


def keep_code(request, key: str, waiting: WaitingCode) -> None:
    request.session[key] = encrypt(json.dumps(asdict(waiting)))


def code_for(request, key: str, address: str) -> WaitingCode:
    """Pressing twice is one code: both letters open the same door."""
    waiting = waiting_code(request, key)
    if waiting is None or waiting.address != address:
        code = get_adapter().generate_email_verification_code()
        waiting = WaitingCode(address=address, code=code, at=time.time())
    return waiting


def note_wrong_code(request, key: str, waiting: WaitingCode) -> bool:
    """False when that was the last try: the code is forgotten then."""
    waiting.tries += 1
    if waiting.tries >= TRIES:
        del request.session[key]
        return False
    keep_code(request, key, waiting)
    return True
