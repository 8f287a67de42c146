"""Signatures for links, of which a batch of letters needs hundreds."""

import hmac
from functools import lru_cache
from hashlib import sha256

from django.core.signing import Signer, b64_encode
from django.utils.encoding import force_bytes


class LinkSigner(Signer):
    """Django's Signer, and the same signatures; what it derives from the key anew each time is derived once."""

    def signature(self, value: bytes | str, key: bytes | str | None = None) -> str:
        keyed = _keyed(force_bytes(self.salt) + b"signer" + force_bytes(key or self.key)).copy()
        keyed.update(force_bytes(value))
        return b64_encode(keyed.digest()).decode()


@lru_cache(maxsize=32)
def _keyed(salt_and_key: bytes) -> hmac.HMAC:
    """As `django.utils.crypto.salted_hmac` with SHA-256, still without a value."""
    return hmac.new(sha256(salt_and_key).digest(), digestmod=sha256)
