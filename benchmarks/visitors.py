"""Students who are signed in, with a fortnight of answers behind them and check-ins that wait for one.

    python -m benchmarks.inside visitors PEOPLE CHECKINS_EACH

Writes JSON: the number of queries of each page, and for each student a cookie and the waiting check-ins' paths.
"""

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from checkins.models import CheckIn, Plan
from resources.content_files import load_library
from tests.clients import HouseClient

ANSWER = {"level": "4", "audience": "only-me", "note": "", "tags": ["sleep"]}
BEHIND_PROXY = {"host": "tandem.example", "x-forwarded-proto": "https"}


def main(people: str, checkins_each: str) -> None:
    now = timezone.now()
    load_library(today=timezone.localdate(now))
    visitors: list[dict[str, Any]] = []
    for user in User.objects.order_by("pk")[: int(people)]:
        Plan.objects.get_or_create(
            user=user,
            defaults={
                "rhythm": "daily",
                "local_time": "20:00",
                "time_zone": user.time_zone,
                "starts_on": now.date(),
            },
        )
        days = [now - timedelta(days=day) for day in range(1, 15)]
        CheckIn.objects.bulk_create(
            CheckIn(
                user=user,
                due_at=day,
                occasion_on=day.date(),
                closes_at=day + timedelta(days=1),
                answered_at=day,
                level=1 + day.day % 5,
                tags=["sleep"],
            )
            for day in days
        )
        waiting = CheckIn.objects.bulk_create(
            CheckIn(user=user, due_at=now, occasion_on=now.date(), closes_at=now + timedelta(days=1))
            for _ in range(int(checkins_each))
        )
        browser = HouseClient(headers=BEHIND_PROXY)
        browser.force_login(user)
        browser.get(reverse("today"))
        browser.cookies[settings.CSRF_COOKIE_NAME] = token = _get_new_csrf_string()
        visitors.append(
            {
                "cookie": "; ".join(f"{name}={cookie.value}" for name, cookie in browser.cookies.items()),
                "token": token,
                "answers": [reverse("checkins:answer", args=[checkin.pk]) for checkin in waiting],
            }
        )
    print(json.dumps({"queries": queries(browser, visitors[-1]["answers"].pop()), "visitors": visitors}))


def queries(browser: HouseClient, path: str) -> dict[str, int]:
    with CaptureQueriesContext(
        connection,
    ) as today:
        assert browser.get(reverse("today")).status_code == 200
    with CaptureQueriesContext(connection) as library:
        assert browser.get(reverse("resources:index")).status_code == 200
    with CaptureQueriesContext(connection) as answer:
        assert browser.post(path, ANSWER).status_code == 302
    return {"today": len(today), "library": len(library), "answer": len(answer)}
