"""Seeing who is behind a name, where a life or the law asks for it: two of the staff, on a stated ground, for a limited
time, and never behind the student's back. docs/safety.md says why there is no secret way.

Each step leaves a line in the student's access record in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Value

from accounts.access import record_access
from accounts.models import User
from accounts.models.access import Deed
from accounts.outbox import Occasion, post_letters
from groups.models import GroupConcern, Reveal
from groups.models.reveals import Answer, Ground

# A second person can be found within a day; who still needs it then asks anew. No clinician has reviewed these times.
ANSWER_WITHIN = timedelta(hours=24)
SHOWN_FOR = timedelta(hours=72)
KEEP_WISHES = timedelta(days=365)
WHAT = "who you are and how to reach you"

WHAT_WAS_DONE = {
    Answer.AGREED: Deed.AGREED,
    Answer.REFUSED: Deed.REFUSED,
    Answer.WITHDRAWN: Deed.WITHDREW,
    Answer.LAPSED: Deed.LAPSED,
}


class NobodyToAskFor(Exception):
    """Nobody stands behind this concern under a name, it is closed, or not this person's to open."""


@dataclass(frozen=True)
class Contact:
    """How the school can reach somebody: `name` is empty where they gave none."""

    alias: str
    name: str
    addresses: list[str]


def _record(reveal: Reveal, *, reader: User | None, did: Deed, now: datetime) -> None:
    if reader is None:
        return
    record_access(
        reader=reader,
        subject=reveal.student,
        did=did,
        what=WHAT,
        about=reveal.pk,
        reason=reveal.get_ground_display(),
        now=now,
    )


def _write(kind: str, reveal: Reveal, recipients: list[int | None], mark: str, now: datetime) -> None:
    post_letters(kind, [Occasion(pk, reveal.pk, now, f"{reveal.pk}.{mark}") for pk in recipients if pk])


def second_people(concern: GroupConcern, *, but: User) -> list[User]:
    """Colleagues who could answer: wellness staff of the same school who may open this concern."""
    wellness = User.objects.active().filter(school=concern.group.school_id, is_staff=True, is_superuser=False)
    colleagues = {one.pk: one for one in wellness.exclude(pk=but.pk)}
    opened = [
        GroupConcern.objects.for_staff(one).filter(pk=concern.pk).order_by().values_list(Value(pk))
        for pk, one in colleagues.items()
    ]
    return [
        colleagues[pk] for (pk,) in GroupConcern.objects.none().values_list("pk").union(*opened, all=True)
    ]


@transaction.atomic
def ask_who_it_is(
    *, concern: GroupConcern, by: User, ground: Ground | str, reason: str, now: datetime
) -> Reveal:
    """Asks the colleagues, or gives back the wish that is waiting already, also of somebody else; or raises
    NobodyToAskFor.
    """
    mine = GroupConcern.objects.for_staff(by).open()
    held = mine.select_for_update(of=("self",)).filter(pk=concern.pk).first()
    person = held.hidden_person if held is not None else None
    if held is None or person is None:
        raise NobodyToAskFor
    lapse(now=now)
    if waiting := Reveal.objects.filter(concern=held, answer="").first():
        return waiting
    student, called = person
    reveal = Reveal.objects.create(
        concern=held,
        student=student,
        called=called,
        asked_by=by,
        ground=ground,
        reason=reason,
        asked_at=now,
        lapses_at=now + ANSWER_WITHIN,
    )
    _record(reveal, reader=by, did=Deed.ASKED, now=now)
    colleagues: list[int | None] = [one.pk for one in second_people(held, but=by)]
    _write("group-second-person", reveal, colleagues, "asked", now)
    return reveal


def _answer(rows, *, answer: Answer, by: User | None, now: datetime, **fields: Any) -> Reveal | None:
    """Answers the one wish in `rows`, if it is still there: of two who press at once the second finds nothing."""
    reveal = rows.select_for_update(of=("self",)).first()
    if reveal is None or reveal.answer:
        return None
    answered_by = by if by is not None and by.pk != reveal.asked_by_id else None
    for name, value in {"answer": answer, "answered_at": now, "answered_by": answered_by, **fields}.items():
        setattr(reveal, name, value)
    reveal.save(update_fields=["answer", "answered_at", "answered_by", *fields])
    _record(reveal, reader=by or reveal.asked_by, did=WHAT_WAS_DONE[answer], now=now)
    return reveal


@transaction.atomic
def agree(*, reveal: Reveal, by: User, now: datetime) -> bool:
    """The second person opens the name for the two, and the student is told; False where it is not theirs to answer."""
    rows = Reveal.objects.answerable_by(by, now).filter(pk=reveal.pk)
    done = _answer(rows, answer=Answer.AGREED, by=by, now=now, shown_until=now + SHOWN_FOR)
    if done is None:
        return False
    _write("group-opened", done, [done.student_id], "opened", now)
    _write("group-second-answer", done, [done.asked_by_id], "answered", now)
    return True


@transaction.atomic
def refuse(*, reveal: Reveal, by: User, words: str, now: datetime) -> bool:
    """The second person says why not, in words that the student reads too."""
    rows = Reveal.objects.answerable_by(by, now).filter(pk=reveal.pk)
    done = _answer(rows, answer=Answer.REFUSED, by=by, now=now, answer_words=words)
    if done is not None:
        _write("group-second-answer", done, [done.asked_by_id], "answered", now)
    return done is not None


@transaction.atomic
def take_back(*, reveal: Reveal, by: User, now: datetime) -> bool:
    """Whoever asked no longer needs it."""
    rows = Reveal.objects.for_staff(by).waiting(now).filter(pk=reveal.pk, asked_by=by)
    return _answer(rows, answer=Answer.WITHDRAWN, by=by, now=now) is not None


@transaction.atomic
def lapse(*, now: datetime) -> int:
    """Ends wishes that nobody answered in time, or whose concern or asker is gone; returns how many."""
    over = Reveal.objects.over(now).values_list("pk", flat=True)[:100]
    rows = [Reveal.objects.filter(pk=pk) for pk in list(over)]
    return sum(_answer(row, answer=Answer.LAPSED, by=None, now=now) is not None for row in rows)


@transaction.atomic
def see_who_it_is(*, reveal: Reveal, by: User, now: datetime) -> Contact | None:
    """For one of the two, as long as it is open; each seeing is recorded. None for everybody else."""
    found = Reveal.objects.open_to(by, now).select_related("student").filter(pk=reveal.pk).first()
    if found is None:
        return None
    _record(found, reader=by, did=Deed.READ, now=now)
    student = found.student
    confirmed = EmailAddress.objects.filter(user=student, verified=True).order_by("-primary", "email")
    addresses = list(confirmed.values_list("email", flat=True)) or [student.email]
    return Contact(student.alias, student.name, addresses)


def say_one_knows(*, reveal: Reveal, by: User, now: datetime) -> bool:
    """The student has read that somebody saw who they are; it no longer stands on the first page."""
    return bool(Reveal.objects.visible_to(by).unread().filter(pk=reveal.pk).update(read_at=now))


def forget_wishes(*, now: datetime) -> int:
    """The words go after a year; that it happened stays in the student's access record."""
    return Reveal.objects.exclude(answer="").filter(asked_at__lt=now - KEEP_WISHES).delete()[0]
