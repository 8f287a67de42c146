"""Planning a meeting, changing it, calling it off, and taking that back.

A change touches one date, all that follow, or all that are to come; what has been stays as it was. Those who said yes
or maybe are told once: a letter waits a little, and only the one of the latest change is still wanted when it leaves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models, transaction

from accounts.models import Letter, User
from accounts.outbox import Occasion as Reason
from accounts.outbox import post_letters
from groups.meetings.answers import seat_the_next
from groups.meetings.dates import AHEAD, add_occasions, write_dates
from groups.meetings.instants import first_instant, first_instants
from groups.meetings.rules import WEEK, count_of, days_of
from groups.models import Answer, Meeting, Membership, Occasion
from groups.models.answers import HEARS
from groups.models.meetings import OccasionQuerySet
from resources.models import Resource

# How far a date may be laid elsewhere and still be the same: half a month, as monthly meetings move.
REACH = timedelta(days=17)
# Time to notice a slip of the finger: an undo within it is told to nobody.
TELL_AFTER = timedelta(minutes=5)


class DatesStay(Exception):
    """The new first day is not after `day`, the last date that a change leaves as it is: it would meet it there."""

    def __init__(self, day: date):
        super().__init__(day)
        self.day = day


class Scope(models.TextChoices):
    THIS = "this", "Only this date"
    FOLLOWING = "following", "This date and all that follow"
    ALL = "all", "All dates to come"


@dataclass(frozen=True)
class Pattern:
    """What a meeting is, apart from its group: the values of its columns by name."""

    title: str
    about: str
    first_on: date
    local_time: time
    time_zone: str
    minutes: int
    rule: str
    place: str
    link: str
    capacity: int | None
    guide: Resource | None


@transaction.atomic
def plan_meeting(*, by: Membership, pattern: Pattern, now: datetime) -> Meeting:
    """Makes a meeting with its dates. Pressing twice makes one."""
    group = type(by.group).objects.select_for_update().get(pk=by.group_id)
    same = Meeting.objects.filter(group=group, planned_by=by, stopped_on=None, **vars(pattern)).first()
    if same and same.occasions.standing().exists():
        return same
    meeting = Meeting.objects.create(
        group=group, planned_by=by, planned_at=now, changed_at=now, **vars(pattern)
    )
    write_dates(meeting=meeting, now=now)
    group.touch(now)
    return meeting


@transaction.atomic
def change_date(
    *, occasion: Occasion, by: User, starts: datetime, minutes: int, place: str, link: str, now: datetime
) -> bool:
    """Moves one date, or changes its place; `starts` is a wall time in the meeting's zone. False: nothing changed."""
    meeting = Meeting.objects.select_for_update().get(pk=occasion.meeting_id)
    row = meeting.occasions.select_for_update().get(pk=occasion.pk)
    row.meeting = meeting
    starts_at = first_instant(starts, meeting.time_zone)
    ends_at = starts_at + timedelta(minutes=minutes)
    before = (row.starts_at, row.ends_at, row.place, row.link)
    if before == (starts_at, ends_at, place, link):
        return False
    if row.starts_at != starts_at:
        row.reminded_at = None
    row.starts_at, row.ends_at = starts_at, ends_at
    row.own_place = None if place == meeting.place else place
    row.own_link = None if link == meeting.link else link
    row.is_moved = starts != row.original_wall or minutes != meeting.minutes
    _stamp(meeting, [row], now)
    row.save()
    tell([row], by=by, now=now)
    return True


@transaction.atomic
def change_dates(
    *, occasion: Occasion, scope: str, by: User, pattern: Pattern, now: datetime
) -> Occasion | None:
    """Lays the meeting out anew from one date on; returns what became of that date, or its nearest.

    A date keeps its row, and so its answers: by the same day where the new rule has it, else by its place in the row.
    Raises DatesStay where the new rule would begin among the dates that stay: what has begun, and what comes before.
    """
    meeting = Meeting.objects.select_for_update().get(pk=occasion.meeting_id)
    stays = stays_until(occasion=occasion, scope=scope, now=now)
    if stays and pattern.first_on <= stays:
        raise DatesStay(stays)
    rows = list(_from(meeting, occasion, scope, now).select_for_update().order_by("originally_on"))
    for name, value in vars(pattern).items():
        setattr(meeting, name, value)
    meeting.stopped_on, meeting.reaches_on = None, None
    # As far as the dates that are there, so that the last of them is not lost to a later weekday.
    horizon = max([now.astimezone(meeting.zone).date() + AHEAD, *(row.originally_on for row in rows)]) + WEEK
    days = days_of(pattern.rule, pattern.first_on, after=pattern.first_on, until=horizon)
    if not days:
        days = [pattern.first_on]
    before = {row.pk: (row.starts_at, row.ends_at, row.place, row.link, row.is_cancelled) for row in rows}
    pairs, spare, new_days = _matched(rows, days)
    _stamp(meeting, [row for row, _ in pairs], now)
    meeting.save()
    _lay(meeting, pairs)
    gone = _who_hears(spare)
    Occasion.objects.filter(pk__in=[row.pk for row in spare]).delete()
    add_occasions(meeting, new_days, now)
    write_dates(meeting=meeting, now=now)
    kept = [row for row, _ in pairs]
    for row in kept:
        seat_the_next(occasion=row, now=now)
    changed = [row for row in kept if before[row.pk] != _state(row)]
    tell(changed, by=by, now=now, also=gone, about=kept[:1])
    here = next((row for row in kept if row.pk == occasion.pk), None)
    return here or (kept[-1] if kept else meeting.occasions.coming(now).first())


