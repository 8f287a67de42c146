"""Later, please: when the one further letter about a check-in goes out."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from accounts.slips import quiet_until
from accounts.when import when_words
from checkins.models import Plan

TONIGHT = time(20)
MORNING = time(9)
# Before this, whoever is awake has not slept yet: tomorrow begins with the morning that comes.
NIGHT_ENDS = time(5)
# After the further letter there is still this long to answer.
TIME_TO_ANSWER = timedelta(hours=12)


@dataclass(frozen=True)
class Later:
    """`label` is what its button says, `words` continue "We write again ..."."""

    value: str
    label: str
    at: datetime
    words: str


def later_choices(user: User, now: datetime) -> list[Later]:
    """An hour, tonight while that lies ahead, tomorrow; each moved to the end of the person's quiet hours, and each
    saying the time that it comes to.
    """
    zone = ZoneInfo(user.time_zone)
    local = now.astimezone(zone)
    today, is_night = local.date(), local.time() < NIGHT_ENDS
    morning = today if is_night else today + timedelta(days=1)
    wishes = [
        ("hour", "In an hour", now + timedelta(hours=1)),
        ("tonight", "This evening" if is_night else "Tonight", datetime.combine(today, TONIGHT, zone)),
        ("tomorrow", "In the morning" if is_night else "Tomorrow", datetime.combine(morning, MORNING, zone)),
    ]
    choices: dict[datetime, Later] = {}
    for value, label, wish in wishes:
        if value != "hour" and wish <= now + timedelta(hours=1):
            continue
        quiet = quiet_until(wish, user.time_zone, user.quiet_from, user.quiet_until)
        at = (quiet or wish).astimezone(zone)
        if quiet and (value == "hour" or at.date() > wish.date()):
            label = "After your quiet hours"
        later = Later(value, f"{label}, {at:%H:%M}", at, when_words(at, now=now, zone=user.time_zone))
        choices.setdefault(at, later)
    return sorted(choices.values(), key=lambda later: later.at)


def later_at(user: User, value: str, now: datetime) -> Later | None:
    """The chosen wish, or None when it is not (or no longer) one of them."""
    return next((later for later in later_choices(user, now) if later.value == value), None)


def latest_answer(closes_at: datetime, remind_at: datetime, plan: Plan | None) -> datetime:
    """Until when it can be answered: longer when needed, but never beyond the plan's next occasion."""
    wished = max(closes_at, remind_at + TIME_TO_ANSWER)
    if plan is None or plan.next_due_at is None:
        return wished
    return max(closes_at, min(wished, plan.next_due_at))
