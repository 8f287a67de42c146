"""What happens after "please contact me". It is never a dead end: staff are written to, again if nobody answers."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.outbox import Occasion, post_letters
from checkins import paging
from checkins.models import CheckIn, Concern, ConcernEvent
from checkins.models.concerns import Urgency

What = ConcernEvent.What
# The letter that a request has moved on.
NEWS = "request-moved"


class NobodyOnDuty(Exception):
    """The school has no one on its duty list, so a request must not be taken."""


@transaction.atomic
def open_concern(
    *,
    by: User,
    words: str,
    reach_by: str,
    reach_when: str,
    urgency: Urgency | str,
    now: datetime,
    checkin: CheckIn | None = None,
    shows_checkin: bool = True,
) -> Concern:
    """Keeps the student's request and writes to everybody on duty, in one transaction."""
    if by.school is None or not by.school.offers_contact():
        raise NobodyOnDuty
    concern = Concern.objects.create(
        student=by,
        checkin=checkin,
        words=words,
        reach_by=reach_by,
        reach_when=reach_when,
        urgency=urgency,
        shows_checkin=shows_checkin,
        opened_at=now,
    )
    _note(concern, What.OPENED, now)
    _page(concern, What.PAGED, now)
    return concern


def _note(concern: Concern, what: str, now: datetime) -> None:
    ConcernEvent.objects.create(concern=concern, what=what, happened_at=now)


def _page(concern: Concern, what: str, now: datetime) -> None:
    """Writes to the people on duty and sets when to do so again."""
    school = concern.student.school
    if school is None:
        raise NobodyOnDuty
    was_written = paging.page(
        concern,
        kind="duty",
        school=school,
        staff=school.duty_staff(),
        minutes=school.answer_within_minutes,
        now=now,
    )
    if was_written:
        _note(concern, what, now)
    elif concern.events.values_list("what", flat=True).last() != What.NOBODY_THERE:
        _note(concern, What.NOBODY_THERE, now)


@transaction.atomic
def page_again(*, now: datetime) -> int:
    """Pages again for every concern whose time has passed without anybody taking it; returns how many.

    One whose taker has left is nobody's: it is paged for as if it were new.
    """
    for concern in (
        Concern.objects.left_behind()
        .filter(student__school__isnull=False)
        .select_for_update(skip_locked=True, of=("self",))
    ):
        paging.give_back(concern, now=now)
        _note(concern, What.GIVEN_BACK, now)
        _tell_student(concern, What.GIVEN_BACK, now)
    late = list(
        Concern.objects.to_page_again(now)
        .filter(student__school__isnull=False)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("student__school")[:100]
    )
    for concern in late:
        _page(concern, What.PAGED_AGAIN, now)
    return len(late)


def _tell_student(concern: Concern, what: str, now: datetime) -> None:
    post_letters(
        NEWS,
        [
            Occasion(
                recipient_id=concern.student_id,
                about=concern.pk,
                due_at=now,
                # It may be taken more than once: by the next one, when whoever had it has left.
                mark=f"{concern.pk}.{what}.{concern.events.count()}",
            )
        ],
    )


@transaction.atomic
def acknowledge_concern(*, concern: Concern, by: User, now: datetime) -> bool:
    """One of the staff takes it; False when somebody else already had."""
    taken = paging.take(concern, by=by, now=now)
    if taken:
        _note(concern, What.ACKNOWLEDGED, now)
        _tell_student(concern, What.ACKNOWLEDGED, now)
    return taken


@transaction.atomic
def close_concern(*, concern: Concern, by: User, outcome: str, now: datetime) -> bool:
    """Ends it with words that the student reads; False when it was ended before."""
    if paging.end(concern, by=by, outcome=outcome, now=now) is None:
        return False
    _note(concern, What.CLOSED, now)
    _tell_student(concern, What.CLOSED, now)
    return True


@transaction.atomic
def withdraw_concern(*, concern: Concern, now: datetime) -> bool:
    """The student takes it back: staff no longer see it, and whoever had taken it hears that."""
    taken_back = Concern.objects.open().filter(pk=concern.pk).update(withdrawn_at=now, page_again_at=None)
    if taken_back:
        _note(concern, What.WITHDRAWN, now)
        taker_id = Concern.objects.values_list("acknowledged_by", flat=True).get(pk=concern.pk)
        if taker_id is not None:
            post_letters("duty-over", [Occasion(taker_id, concern.pk, now, f"{concern.pk}.over")])
    return bool(taken_back)
