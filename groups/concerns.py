"""What happens to a report, to a worry that is handed on, and to a keeper's call for help. Nothing by itself: a human
is written to, again until one takes it, and whoever raised it reads what was done.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.outbox import Occasion, post_letters
from checkins import paging
from groups.models import Group, GroupConcern, Membership
from groups.models.concerns import Severity, Source

# The target in staffed minutes; NOW is the school's own time for requests. No clinician has reviewed them.
STAFFED_MINUTES = {Severity.TODAY: 240, Severity.THIS_WEEK: 3 * 480}
PRESSED_TWICE = timedelta(minutes=10)


def target_minutes(group: Group, severity: Severity | str) -> int:
    return STAFFED_MINUTES.get(Severity(severity), group.school.answer_within_minutes)


@transaction.atomic
def raise_concern(
    *,
    group: Group,
    raised_by: User,
    source: Source | str,
    severity: Severity | str,
    words: str,
    now: datetime,
    about: Membership | None = None,
    reason: str = "",
    post_key: str = "",
    reach_by: str = "",
    student_knows: bool | None = None,
    tells_student: bool = False,
) -> GroupConcern:
    """Keeps it and writes to everybody on duty, in one transaction. It is kept where nobody is on duty, too.

    `about` is the membership it is about, of this group; `post_key` the reported post's. With `tells_student` the
    person it is about is written to and can read it: so it is when a mentor hands on a worry without danger.
    """
    if about is not None and about.group_id != group.pk:
        raise ValueError("A concern is about a member of its own group.")
    said = {"group": group, "raised_by": raised_by, "source": source, "severity": severity, "about": about}
    if pressed := _said_a_moment_ago({**said, "post_key": post_key}, words, now):
        return pressed
    minutes = target_minutes(group, severity)
    concern = GroupConcern.objects.create(
        group=group,
        about=about,
        raised_by=raised_by,
        source=source,
        severity=severity,
        reason=reason,
        words=words,
        reach_by=reach_by,
        post_key=post_key,
        student_knows=student_knows,
        opened_at=now,
        answer_by=group.school.after_staffed_minutes(now, minutes),
    )
    _page(concern, now)
    if tells_student:
        tell_student(concern=concern, now=now)
    return concern


def _said_a_moment_ago(said: dict[str, Any], words: str, now: datetime) -> GroupConcern | None:
    """The same from the same person in the same words: a button pressed twice calls nobody twice."""
    User.objects.select_for_update(no_key=True).get(pk=said["raised_by"].pk)  # of two presses one waits
    just_now = GroupConcern.objects.open().filter(opened_at__gt=now - PRESSED_TWICE, **said)
    return next((concern for concern in just_now if concern.words == words), None)


def _page(concern: GroupConcern, now: datetime) -> None:
    school = concern.group.school
    subject = concern.subject
    staff = school.duty_staff()
    if subject is not None:
        staff = staff.exclude(pk=subject.pk)
    paging.page(
        concern,
        kind="group-duty",
        school=school,
        staff=staff,
        minutes=target_minutes(concern.group, concern.severity),
        now=now,
    )


@transaction.atomic
def page_again(*, now: datetime) -> int:
    """Pages again for every concern whose time has passed without anybody taking it; returns how many.

    One whose taker has left is nobody's: it is paged for as if it were new.
    """
    for concern in GroupConcern.objects.left_behind().select_for_update(skip_locked=True, of=("self",)):
        paging.give_back(concern, now=now)
        _write("group-news", concern, concern.raised_by_id, f"given-back.{concern.pages}", now)
    late = list(
        GroupConcern.objects.to_page_again(now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("group__school", "about__user", "raised_by")[:100]
    )
    for concern in late:
        _page(concern, now)
    return len(late)


def _write(kind: str, concern: GroupConcern, recipient_id: int | None, mark: str, now: datetime) -> None:
    if recipient_id is not None:
        post_letters(kind, [Occasion(recipient_id, concern.pk, now, f"{concern.pk}.{mark}")])


@transaction.atomic
def tell_student(*, concern: GroupConcern, now: datetime) -> bool:
    """The student it is about can read it from now on, and is written to; False when they knew, or nobody is meant."""
    told = GroupConcern.objects.filter(pk=concern.pk, told_at=None, about__isnull=False).update(told_at=now)
    if told and concern.about is not None:
        _write("group-about-you", concern, concern.about.user_id, "told", now)
    return bool(told)


@transaction.atomic
def acknowledge_concern(*, concern: GroupConcern, by: User, now: datetime) -> bool:
    """One of the staff takes it; False when somebody else already had."""
    taken = paging.take(concern, by=by, now=now)
    if taken:
        # It may be taken more than once: by the next one, when whoever had it has left.
        _write("group-news", concern, concern.raised_by_id, f"taken.{concern.pages}", now)
    return taken


@transaction.atomic
def close_concern(*, concern: GroupConcern, by: User, outcome: str, now: datetime) -> bool:
    """Ends it with words that whoever raised it reads; False when it was ended before."""
    ended = paging.end(concern, by=by, outcome=outcome, now=now)
    if ended is not None:
        _write("group-news", concern, concern.raised_by_id, "closed", now)
    return ended is not None


@transaction.atomic
def withdraw_concern(*, concern: GroupConcern, now: datetime) -> bool:
    """Whoever asked for help for themselves takes it back. A worry about somebody else stays with staff."""
    own = GroupConcern.objects.open().filter(pk=concern.pk, source=Source.MYSELF)
    return bool(own.update(withdrawn_at=now, page_again_at=None))
