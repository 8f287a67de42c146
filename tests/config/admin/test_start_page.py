"""The start page, and lists that grow."""

from django.urls import reverse

from accounts.models import User
from tests.config.admin.rows import dead_letter_to
from tests.factories import (
    ConcernFactory,
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


def test_a_calm_start_page(client, wil, time_machine):
    time_machine.move_to("2026-11-25 12:00Z")  # before any help line has to be looked at again
    client.force_login(wil)
    assert "Nothing at the moment." in client.get(reverse("admin:index")).content.decode()


def test_help_lines_past_their_review_date_are_somebodys_task(client, wil, time_machine):
    time_machine.move_to("2027-03-01 12:00Z")
    client.force_login(wil)
    body = client.get(reverse("admin:index")).content.decode()
    assert body.count("should have been looked at again by 20 February 2027") == 8
