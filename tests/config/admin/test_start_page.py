"""The start page, and lists that grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from tests.config.admin.rows import dead_letter_to, letter_to
from tests.factories import (
    ConcernFactory,
    PlanFactory,
    UserFactory,
)


def test_the_start_page_says_what_needs_a_hand(client, ada, nia, wil, sue):
    ConcernFactory(student=ada)
    ConcernFactory(student=nia)
    dead_letter_to(ada)
    client.force_login(wil)
    body = client.get(reverse("admin:index")).content.decode()
    assert "1 student waits to be contacted" in body
    assert "1 letter could not be delivered" in body
    assert "duty list" not in body
    User.objects.filter(pk=wil.pk).update(is_on_duty_list=False)
    wil.school.staffed_hours.all().delete()
    body = client.get(reverse("admin:index")).content.decode()
    assert "nobody is on the duty list" in body
    assert "no staffed hours are given" in body


def test_a_calm_start_page(client, wil):
    client.force_login(wil)
    assert "Nothing at the moment." in client.get(reverse("admin:index")).content.decode()


def test_help_lines_past_their_review_date_are_somebodys_task(client, wil, time_machine):
    time_machine.move_to("2027-03-01 12:00Z")
    client.force_login(wil)
    body = client.get(reverse("admin:index")).content.decode()
    assert body.count("should have been looked at again by 20 February 2027") == 8


@pytest.mark.parametrize("name", ["accounts_user", "accounts_letter", "checkins_plan", "checkins_concern"])
def test_a_longer_list_takes_no_more_queries(client, school, wil, name):
    def lives(count):
        for _ in range(count):
            person = UserFactory(school=school)
            PlanFactory(user=person)
            letter_to(person)
            ConcernFactory(student=person)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200
        return len(asked)

    client.force_login(wil)
    lives(2)
    queries()  # the first visit also fills caches
    few = queries()
    lives(12)
    assert queries() == few