def first_changed(*, occasion: Occasion, scope: str, now: datetime) -> Occasion:
    """The first date that a change of this scope touches."""
    return _from(occasion.meeting, occasion, scope, now).order_by("originally_on").first() or occasion


def stays_until(*, occasion: Occasion, scope: str, now: datetime) -> date | None:
    """The local day of the last date that a change of this scope leaves as it is; the new first day comes after it."""
    touched = _from(occasion.meeting, occasion, scope, now).values("pk")
    last = occasion.meeting.occasions.exclude(pk__in=touched).order_by("-originally_on").first()
    return last.originally_on if last else None


def times_left(*, meeting: Meeting, first: Occasion) -> int | None:
    """How many of a counted meeting's dates there are from `first` on; None where it is not counted."""
    if count_of(meeting.rule) is None:
        return None
    end = meeting.first_on + timedelta(days=366 * 100)
    return len(days_of(meeting.rule, meeting.first_on, after=first.originally_on, until=end))


def _state(row: Occasion) -> tuple:
    return (row.starts_at, row.ends_at, row.place, row.link, row.is_cancelled)


def _from(meeting: Meeting, occasion: Occasion, scope: str, now: datetime) -> OccasionQuerySet:
    """The dates that a change of this scope touches; what has begun is never among them."""
    rows = meeting.occasions.filter(starts_at__gt=now)
    if scope == Scope.THIS:
        return rows.filter(pk=occasion.pk)
    if scope == Scope.FOLLOWING:
        return rows.filter(originally_on__gte=occasion.originally_on)
    return rows


def _matched(
    rows: Sequence[Occasion], days: Sequence[date]
) -> tuple[list[tuple[Occasion, date]], list[Occasion], list[date]]:
    """Rows with the days that they get; rows that are left over; days that need a new row.

    A row goes to its own day, or to the nearest free one: who said yes to a Monday in June did not mean one in August.
    """
    by_day = {row.originally_on: row for row in rows}
    pairs = [(by_day[day], day) for day in days if day in by_day]
    taken = {day for _, day in pairs}
    others = [row for row in rows if row.originally_on not in taken]
    spare: list[Occasion] = []
    new_days: list[date] = []
    for day in (day for day in days if day not in taken):
        while others and others[0].originally_on < day - REACH:
            spare.append(others.pop(0))
        if others and others[0].originally_on <= day + REACH:
            pairs.append((others.pop(0), day))
        else:
            new_days.append(day)
    return sorted(pairs, key=lambda pair: pair[1]), spare + others, new_days


def _lay(meeting: Meeting, pairs: Sequence[tuple[Occasion, date]]) -> None:
    """Puts rows on their days by the rule. What was called off stays so, what was moved by itself is so no more."""
    walls = [datetime.combine(day, meeting.local_time) for _, day in pairs]
    for (row, day), start in zip(pairs, first_instants(walls, meeting.time_zone), strict=True):
        if row.starts_at != start:
            row.reminded_at = None
        row.meeting, row.originally_on = meeting, day
        row.starts_at, row.ends_at = start, start + meeting.duration
        row.own_place = row.own_link = None
        row.is_moved = row.ends_series = False
    Occasion.objects.bulk_update(
        [row for row, _ in pairs],
        [
            "originally_on",
            "starts_at",
            "ends_at",
            "own_place",
            "own_link",
            "is_moved",
            "ends_series",
            "reminded_at",
            "sequence",
            "changed_at",
        ],
    )


