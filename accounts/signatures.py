"""Signatures for links, of which a batch of letters needs hundreds."""

import hmac
from functools import lru_cache
from hashlib import sha256

from django.core.signing import Signer, b64_encode


class LinkSigner(Signer):
    """Django's Signer, and the same signatures; what it derives from the key anew each time is derived once."""

    def signature(self, value: str, key: str | None = None) -> str:
        keyed = _keyed(self.salt + "signer", key or self.key).copy()
        keyed.update(value.encode())
        return b64_encode(keyed.digest()).decode()


@lru_cache(maxsize=32)
def _keyed(salt: str, key: str) -> hmac.HMAC:
    """As `django.utils.crypto.salted_hmac` with SHA-256, still without a value."""
    return hmac.new(sha256((salt + key).encode()).digest(), digestmod=sha256)
