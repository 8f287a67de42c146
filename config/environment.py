"""What an operator says in the environment, read once at start.

A mistake ends the start with a line that names the variable; what it holds is not repeated, since it may be a secret.
"""

from email.utils import parseaddr
from typing import TypeVar
from urllib.parse import urlsplit

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

MODES = ("production", "demo", "dev", "test")
SQL = ("postgres", "postgresql", "psql", "pgsql")
BELLS = ("redis", "rediss")
POST = ("smtp", "smtp+tls", "smtp+ssl", "smtps")


Number = TypeVar("Number", int, float)


class Wrong(ImproperlyConfigured):
    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} {reason}. See docs/operations.md, 'Environment'.")


def mode() -> str:
    said = env.str("TANDEM_MODE", default="production")
    if said not in MODES:
        raise ImproperlyConfigured(f"TANDEM_MODE is {said!r}; it must be one of {', '.join(MODES)}.")
    return said


def required(name: str, *, in_tests: str | None = None) -> str:
    """The variable's text. `in_tests` is what tests may do with when it is not set; elsewhere that is an error."""
    value = env.str(name, default="").strip()
    if value:
        return value
    if mode() == "test" and in_tests is not None:
        return in_tests
    raise Wrong(name, "is not set")


def number(name: str, default: Number) -> Number:
    """A number from 0 on, whole where the default is."""
    try:
        value = type(default)(env.str(name, default=str(default)))
    except ValueError:
        raise Wrong(name, "must be a number") from None
    if value < 0:
        raise Wrong(name, "must not be below 0")
    return value


def address(name: str, schemes: tuple[str, ...], *, in_tests: str | None = None) -> str:
    """One that has a scheme of these and a host."""
    value = required(name, in_tests=in_tests)
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise Wrong(
            name, "is not an address; a password must have its /, ?, #, [ and ] written as %2F and so on"
        ) from None
    if parts.scheme not in schemes:
        raise Wrong(name, f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    if not (parts.hostname or "host=" in parts.query):
        raise Wrong(name, "names no host")
    return value


def site_url() -> str:
    """Scheme, host and port alone: what is appended to it stands in letters."""
    schemes = ("https",) if mode() == "production" else ("https", "http")
    url = address("SITE_URL", schemes, in_tests="http://testserver").rstrip("/")
    parts = urlsplit(url)
    if parts.path or parts.query or parts.fragment or parts.username:
        raise Wrong(
            "SITE_URL", "must end after the host or its port: Tandem lives at the root of a host of its own"
        )
    return url


def field_keys(*, in_tests: str) -> list[str]:
    keys = [key.strip() for key in required("FIELD_KEYS", in_tests=in_tests).split(",") if key.strip()]
    try:
        for key in keys:
            Fernet(key)
    except ValueError:
        keys = []
    if not keys:
        raise Wrong("FIELD_KEYS", "must be Fernet keys (32 bytes in URL-safe base64), separated by commas")
    return keys


def sender(name: str, *, in_tests: str) -> str:
    value = required(name, in_tests=in_tests)
    before, at, host = parseaddr(value)[1].rpartition("@")
    if not (before and at and host):
        raise Wrong(name, "must be an address as in a letter: Tandem <hello@tandem.example>")
    return value


def oidc_apps() -> list[dict]:
    try:
        apps = env.json("OIDC_APPS", default=[])
        for app in apps:
            address_of = urlsplit(app["settings"]["server_url"])
            if not (address_of.scheme and address_of.netloc and app["provider_id"] and app["client_id"]):
                raise ValueError
    except (ValueError, TypeError, KeyError):
        raise Wrong("OIDC_APPS", "must be a JSON list as in accounts/single_sign_on.py") from None
    return apps
