"""How long rows are kept that nobody needs for ever. docs/privacy.md states the same periods."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.erasure import erase_person
from accounts.models import ExpectedStudent, Letter, User

KEEP_LETTERS = timedelta(days=60)
KEEP_UNCONFIRMED = timedelta(days=7)
KEEP_EXPECTED = timedelta(days=180)
SESSION_BEGINS = timedelta(hours=1)  # a device is noted a moment before or after its session is


def drop_old_rows() -> int:
    """Deletes what is past its time; returns how many rows, and people, went."""
    now = timezone.now()
    return _letters(now) + _sessions(now) + _people_who_never_came(now) + _expected(now)


def _letters(now: datetime) -> int:
    """Letters that ended long ago, in whichever way."""
    waiting = Letter.objects.waiting().values("pk")
    rows, _ = Letter.objects.exclude(pk__in=waiting).filter(due_at__lt=now - KEEP_LETTERS).delete()
    return rows


def _sessions(now: datetime) -> int:
    """Sessions that are over, and the devices (with their addresses) that they were on."""
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    devices, _ = (
        UserSession.objects.filter(last_seen_at__lt=now - SESSION_BEGINS)
        .exclude(session_key__in=Session.objects.values("session_key"))
        .delete()
    )
    return sessions + devices


def _expected(now: datetime) -> int:
    """Lines of a school's list whose person has not come in half a year."""
    lines, _ = ExpectedStudent.objects.filter(added_at__lt=now - KEEP_EXPECTED).delete()
    return lines


def _people_who_never_came(now: datetime) -> int:
    """Whoever asked to join and never typed the code: perhaps somebody else's address, so it is not kept."""
    never_came = User.objects.filter(
        last_login=None,
        joined_at__lt=now - KEEP_UNCONFIRMED,
        is_staff=False,
        is_mentor=False,
        is_superuser=False,
    ).exclude(emailaddress__verified=True)
    people = list(never_came[:500])
    for person in people:
        erase_person(user=person, now=now)
    return len(people)
