"""The small drawing on the start page: how much came in for the library and how much was done, week by week."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.staff_weeks import upkeep_of
from resources.models import Link, Proposal, StaffTask, Tip
from tests.factories import ResourceFactory

pytestmark = pytest.mark.django_db
NOON = "2026-11-25 12:00Z"  # a Wednesday


@pytest.fixture(autouse=True)
def wednesday(time_machine):
    time_machine.move_to(NOON, tick=False)


def task(entry, *, opened: timedelta, done: timedelta | None = None) -> None:
    now = timezone.now()
    StaffTask.objects.create(
        resource=entry,
        link=Link.objects.create(resource=entry, url=f"https://a.example/{Link.objects.count()}"),
        words="It is gone.",
        opened_at=now - opened,
        done_at=None if done is None else now - done,
    )


def counts(user) -> list[list[int]]:
    return [list(line.counts) for line in upkeep_of(user).lines]


def test_what_came_in_and_what_was_done_by_week(wil, sue, op, school, other_school):
    own = ResourceFactory(school=school, assured_on=date(2026, 11, 24))
    day = timedelta(days=1)
    task(own, opened=8 * day, done=day)
    task(own, opened=400 * day, done=70 * day)  # longer ago than eight weeks
    Tip.objects.create(school=school, resource=own, what="wrong", words="No.", made_at=timezone.now() - day)
    Proposal.objects.create(
        school=school, title="Tea at night", words="x", made_on=date(2026, 10, 5), secret_hash="x"
    )
    own.assured_on = date(2026, 11, 16)
    own.save()
    task(ResourceFactory(school=other_school, assured_on=date(2026, 11, 24)), opened=day)
    task(ResourceFactory(assured_on=date(2026, 1, 1)), opened=day)
    assert counts(wil) == [
        [1, 0, 0, 0, 0, 0, 1, 1],
        [0, 0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 1, 1],  # a later check takes none away
    ]
    assert counts(op) == [[0] * 7 + [1], [0] * 8, [0] * 8]
    assert counts(sue)[0] == [0] * 7 + [1]


def test_it_is_drawn_with_its_table_and_costs_the_same_for_many(client, wil, school):
    client.force_login(wil)
    assert "Nothing came in and nothing was checked." in client.get(reverse("admin:index")).text
    task(ResourceFactory(school=school), opened=timedelta(days=1))

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            shown = client.get(reverse("admin:index")).text
        assert "Entries that were checked, in each of the last eight weeks: 0, 0, 0, 0, 0, 0, 0," in shown
        assert '<th scope="row">23 November 2026</th><td>' in shown
        return len(asked)

    one = queries()
    for number in range(20):
        task(ResourceFactory(school=school), opened=timedelta(days=number))
    assert queries() == one
