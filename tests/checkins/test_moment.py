"""The page behind a letter's button: no sign-in, one occasion, and no scanner can press for a person."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from checkins.models import CheckIn
from checkins.moments import moment_token
from tests.checkins import NOW
from tests.factories import CheckInFactory, PlanFactory

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def waiting(ada):
    CheckInFactory(user=ada, answered=True, level=1, note="yesterday's note", due_at=NOW - timedelta(days=1))
    return CheckInFactory(user=ada, plan=PlanFactory(user=ada, ignored=1))


@pytest.fixture
def url(waiting):
    return reverse("checkins:moment", args=[moment_token(waiting.pk)])


def row_versions():
    """What Postgres itself says of every row of the tables that a link could touch."""
    with connection.cursor() as cursor:
        seen = []
        for table in (
            "checkins_checkin",
            "checkins_plan",
            "accounts_user",
            "accounts_letter",
            "django_session",
        ):
            cursor.execute(f"SELECT ctid::text, xmin::text FROM {table} ORDER BY 1")
            seen.append((table, cursor.fetchall()))
    return seen


def test_two_taps_and_no_sign_in(client, waiting, url):
    page = client.get(url)
    assert page.status_code == 200
    answered = client.post(url, {"level": "4"})
    assert answered.url == url
    waiting.refresh_from_db()
    assert (waiting.level, waiting.audience, waiting.plan.ignored) == (4, "only-me", 0)
    assert b"Kept. Thank you for looking." in client.get(url).content


def test_it_shows_nothing_of_the_person_or_the_past(client, ada, waiting, url):
    page = client.get(url).content.decode()
    for private in (ada.alias, ada.email, "Ada", "yesterday", ada.school.name):
        assert private not in page


def test_nothing_is_chosen_beforehand_and_each_face_is_its_own_button(client, url):
    page = client.get(url).content.decode()
    assert sorted(re.findall(r'<button[^>]*name="level" value="(\d)"', page)) == ["1", "2", "3", "4", "5"]
    assert " checked" not in page
    assert 'type="radio"' not in page


def test_looking_changes_no_row(client, url):
    before = row_versions()
    for _ in range(3):
        client.head(url)
        client.get(url)
        client.options(url)
    assert row_versions() == before


@pytest.mark.parametrize(
    "sent",
    [{}, {"enter": "1"}, {"level": ""}, {"level": "0"}, {"level": "6"}, {"level": "\x00"}, {"later": "x"}],
)
def test_a_form_sent_off_as_it_stands_changes_no_row(client, url, sent):
    before = row_versions()
    page = client.post(url, sent)
    assert page.status_code == 200
    assert b"Nothing was chosen, so nothing was kept." in page.content
    assert row_versions() == before


def test_words_can_be_added_but_never_read(client, waiting, url):
    client.post(url, {"level": "2"})
    added = client.post(url, {"note": "a long night", "tags": ["sleep", "ward"]})
    assert b"Added." in added.content
    client.post(url, {"note": "and a kind nurse", "tags": ["good"]})
    waiting.refresh_from_db()
    assert waiting.note == "a long night\n\nand a kind nurse"
    assert waiting.tags == ["sleep", "ward", "good"]
    page = client.get(url).content.decode()
    assert "long night" not in page
    assert " checked" not in page
    assert "Running low" not in page


def test_too_many_words_are_kept_on_the_page_with_the_reason(client, waiting, url):
    client.post(url, {"level": "2"})
    page = client.post(url, {"note": "x" * 5000})
    assert page.status_code == 200
    assert b"at most 4,000 characters" in page.content
    assert b"x" * 5000 in page.content
    waiting.refresh_from_db()
    assert waiting.note == ""


def test_another_browser_with_the_same_link_finds_it_over(client, waiting, url):
    client.post(url, {"level": "2"})
    other = Client()
    assert other.get(url).status_code == 410
    refused = other.post(url, {"level": "5", "note": "not theirs"})
    assert refused.status_code == 410
    waiting.refresh_from_db()
    assert (waiting.level, waiting.note) == (2, "")


def test_pressing_a_second_face_does_not_change_the_first(client, waiting, url):
    client.post(url, {"level": "2"})
    client.post(url, {"level": "5"})
    waiting.refresh_from_db()
    assert waiting.level == 2


def test_after_an_hour_the_page_is_over_for_everybody(client, url, at_noon):
    client.post(url, {"level": "2"})
    at_noon.shift(timedelta(hours=1, minutes=1))
    assert client.get(url).status_code == 410


def test_the_link_dies_with_its_occasion(client, waiting, url):
    CheckIn.objects.filter(pk=waiting.pk).update(due_at=NOW - timedelta(hours=1), closes_at=NOW)
    page = client.post(url, {"level": "3"})
    assert page.status_code == 410
    assert b"This moment is over" in page.content


def test_a_link_of_somebody_who_left_opens_nothing(client, ada, url):
    ada.is_active = False
    ada.save()
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("token", ["x", "1.x", "999999.AAAA", "%00", "é", "1", "." * 500])
def test_a_wrong_link_costs_no_look_into_the_tables(client, db, django_assert_num_queries, token):
    with django_assert_num_queries(0):
        page = client.get(f"/m/{token}/")
    assert page.status_code == 404
    assert b"This link does not open anything" in page.content


def test_it_can_be_put_off_or_skipped(client, waiting, url):
    client.post(url, {"later": "hour"})
    waiting.refresh_from_db()
    assert waiting.remind_at == NOW + timedelta(hours=1)
    client.post(url, {"skip": "1"})
    waiting.refresh_from_db()
    assert waiting.skipped_at == NOW


def test_the_page_is_neither_stored_nor_listed_nor_told_to_others(client, url):
    page = client.get(url)
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert "noindex" in page["X-Robots-Tag"]


def test_the_form_works_with_its_own_check_and_not_without(url, waiting):
    browser = Client(enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', browser.get(url).content.decode())[1]
    assert browser.post(url, {"level": "3"}).status_code == 403
    assert browser.post(url, {"level": "3", "csrfmiddlewaretoken": token}).status_code == 302


def test_what_was_answered_here_is_remembered_by_number_only(client, waiting, url):
    client.post(url, {"level": "2"})
    client.post(url, {"note": "a secret"})
    assert Session.objects.get().get_decoded() == {"moments": [waiting.pk]}


def test_words_added_by_a_double_press_are_there_once(client, waiting, url):
    client.post(url, {"level": "2"})
    for _ in range(2):
        client.post(url, {"note": "a few words", "tags": ["sleep"]})
    waiting.refresh_from_db()
    assert (waiting.note, waiting.tags) == ("a few words", ["sleep"])


def test_words_that_no_longer_fit_are_kept_on_the_page_and_none_is_cut_off(client, waiting, url):
    client.post(url, {"level": "2"})
    client.post(url, {"note": "a" * 3000})
    page = client.post(url, {"note": "b" * 1500}).content.decode()
    assert "more than fits beside what you wrote before" in page
    assert "b" * 1500 in page
    waiting.refresh_from_db()
    assert waiting.note == "a" * 3000


def test_once_somebody_else_sees_the_answer_the_page_says_no_more_that_nobody_does(client, waiting, url):
    client.post(url, {"level": "2"})
    type(waiting).objects.update(audience="contact")
    assert client.get(url).status_code == 410


def test_help_now_is_near_when_the_added_words_are_heavy(client, url):
    client.post(url, {"level": "4"})
    assert (
        b"help-now"
        not in client.post(url, {"note": "A long day."}).content.split(b"<main")[1].split(b"</main")[0]
    )
    assert b"If it is a lot just now" in client.post(url, {"note": "I want to die."}).content
