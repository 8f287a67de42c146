"""Which letters come, and times in which none do."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.letter_kinds import registry
from accounts.models import LetterPreference, Pause
from accounts.outbox import Occasion, post_letters
from accounts.wishes import wishes_of
from tests.factories import StaffFactory, give_second_factor

pytestmark = pytest.mark.django_db

LETTERS, PAUSE = "/you/letters/", "/you/letters/pause/"
NOW = datetime(2027, 1, 13, 12, 0, tzinfo=UTC)  # a Wednesday, noon in London


@pytest.fixture
def signed_in(client, ada):
    with time_machine.travel(NOW, tick=False):
        client.force_login(ada)
        yield client


def test_each_kind_stands_with_its_way_and_what_is_always_sent_says_why(signed_in, ada):
    page = signed_in.get(LETTERS).text
    for kind in registry.all().values():
        assert (kind.title in page) == (not kind.is_urgent and not kind.is_for_staff)
    assert "has moved on: it answers what you asked for" in page
    assert 'name="moment.email"' in page
    assert 'name="request-moved.email"' not in page


def test_the_duty_list_sees_what_the_duty_list_gets(client, wil):
    client.force_login(wil)
    page = client.get(LETTERS).text
    assert "Duty list: somebody is waiting" in page
    assert 'name="duty.email"' not in page


def test_staff_who_are_not_on_duty_see_what_all_staff_get(client, school):
    colleague = StaffFactory(school=school, is_on_duty_list=False)
    give_second_factor(colleague)
    client.force_login(colleague)
    page = client.get(LETTERS).text
    assert "A colleague needs a second person" in page
    assert "Duty list: somebody is waiting" not in page


def test_only_departures_are_kept(signed_in, ada):
    wished = [wish.name for wish in wishes_of(ada) if wish.kind.can_be_refused and wish.kind.by_default]
    ticks = dict.fromkeys(wished, "on")
    signed_in.post(LETTERS, {"keep": "1", **ticks, "shared.email": ""})
    assert list(LetterPreference.objects.values_list("kind", "is_wanted")) == [("shared", False)]
    signed_in.post(LETTERS, {"keep": "1", **ticks})
    assert not LetterPreference.objects.exists()


def test_what_is_not_wanted_is_not_written(signed_in, ada):
    signed_in.post(LETTERS, {"keep": "1"})
    assert post_letters("moment", [Occasion(ada.pk, 1, NOW, "1")]) == 0
    signed_in.post(LETTERS, {"keep": "1", "moment.email": "on"})
    assert post_letters("moment", [Occasion(ada.pk, 1, NOW, "1")]) == 1


def test_what_is_always_sent_cannot_be_refused_by_a_clever_form(signed_in, ada):
    signed_in.post(LETTERS, {"keep": "1", "request-moved.email": "", "duty.email": "", "nonsense": "1"})
    assert not LetterPreference.objects.filter(kind__in=["request-moved", "duty"]).exists()


def test_stop_everything_and_start_again(signed_in, ada):
    signed_in.post(LETTERS, {"stop-all": "1"})
    ada.refresh_from_db()
    first = ada.letters_stopped_at
    signed_in.post(LETTERS, {"stop-all": "1"})
    ada.refresh_from_db()
    assert ada.letters_stopped_at == first is not None
    assert "All letters are stopped" in signed_in.get(LETTERS).text
    signed_in.post(LETTERS, {"resume": "1"})
    ada.refresh_from_db()
    assert ada.letters_stopped_at is None


def test_a_form_sent_as_it_stands_changes_nothing(signed_in, ada):
    for data in ({}, {"moment.email": "on"}):
        signed_in.post(LETTERS, data)
    signed_in.post(PAUSE, {})
    ada.refresh_from_db()
    assert ada.letters_stopped_at is None
    assert not Pause.objects.exists()
    assert not LetterPreference.objects.exists()


@pytest.mark.parametrize(("length", "days"), [("day", 1), ("week", 7)])
def test_a_pause_from_now(signed_in, ada, length, days):
    with time_machine.travel(NOW, tick=False):
        assert signed_in.post(PAUSE, {"for": length}).url == PAUSE
        pause = ada.pauses.get()
        assert (pause.starts_at, pause.ends_at) == (NOW, NOW + timedelta(days=days))
        assert "Running" in signed_in.get(PAUSE).text
        assert "Paused" in signed_in.get("/you/").text


def test_pressing_twice_makes_one_pause_and_the_last_word_counts(signed_in, ada):
    for length in ("day", "day", "week"):
        signed_in.post(PAUSE, {"for": length})
    assert ada.pauses.get().ends_at - ada.pauses.get().starts_at > timedelta(days=6)


def test_until_a_day_is_until_its_end_where_the_person_is(signed_in, ada):
    ada.time_zone = "America/Los_Angeles"
    ada.save()
    with time_machine.travel(NOW, tick=False):
        signed_in.post(PAUSE, {"until": "2027-01-20"})
        assert ada.pauses.get().ends_at == datetime(2027, 1, 21, 8, 0, tzinfo=UTC)
        assert "20 January" not in signed_in.get(PAUSE).text  # it ends as the 21st begins
        assert "21 January 2027, 00:00" in signed_in.get(PAUSE).text


def test_today_is_the_persons_own_today(signed_in, ada):
    ada.time_zone = "Pacific/Kiritimati"  # fourteen hours ahead: it is the 14th there
    ada.save()
    with time_machine.travel(NOW, tick=False):
        assert "This day is over already" in signed_in.post(PAUSE, {"until": "2027-01-13"}).text
        assert signed_in.post(PAUSE, {"until": "2027-01-14"}).status_code == 302


def test_an_exam_block_with_a_name(signed_in, ada):
    with time_machine.travel(NOW, tick=False):
        block = {"name": "Anatomy  finals", "first": "2027-06-07", "last": "2027-06-18"}
        signed_in.post(PAUSE, block)
        signed_in.post(PAUSE, block)
        pause = ada.pauses.get()
        assert (pause.name, pause.is_exam_block) == ("Anatomy finals", True)
        # London is an hour ahead in June.
        assert pause.starts_at == datetime(2027, 6, 6, 23, 0, tzinfo=UTC)
        assert pause.ends_at == datetime(2027, 6, 18, 23, 0, tzinfo=UTC)
        assert "Coming" in signed_in.get(PAUSE).text


def test_a_block_that_begins_today_begins_now(signed_in, ada):
    with time_machine.travel(NOW, tick=False):
        signed_in.post(PAUSE, {"name": "Finals", "first": "2027-01-13", "last": "2027-01-13"})
        signed_in.post(PAUSE, {"name": "Finals", "first": "2027-01-13", "last": "2027-01-13"})
        assert ada.pauses.get().starts_at == NOW
        assert ada.pauses.get().ends_at == datetime(2027, 1, 14, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"until": ""}, "required"),
        ({"until": "2027-01-12"}, "This day is over already"),
        ({"until": "2028-02-01"}, "At most a year"),
        ({"until": "9999-12-31"}, "At most a year"),
        ({"until": "tomorrow"}, "A day, such as"),
        ({"until": "x" * 1_000_000}, "A day, such as"),
        ({"until": "2027-02-30"}, "A day, such as"),
        ({"name": "Finals", "first": "2027-01-20", "last": "2027-01-19"}, "comes before the first"),
        ({"name": "Finals", "first": "2027-01-12", "last": "2027-01-19"}, "This day is over already"),
        ({"name": "Finals", "first": "2027-01-20", "last": "2029-01-19"}, "At most a year"),
        ({"name": "", "first": "2027-01-20", "last": "2027-01-21"}, "required"),
        ({"name": "x" * 1_000_000, "first": "2027-01-20", "last": "2027-01-21"}, "at most 60"),
        (
            {"name": "\x00", "first": "2027-01-20", "last": "2027-01-21"},
            "a letter in this that cannot be shown",
        ),
        ({"name": "Fin\u202eals", "first": "2027-01-20", "last": "2027-01-21"}, "cannot be shown"),
        ({"name": "Finals", "first": "", "last": ""}, "required"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_what_was_typed_is_kept(signed_in, ada, data, words):
    with time_machine.travel(NOW, tick=False):
        response = signed_in.post(PAUSE, data)
    assert response.status_code == 200
    assert words in response.text
    assert "invalid-feedback" in response.text
    if data.get("name") == "Finals":
        assert 'value="Finals"' in response.text
    assert not ada.pauses.exists()


def test_a_name_is_shown_as_text(signed_in, ada):
    with time_machine.travel(NOW, tick=False):
        signed_in.post(
            PAUSE, {"name": "<script>alert(1)</script> 😀", "first": "2027-02-01", "last": "2027-02-02"}
        )
        page = signed_in.get(PAUSE).text
    assert "<script>alert" not in page
    assert "😀" in page


def test_ending_a_pause_and_taking_that_back(signed_in, ada):
    with time_machine.travel(NOW, tick=False) as clock:
        signed_in.post(PAUSE, {"for": "week"})
        before = ada.pauses.get()
        clock.shift(timedelta(hours=3))
        signed_in.post(reverse("accounts:pause-end", args=[before.pk]))
        assert not ada.pauses.running(NOW + timedelta(hours=3)).exists()
        assert "Undo: keep the pause" in signed_in.get(PAUSE).text
        signed_in.post(reverse("accounts:pause-undo"))
        assert ada.pauses.get().ends_at == before.ends_at
        assert "Undo" not in signed_in.get(PAUSE).text
        signed_in.post(reverse("accounts:pause-undo"))
        assert ada.pauses.count() == 1


def test_calling_off_a_coming_block_and_taking_that_back(signed_in, ada):
    with time_machine.travel(NOW, tick=False):
        signed_in.post(PAUSE, {"name": "Finals", "first": "2027-06-07", "last": "2027-06-18"})
        before = ada.pauses.get()
        signed_in.post(reverse("accounts:pause-end", args=[before.pk]))
        assert not ada.pauses.exists()
        signed_in.post(reverse("accounts:pause-undo"))
        after = ada.pauses.get()
    assert (after.name, after.is_exam_block, after.starts_at, after.ends_at) == (
        "Finals",
        True,
        before.starts_at,
        before.ends_at,
    )


def test_the_undo_goes_after_a_while(signed_in, ada):
    with time_machine.travel(NOW, tick=False) as clock:
        signed_in.post(PAUSE, {"for": "week"})
        clock.shift(60)
        signed_in.post(reverse("accounts:pause-end", args=[ada.pauses.get().pk]))
        clock.shift(timedelta(minutes=11))
        assert "Undo" not in signed_in.get(PAUSE).text


def test_the_part_of_an_exam_block_that_has_been_stays_marked(signed_in, ada):
    with time_machine.travel(NOW, tick=False) as clock:
        signed_in.post(PAUSE, {"name": "Finals", "first": "2027-01-13", "last": "2027-01-20"})
        clock.shift(timedelta(days=3))
        signed_in.post(reverse("accounts:pause-end", args=[ada.pauses.get().pk]))
        assert ada.pauses.get().ends_at == NOW + timedelta(days=3)


def test_nobody_ends_the_pause_of_another(client, ada, zed):
    pause = ada.pauses.create(starts_at=NOW, ends_at=NOW + timedelta(days=3000))
    client.force_login(zed)
    assert client.post(reverse("accounts:pause-end", args=[pause.pk])).status_code == 404
    assert client.get(reverse("accounts:pause-end", args=[pause.pk])).status_code == 405
    pause.refresh_from_db()
    assert pause.ends_at == NOW + timedelta(days=3000)
