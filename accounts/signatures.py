"""Signatures for links, of which a batch of letters needs hundreds."""

import hmac
from functools import cached_property, lru_cache
from hashlib import sha256

from django.core.signing import Signer, b64_encode
from django.utils.encoding import force_bytes


class LinkSigner(Signer):
    """Django's Signer, and the same signatures; what it derives from the key anew each time is derived once."""

    def signature(self, value: bytes | str, key: bytes | str | None = None) -> str:
        keyed = (_keyed(self.salt, key) if key else self._own).copy()
        keyed.update(force_bytes(value))
        return b64_encode(keyed.digest()).decode()

    @cached_property
    def _own(self) -> hmac.HMAC:
        return _keyed(self.salt, self.key)


@lru_cache(maxsize=32)
def _keyed(salt: str, key: bytes | str) -> hmac.HMAC:
    """As `django.utils.crypto.salted_hmac` with SHA-256, still without a value."""
    return hmac.new(sha256(force_bytes(salt) + b"signer" + force_bytes(key)).digest(), digestmod=sha256)
