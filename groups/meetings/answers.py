"""Saying yes, maybe, no or later; who waits for a seat; and that one was there."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.outbox import Occasion as Reason
from accounts.outbox import post_letters
from groups.models import Answer, Attendance, Meeting, Membership, Occasion, StandingAnswer
from groups.models.answers import Coming

# That one was there can be said from the beginning on, and for this long.
SAY_SO_FOR = timedelta(days=28)

# Dates with somebody in line and a seat free: after a member has left, or the meeting has become bigger.
FREE_SEATS = """
SELECT o.id FROM groups_occasion o JOIN groups_meeting m ON m.id = o.meeting_id
 WHERE o.id IN (SELECT occasion_id FROM groups_answer WHERE is_waiting)
   AND o.starts_at > %s AND o.cancelled_at IS NULL
   AND EXISTS (SELECT 1 FROM groups_answer a JOIN groups_membership p ON p.id = a.membership_id
                WHERE a.occasion_id = o.id AND a.is_waiting AND p.left_at IS NULL)
   AND (m.capacity IS NULL OR m.capacity > (
        SELECT count(*) FROM groups_answer a JOIN groups_membership p ON p.id = a.membership_id
         WHERE a.occasion_id = o.id AND a.answer = 'yes' AND NOT a.is_waiting AND p.left_at IS NULL))
 ORDER BY o.starts_at, o.id LIMIT 200
"""


@transaction.atomic
def answer_date(*, occasion: Occasion, by: Membership, answer: str, now: datetime) -> Answer | None:
    """Keeps the answer; a yes to a full date goes to the end of the line. None when the date can have no answer."""
    row = Occasion.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=occasion.pk)
    if row.is_cancelled or row.has_started(now):
        return None
    return _answer(row, by, answer, now)


@transaction.atomic
def answer_all(*, meeting: Meeting, by: Membership, answer: str, now: datetime) -> list[Answer]:
    """The same answer to every coming date, and to those that are written later."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    standing, is_new = StandingAnswer.objects.get_or_create(
        meeting=meeting, membership=by, defaults={"answer": answer, "answered_at": now}
    )
    if not is_new and standing.answer != answer:
        standing.answer, standing.answered_at = answer, now
        standing.save(update_fields=["answer", "answered_at"])
    coming = (
        meeting.occasions.standing()
        .filter(starts_at__gt=now)
        .select_for_update(of=("self",))
        .select_related("meeting")
        .order_by("starts_at")
    )
    return [_answer(row, by, answer, now) for row in coming]


def _answer(occasion: Occasion, membership: Membership, answer: str, now: datetime) -> Answer:
    """Whoever holds the date's row. Saying the same again changes nothing, so a place in line is kept."""
    said = Answer.objects.filter(occasion=occasion, membership=membership).first()
    if said and said.answer == answer:
        return said
    had_seat = said is not None and said.answer == Coming.YES and not said.is_waiting
    said = said or Answer(occasion=occasion, membership=membership)
    said.answer, said.answered_at = answer, now
    said.is_waiting = answer == Coming.YES and not _has_seat(occasion)
    if said.is_waiting and (last := occasion.answers.in_line().last()):
        # Whoever got to the row later stands behind, also where their clock was read before.
        said.answered_at = max(now, last.answered_at + timedelta(microseconds=1))
    said.save()
    if had_seat:
        _seat(occasion, now)
    return said


def _has_seat(occasion: Occasion) -> bool:
    capacity = occasion.meeting.capacity
    return capacity is None or occasion.answers.seated().count() < capacity


def place_in_line(answer: Answer) -> int:
    """1 for whoever is next; 0 for somebody who is not waiting."""
    line = answer.occasion.answers.in_line().values_list("pk", flat=True)
    return next((place for place, pk in enumerate(line, start=1) if pk == answer.pk), 0)


@transaction.atomic
def seat_the_next(*, occasion: Occasion, now: datetime) -> int:
    """Gives free seats to who is in line, in order, and tells them; returns how many."""
    row = Occasion.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=occasion.pk)
    return 0 if row.is_cancelled or row.has_started(now) else _seat(row, now)


def _seat(occasion: Occasion, now: datetime) -> int:
    capacity = occasion.meeting.capacity
    line = occasion.answers.in_line().select_related("membership")
    free = line.count() if capacity is None else capacity - occasion.answers.seated().count()
    seated = list(line[: max(free, 0)])
    for answer in seated:
        answer.is_waiting = False
        answer.save(update_fields=["is_waiting"])
    post_letters(
        "seat",
        [
            Reason(
                answer.membership.user_id,
                answer.pk,
                now,
                f"{answer.pk}.{int(answer.answered_at.timestamp())}",
            )
            for answer in seated
        ],
    )
    return len(seated)


def seat_where_free(*, now: datetime) -> int:
    """Seats that became free in any other way than by an answer; returns how many were given."""
    with connection.cursor() as cursor:
        cursor.execute(FREE_SEATS, [now])
        dates = [pk for (pk,) in cursor.fetchall()]
    return sum(seat_the_next(occasion=Occasion(pk=pk), now=now) for pk in dates)


def can_say_so(occasion: Occasion, now: datetime) -> bool:
    """Whether somebody may say now that they are, or were, there."""
    return not occasion.is_cancelled and occasion.starts_at <= now < occasion.ends_at + SAY_SO_FOR


def say_so(*, occasion: Occasion, by: Membership, was_there: bool, now: datetime) -> None:
    if was_there:
        Attendance.objects.bulk_create(
            [Attendance(occasion=occasion, membership=by, said_at=now)], ignore_conflicts=True
        )
    else:
        Attendance.objects.filter(occasion=occasion, membership=by).delete()
