"""A process of the house that does what it is asked: one JSON request a line in, one JSON answer a line out.

The harness itself stays outside Django, so that it can outlive the database that it stops.
"""

import json
import sys
from datetime import UTC, datetime, time, timedelta
from typing import Any

import django
from django.db import close_old_connections, transaction

django.setup()

from accounts.models import Letter, School, User  # noqa: E402
from accounts.outbox import Occasion, post_letters, ring  # noqa: E402
from checkins.concerns import open_concern  # noqa: E402
from checkins.models import CheckIn, Plan  # noqa: E402
from checkins.models.concerns import Urgency  # noqa: E402
from checkins.reminders import FRESH_FOR  # noqa: E402
from checkins.tasks import sweep  # noqa: E402


def now() -> datetime:
    return datetime.now(UTC)


def people(count: int, name: str = "person", **more: Any) -> list[User]:
    school, _ = School.objects.get_or_create(
        slug="northgate", defaults={"name": "Northgate", "country": "GB"}
    )
    before = User.objects.count()
    return User.objects.bulk_create(
        User(
            school=school,
            email=f"{name}{before + n}@northgate.example.edu",
            alias=f"{name} {before + n}",
            time_zone="UTC",
            quiet_from=time(0),
            quiet_until=time(0),
            password="!",
            **more,
        )
        for n in range(count)
    )


def due_plans(count: int, name: str = "person") -> int:
    """As many students with a daily plan that is due since a minute ago."""
    due = now().replace(microsecond=0) - timedelta(minutes=1)
    Plan.objects.bulk_create(
        Plan(
            user=user,
            rhythm="daily",
            local_time=due.time(),
            time_zone="UTC",
            starts_on=due.date() - timedelta(days=7),
            next_on=due.date(),
            next_due_at=due,
        )
        for user in people(count, name)
    )
    return count


def duty_list(count: int) -> int:
    return len(people(count, "staff", is_staff=True, is_on_duty_list=True))


def concerns(count: int) -> list[int]:
    """As many students ask for contact; their ids."""
    return [
        open_concern(
            by=student,
            words="I would like to talk to somebody.",
            reach_by="07700 900123",
            reach_when="After five",
            urgency=Urgency.THIS_WEEK,
            now=now(),
        ).pk
        for student in people(count, "asks")
    ]


@transaction.atomic
def plans_of_all_sorts(hours_apart: int) -> list[tuple[int, str | None]]:
    """Every rhythm at many hours in four zones, reckoned a day ago; nobody has looked since.

    Half of them had a letter at their last occasion, which nobody answered, and wait for the one more. Returns each
    one's owner and when it is due. All of it appears at once, as if the workers had only now looked.
    """
    dark_since = now() - timedelta(hours=24)
    minute = (now().minute + 30) % 60  # nothing is due just where "fresh" ends
    zones = ("UTC", "America/New_York", "Asia/Tokyo", "Australia/Brisbane")
    rhythms = ("daily", "weekdays", "chosen", "fortnightly", "monthly")
    sorts = [
        (rhythm, hour, zone) for rhythm in rhythms for hour in range(0, 24, hours_apart) for zone in zones
    ]
    plans = []
    for person, (rhythm, hour, zone) in zip(people(len(sorts)), sorts, strict=True):
        starts = dark_since.date() - timedelta(days=28)
        plan = Plan(
            user=person, rhythm=rhythm, local_time=time(hour, minute), time_zone=zone, starts_on=starts
        )
        plan.weekdays = [1, 2, 4, 6, 7] if rhythm == "chosen" else []
        plan.reckon(dark_since)
        plans.append(plan)
    plans = Plan.objects.bulk_create(plans)
    for plan in plans[::2]:
        plan.last_on = dark_since.date() - timedelta(days=3)
        opened = CheckIn.objects.create(
            plan=plan,
            user=plan.user,
            occasion_on=plan.last_on,
            due_at=dark_since - timedelta(hours=1),
            closes_at=plan.next_due_at,
            remind_at=dark_since + timedelta(hours=2),
            letters_posted=1,
        )
        plan.save()
        post_letters(
            "moment",
            [
                Occasion(
                    recipient_id=plan.user_id, about=opened.pk, due_at=opened.due_at, mark=f"{opened.pk}.1"
                )
            ],
        )
    return [(plan.user_id, plan.next_due_at and plan.next_due_at.isoformat()) for plan in plans]


def fresh_seconds() -> float:
    return FRESH_FOR.total_seconds()


def ring_bells() -> None:
    ring(is_urgent=False)
    ring(is_urgent=True)


def dead() -> list[tuple[str, str]]:
    """What staff see in admin."""
    return list(Letter.objects.dead().values_list("key", "dead_reason"))


def requeue() -> int:
    return Letter.objects.requeue(now())


DOES = {
    work.__name__: work
    for work in (due_plans, duty_list, concerns, plans_of_all_sorts, fresh_seconds)
    + (ring_bells, dead, requeue, sweep)
}


def main() -> None:
    for line in sys.stdin:
        name, arguments = json.loads(line)
        close_old_connections()
        print(json.dumps(DOES[name](**arguments)), flush=True)


if __name__ == "__main__":
    main()
