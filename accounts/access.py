"""Whoever reads what belongs to somebody else leaves a line behind, and that person can read it."""

from datetime import datetime

from accounts.models import AccessRecord, User
from accounts.models.access import Deed


def role_in_words(user: User) -> str:
    if user.is_superuser:
        return "operator"
    if user.is_staff:
        return "wellness staff"
    return "mentor" if user.is_mentor else "student"


def record_access(
    *,
    reader: User,
    subject: User,
    what: str,
    about: int,
    now: datetime,
    reason: str = "",
    did: Deed = Deed.READ,
) -> AccessRecord | None:
    """Writes down that `reader` read something of `subject`: `what` in words, `about` its row's id.

    `what` continues the sentence "They read ...", or what else they `did`, as in "your request for contact". Reading
    what is one's own leaves no line. To be called in the transaction that reads, so that nothing is read without it.
    """
    if reader.pk == subject.pk:
        return None
    return AccessRecord.objects.create(
        subject=subject,
        reader=reader,
        reader_role=role_in_words(reader),
        did=did,
        what=what,
        about=about,
        reason=reason[:200],
        read_at=now,
    )
