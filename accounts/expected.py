"""Students whom a school expects: who is on its list may join, and nobody can read from the list who is on it."""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.models import ExpectedStudent, School, User

SALT = "accounts.expected"


def digest_of(address: str, secret: str | None = None) -> str:
    """Of an address in its plain spelling (accounts.joining.plain_address), under the house's secret."""
    return salted_hmac(SALT, address, secret=secret, algorithm="sha256").hexdigest()


def _digests(address: str) -> list[str]:
    """Under the secret of today and those that it has replaced."""
    return [digest_of(address), *(digest_of(address, secret) for secret in settings.SECRET_KEY_FALLBACKS)]


def school_that_expects(address: str) -> School | None:
    """The school that has this address on its list; of several, the one that wrote it down last."""
    expected = ExpectedStudent.objects.filter(digest__in=_digests(address)).select_related("school")
    found = expected.order_by("-added_at", "-pk").first()
    return found.school if found else None


def meet_expected(user: User) -> None:
    """The person has come: they begin with the stage that the list gave, and their line goes."""
    lines = ExpectedStudent.objects.filter(digest__in=_digests(user.email))
    here = lines.filter(school=user.school).first()
    if here and here.stage and not user.stage:
        user.stage = here.stage
        user.save(update_fields=["stage"])
    lines.delete()