@transaction.atomic
def call_off(*, occasion: Occasion, scope: str, by: User, now: datetime, words: str = "") -> int:
    """Calls off one date or several; returns how many. The same instant marks what is taken back together.

    `words` are those of staff, for members to read.
    """
    meeting = Meeting.objects.select_for_update().get(pk=occasion.meeting_id)
    rows = list(_from(meeting, occasion, scope, now).standing().select_for_update().order_by("starts_at"))
    if not rows:
        return 0
    if meeting.is_repeating and scope != Scope.THIS:
        meeting.stopped_on = min(row.originally_on for row in rows)
    meeting.off_words = words
    _stamp(meeting, rows, now)
    meeting.save(update_fields=["stopped_on", "off_words", "sequence", "changed_at"])
    for row in rows:
        row.cancelled_at, row.ends_series = now, meeting.is_repeating and scope != Scope.THIS
    Occasion.objects.bulk_update(rows, ["cancelled_at", "ends_series", "sequence", "changed_at"])
    tell(rows, by=by, now=now)
    return len(rows)


@transaction.atomic
def take_back(*, occasion: Occasion, by: User, now: datetime) -> int:
    """Undoes a calling off, with all that went with it; returns how many dates take place after all."""
    meeting = Meeting.objects.select_for_update().get(pk=occasion.meeting_id)
    row = meeting.occasions.select_for_update().get(pk=occasion.pk)
    if not row.is_cancelled or row.has_started(now):
        return 0
    rows = list(
        meeting.occasions.filter(cancelled_at=row.cancelled_at, starts_at__gt=now)
        .select_for_update()
        .order_by("starts_at")
    )
    heard = set(
        Letter.objects.filter(
            kind="meeting", about__in=[one.pk for one in rows], due_at__gte=row.cancelled_at
        )
        .exclude(sent_at=None)
        .values_list("recipient_id", flat=True)
    )
    for one in rows:
        one.cancelled_at, one.ends_series = None, False
    # What was called off by another press stays off, and with it the end of the series; of this press nothing is left,
    # not even in dates that have passed since.
    still = meeting.occasions.filter(ends_series=True).exclude(cancelled_at=row.cancelled_at)
    meeting.stopped_on = still.aggregate(first=models.Min("originally_on"))["first"]
    meeting.occasions.filter(cancelled_at=row.cancelled_at).update(ends_series=False)
    meeting.off_words = ""
    _stamp(meeting, rows, now)
    meeting.save(update_fields=["stopped_on", "off_words", "sequence", "changed_at"])
    Occasion.objects.bulk_update(rows, ["cancelled_at", "ends_series", "sequence", "changed_at"])
    write_dates(meeting=meeting, now=now)
    tell(rows, by=by, now=now, only=heard)
    return len(rows)


def _stamp(meeting: Meeting, rows: Iterable[Occasion], now: datetime) -> None:
    """One change, one number: calendars and letters know by it which word is the last."""
    number = meeting.touch(now)
    for row in rows:
        row.sequence, row.changed_at = number, now
    meeting.save(update_fields=["sequence", "changed_at"])


def _who_hears(rows: Sequence[Occasion]) -> set[int]:
    return set(
        Answer.objects.of_members()
        .filter(occasion__in=rows, answer__in=HEARS)
        .values_list("membership__user_id", flat=True)
    )


def tell(
    rows: Sequence[Occasion],
    *,
    by: User,
    now: datetime,
    also: set[int] | None = None,
    about: Sequence[Occasion] = (),
    only: set[int] | None = None,
) -> int:
    """Writes one letter to each who said yes or maybe to one of these dates, about the first of theirs.

    `also` are people whose own date is gone altogether: they hear about `about`. With `only`, nobody else is told.
    """
    first_of: dict[int, Occasion] = {}
    touched = [*rows, *(about[:1] if also else ())]
    by_pk = {row.pk: row for row in touched}
    said = Answer.objects.of_members().filter(occasion__in=rows, answer__in=HEARS)
    for pk, user in said.order_by("occasion__starts_at", "pk").values_list(
        "occasion_id", "membership__user_id"
    ):
        first_of.setdefault(user, by_pk[pk])
    for user in also or ():
        if about:
            first_of.setdefault(user, about[0])
    first_of.pop(by.pk, None)
    for row in touched:
        row.news = row.sequence
    # Also where nobody is told: a letter of an earlier change that still waits is of no use any more.
    Occasion.objects.bulk_update(touched, ["news"])
    return post_letters(
        "meeting",
        [
            Reason(user, row.pk, now + TELL_AFTER, f"{row.pk}.{row.news}")
            for user, row in first_of.items()
            if only is None or user in only
        ],
    )
