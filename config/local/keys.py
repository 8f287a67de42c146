"""The keys of a local house: made once, kept in var/, readable by their owner alone."""

import base64
import os
import secrets
from pathlib import Path

NAMES = ("SECRET_KEY", "FIELD_KEYS", "POSTGRES_PASSWORD", "VALKEY_PASSWORD")


def make_key(name: str) -> str:
    if name == "FIELD_KEYS":  # one Fernet key: 32 random bytes
        return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return secrets.token_urlsafe(48)


def keep_keys(path: Path) -> dict[str, str]:
    """The keys in the file; those that are not there yet are made and written."""
    keys: dict[str, str] = {}
    if path.exists():
        lines = path.read_text(encoding="utf-8").splitlines()
        keys = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    missing = [name for name in NAMES if not keys.get(name)]
    if missing:
        keys |= {name: make_key(name) for name in missing}
        write_private(path, "".join(f"{name}={value}\n" for name, value in keys.items()))
    return keys


def write_private(path: Path, text: str) -> None:
    """Readable by nobody else at any moment, and whole or not there at all."""
    half = path.with_name(path.name + ".new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    half.replace(path)
