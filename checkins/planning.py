"""Making, changing and ending plans."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.models import Pause, User
from accounts.slips import quiet_until
from checkins.models import CheckIn, Plan

MOST_PLANS = 8
# An ended plan can be taken up again for this long.
UNDO_FOR = timedelta(days=1)


@transaction.atomic
def save_plan(*, plan: Plan, now: datetime) -> Plan:
    """Keeps a new or changed plan and reckons its next occasion. An open occasion closes when the next one opens."""
    if plan.pk:
        # Occasions move on beside us: what the sweep has written since the form was read must stand.
        row = Plan.objects.select_for_update().get(pk=plan.pk)
        plan.last_on, plan.ignored, plan.last_letter_at = row.last_on, row.ignored, row.last_letter_at
    plan.reckon(now)
    plan.save()
    if plan.next_due_at:
        CheckIn.objects.open(now).filter(plan=plan, closes_at__gt=plan.next_due_at).update(
            closes_at=plan.next_due_at
        )
    if not plan.is_nudged:
        # A first letter is out, and the further one was not asked for on the page: it was to come by itself.
        CheckIn.objects.open(now).filter(plan=plan, letters_posted=1).update(remind_at=None)
    return plan


@transaction.atomic
def end_plan(*, plan: Plan, now: datetime) -> None:
    """No more letters from it, nor about what it has asked already. An open occasion can still be answered."""
    row = Plan.objects.select_for_update().get(pk=plan.pk)
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    CheckIn.objects.open(now).filter(plan=row).hush()


@transaction.atomic
def take_up_again(*, plan: Plan, by: User, now: datetime) -> bool:
    """Undoes the ending of a plan, from its next occasion on."""
    row = Plan.objects.select_for_update().get(pk=plan.pk)
    if row.user_id != by.pk or row.ended_at is None or row.ended_at < now - UNDO_FOR:
        return False
    row.ended_at = None
    row.reckon(now)
    row.save()
    return True


def keep_local_times(*, zones: Collection[str], now: datetime) -> int:
    """A country has changed its clocks: occasions to come stay on their local day and time; returns how many moved."""
    if not zones:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(KEEP_LOCAL_TIMES, {"zones": list(zones), "now": now})
        return cursor.rowcount


KEEP_LOCAL_TIMES = """
UPDATE checkins_plan SET next_due_at = checkins_first_instant(next_on + local_time, time_zone)
 WHERE ended_at IS NULL AND next_on IS NOT NULL AND next_due_at > %(now)s AND time_zone = ANY (%(zones)s)
   AND next_due_at <> checkins_first_instant(next_on + local_time, time_zone)
"""


def write_as_before(*, plan: Plan, by: User) -> bool:
    """The person wants letters at the plan's own pace again."""
    return bool(Plan.objects.running().filter(pk=plan.pk, user=by).update(ignored=0))


@dataclass(frozen=True)
class Coming:
    """A plan's next occasion as it will be: after the pauses in which nothing is asked. None when no day fits.

    `letter_waits_until` is a time such as 07:00 where the letter falls into quiet hours, else "".
    """

    plan: Plan
    at: datetime | None
    is_after_a_pause: bool
    letter_waits_until: str


def coming(plan: Plan, user: User, pauses: Collection[Pause]) -> Coming:
    """`pauses` are the person's that are not over."""
    at = plan.next_due_at
    while at and (pause := next((one for one in pauses if one.starts_at <= at < one.ends_at), None)):
        # The occasion at the very end of a pause is asked.
        at = plan.occasion_after(pause.ends_at - timedelta(microseconds=1))[1]
    until = at and quiet_until(at, user.time_zone, user.quiet_from, user.quiet_until)
    return Coming(plan, at, at != plan.next_due_at, f"{until:%H:%M}" if until else "")
