"""What people write is encrypted in the column, with keys of its own that can be changed.

The first key of FIELD_KEYS encrypts, every one decrypts. A value that no key opens is an error, never the ciphertext.
"""

from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


class WrongFieldKey(Exception):
    """No key in FIELD_KEYS opens this value."""


@cache
def _keyring(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise ImproperlyConfigured(
            "FIELD_KEYS must be Fernet keys: 32 bytes in URL-safe base64, separated by commas."
        ) from error


def keyring() -> MultiFernet:
    return _keyring(tuple(settings.FIELD_KEYS))


def encrypt(text: str) -> str:
    return keyring().encrypt(text.encode()).decode("ascii")


def decrypt(token: str | bytes) -> str:
    try:
        return keyring().decrypt(token).decode()
    except InvalidToken as error:
        raise WrongFieldKey(
            "No key in FIELD_KEYS opens this value; see docs/operations.md, 'Keys'."
        ) from error


class EncryptedTextField(models.TextField):
    """Text in Python, a Fernet token in the database. Empty text is stored as no bytes at all.

    It cannot be searched or compared: two tokens of the same text differ.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def db_type(self, connection):
        return "bytea"

    def get_internal_type(self):
        return "BinaryField"

    def get_db_prep_value(self, value, connection, prepared=False):
        if value is None:
            return None
        return connection.Database.Binary(keyring().encrypt(value.encode()) if value else b"")

    def get_lookup(self, lookup_name):
        raise TypeError(f"{self.name} is encrypted: it cannot be looked up.")

    def from_db_value(self, value, expression, connection):
        if value is None:
            return None
        return decrypt(bytes(value)) if len(value) else ""

    def value_to_string(self, obj):
        raise TypeError(f"{self.name} is encrypted: export it where its owner asks for it.")
