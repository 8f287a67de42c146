"""Later, please: when the one further letter about a check-in goes out."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from accounts.slips import quiet_until
from accounts.when import when_words
from checkins.models import Plan

TONIGHT = time(20)
TOMORROW = time(9)
# After the further letter there is still this long to answer.
TIME_TO_ANSWER = timedelta(hours=12)


@dataclass(frozen=True)
class Later:
    value: str
    label: str
    at: datetime
    words: str


def later_choices(user: User, now: datetime) -> list[Later]:
    """An hour, tonight while that lies ahead, tomorrow; each moved to the end of the person's quiet hours."""
    zone = ZoneInfo(user.time_zone)
    today = now.astimezone(zone).date()
    wishes = [("hour", "In an hour", now + timedelta(hours=1))]
    tonight = datetime.combine(today, TONIGHT, zone)
    if tonight > now + timedelta(hours=1):
        wishes.append(("tonight", "Tonight", tonight))
    wishes.append(("tomorrow", "Tomorrow", datetime.combine(today + timedelta(days=1), TOMORROW, zone)))
    choices = []
    for value, label, wish in wishes:
        at = quiet_until(wish, user.time_zone, user.quiet_from, user.quiet_until) or wish
        choices.append(Later(value, label, at, when_words(at, now=now, zone=user.time_zone)))
    return choices


def later_at(user: User, value: str, now: datetime) -> Later | None:
    """The chosen wish, or None when it is not (or no longer) one of them."""
    return next((later for later in later_choices(user, now) if later.value == value), None)


def latest_answer(closes_at: datetime, remind_at: datetime, plan: Plan | None) -> datetime:
    """Until when it can be answered: longer when needed, but never beyond the plan's next occasion."""
    wished = max(closes_at, remind_at + TIME_TO_ANSWER)
    if plan is None or plan.next_due_at is None:
        return wished
    return max(closes_at, min(wished, plan.next_due_at))
