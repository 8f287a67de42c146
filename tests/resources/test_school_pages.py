"""A school's own help-now page: built beforehand, true within a minute, and nothing of anybody in it."""

from datetime import date, time
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import School
from resources.help_now import build_school_pages, help_now_page, school_file
from resources.school_line import line_of, week_of
from resources.tasks import write_school_pages

TODAY = date(2026, 12, 1)
PAGE = "/help-now/at/northgate/"


def page_of(school: School) -> str:
    return help_now_page(today=TODAY, school=line_of(school))


def test_it_says_whom_to_call_and_when_somebody_is_there(school):
    page = page_of(school)
    assert school.urgent_contact_name in page
    assert 'href="tel:+442079460000"' in page
    assert 'data-weekday="0" data-hours="09:00-17:00">09:00 to 17:00<' in page
    assert f'data-zone="{school.time_zone}"' in page
    assert "Nobody at Tandem watches this page" in page
    assert "At other times nobody is there" in page
    assert "Written down on 1 December 2026" in page


def test_its_country_comes_with_its_emergency_number_before_any_script(school):
    page = page_of(school)
    assert 'aria-label="Call 999, United Kingdom"' in page.split("data-emergency-all")[0]
    assert 'data-country="GB" open' in page


def test_a_school_in_a_country_that_is_not_listed_is_given_no_number_of_another(school):
    school.country = "DE"
    page = page_of(school)
    assert "<p data-emergency-chosen hidden></p>" in page
    assert " open data-emergency-all" in page


def test_without_hours_and_without_a_number_nothing_is_promised(school):
    school.staffed_hours.all().delete()
    school.urgent_contact_phone = school.urgent_contact_name = ""
    page = page_of(school)
    assert "has not said when somebody is there" in page
    assert "has not given a phone number" in page
    assert 'tel:"' not in page


def test_two_shifts_of_a_day_stand_in_their_order(school):
    school.staffed_hours.filter(weekday=2).delete()
    school.staffed_hours.create(weekday=2, opens_at=time(18), closes_at=time(20))
    school.staffed_hours.create(weekday=2, opens_at=time(9, 30), closes_at=time(12))
    (wednesday,) = [day for day in week_of(school.staffed_hours.all()) if day.weekday == 2]
    assert wednesday.words == "09:30 to 12:00 and 18:00 to 20:00"
    assert wednesday.hours == "09:30-12:00 18:00-20:00"


def test_what_staff_write_is_shown_and_never_run(school):
    school.urgent_contact_note = "<script>alert(1)</script>"
    assert "<script>alert" not in page_of(school)


def test_the_built_page_is_served_without_a_question_to_the_database(
    school, ada, client, django_assert_num_queries
):
    build_school_pages(today=TODAY)
    client.force_login(ada)
    with django_assert_num_queries(0):
        answer = client.get(PAGE)
    assert answer.content.decode() == page_of(school)
    assert not answer.cookies
    assert "no-store" not in answer["Cache-Control"]


def test_a_school_that_nobody_has_built_yet_is_there_all_the_same(school, client):
    assert client.get(PAGE).content.decode().startswith("<!DOCTYPE html>")


def test_an_address_that_is_nobodys_is_not_found(client, db):
    for path in ("/help-now/at/nowhere/", "/help-now/at/", "/help-now/at/../northgate/"):
        assert client.get(path).status_code == 404
    assert client.get("/help-now/at/northgate").status_code == 301


def test_what_staff_change_is_written_within_a_minute_and_what_is_gone_is_taken_away(school, other_school):
    assert write_school_pages() == 2
    assert write_school_pages() == 0
    School.objects.filter(pk=school.pk).update(urgent_contact_phone="020 7946 0999")
    assert write_school_pages() == 1
    assert "tel:02079460999" in school_file("northgate").read_text()
    other_school.delete()
    assert write_school_pages() == 1
    assert not school_file("southbank").exists()


def test_many_schools_are_two_questions(school, other_school, django_assert_num_queries):
    with django_assert_num_queries(2):
        build_school_pages(today=TODAY)


def test_the_command_builds_them_too(school, settings, tmp_path):
    settings.WHITENOISE_ROOT = tmp_path / "public"
    told = StringIO()
    call_command("build_help_now", stdout=told)
    assert school_file("northgate").exists()
    assert "northgate.html: changed" in told.getvalue()


@pytest.mark.parametrize("person", ["ada", "wil"])
def test_nobody_is_named_in_it(school, request, person):
    somebody = request.getfixturevalue(person)
    page = page_of(school)
    assert somebody.alias not in page
    assert somebody.email not in page
