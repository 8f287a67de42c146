"""Readers say that something is wrong or missing; staff put it right and answer."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Letter
from config.staff_day import needs_a_hand
from resources.kinds import Status
from resources.models import Resource, Tip
from resources.models.tips import Outcome, What
from resources.tips import MOST_A_DAY, answer_tip, draft_from, pass_on
from tests.factories import PhoneFactory, ResourceFactory

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday noon in London


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def entry(school):
    return ResourceFactory(
        school=school, title="Student counselling", url="https://desk.northgate.example.edu/"
    )


def tell_wrong(client, entry, **said):
    return client.post(
        reverse("resources:wrong", args=[entry.key]), {"what": "wrong", "words": "It ends in 9.", **said}
    )


def tell_missing(client, **said):
    told = {"title": "The night kitchen", "words": "Open until two, next to the ward.", "url": "", **said}
    return client.post(reverse("resources:missing"), told)


def test_a_wrong_number_reaches_the_staff_and_the_answer_comes_back(client, ada, wil, entry):
    client.force_login(ada)
    assert tell_wrong(client, entry).url == entry.get_absolute_url()
    [tip] = Tip.objects.for_staff(wil)
    assert (tip.by, tip.resource, tip.words) == (ada, entry, "It ends in 9.")
    answer_tip(tip=tip, by=wil, outcome=Outcome.ACCEPTED, answer="Put right, thank you.", now=NOW)
    assert Letter.objects.get(kind="library-answer").recipient == ada
    assert "Put right, thank you." in client.get(reverse("resources:tips")).text


def test_telling_it_twice_tells_it_once(client, ada, entry):
    client.force_login(ada)
    tell_wrong(client, entry)
    assert tell_wrong(client, entry).status_code == 302
    tell_missing(client)
    tell_missing(client)
    assert Tip.objects.count() == 2


def test_nobody_else_sees_what_one_told(client, ada, zed, nia, entry):
    client.force_login(ada)
    tell_wrong(client, entry)
    for other in (zed, nia):
        client.force_login(other)
        assert "ends in 9" not in client.get(reverse("resources:tips")).text
    assert tell_wrong(client, entry).status_code == 404  # nia: the entry is behind another wall


def test_what_the_library_has_is_shown_before_staff_are_asked(client, ada, entry):
    client.force_login(ada)
    for said in ({"title": "student counceling"}, {"url": "https://desk.northgate.example.edu/book"}):
        response = tell_missing(client, **said)
        assert response.status_code == 200
        assert reverse("resources:detail", args=[entry.key]) in response.text
        assert "Open until two" in response.text
    assert tell_missing(client, title="student counceling", is_other="on").status_code == 302


@pytest.mark.parametrize(
    ("title", "url", "is_close"),
    [
        ("student counceling", "", True),
        ("st", "", False),
        ("", "https://desk.northgate.example.edu/", True),
        ("", "https://www", False),
        ("student counselling", "http://[", True),
        ("student\0 counselling", "", False),
        ("The night kitchen", "", False),
        ("x" * 200_000, "javascript:alert(1)", False),
    ],
)
def test_while_one_types_what_the_library_has_appears(client, ada, entry, title, url, is_close):
    client.force_login(ada)
    response = client.post(reverse("resources:missing-close"), {"title": title, "url": url})
    assert response.status_code == 200
    assert (reverse("resources:detail", args=[entry.key]) in response.text) is is_close
    assert "<main" not in response.text


def test_nothing_from_behind_another_wall_appears_while_one_types(client, nia, entry):
    client.force_login(nia)
    response = client.post(reverse("resources:missing-close"), {"title": entry.title, "url": entry.url})
    assert entry.title not in response.text


def test_staff_see_what_stands_there_beside_what_was_told(client, ada, wil, entry):
    PhoneFactory(resource=entry, number="01632 960 145")
    client.force_login(ada)
    tell_wrong(client, entry)
    client.force_login(wil)
    page = client.get(reverse("admin:resources_tip_change", args=[Tip.objects.get().pk])).text
    assert "01632 960 145" in page
    assert "It ends in 9." in page


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://127.0.0.1/", "ftp://example.org/", "not an address"]
)
def test_an_address_that_may_not_be_asked_is_not_taken(client, ada, url):
    client.force_login(ada)
    response = tell_missing(client, url=url)
    assert response.status_code == 200
    assert "cannot be used" in response.text
    assert not Tip.objects.exists()


def test_nobody_tells_without_end(client, ada):
    client.force_login(ada)
    for number in range(MOST_A_DAY):
        tell_missing(client, title=f"Place {number} {'xyzw'[number % 4] * number}", is_other="on")
    response = tell_missing(client, title="One more", is_other="on")
    assert "tell us the rest tomorrow" in response.text
    assert Tip.objects.count() == MOST_A_DAY


def test_a_draft_holds_what_was_told_and_is_shown_to_nobody(client, ada, zed, wil):
    client.force_login(ada)
    tell_missing(client, url="https://kitchen.example.org/")
    draft = draft_from(tip=Tip.objects.get(), by=wil, now=NOW)
    assert (draft.title, draft.status, draft.school) == ("The night kitchen", Status.INACTIVE, ada.school)
    assert not Resource.objects.visible_to(zed).listed().filter(pk=draft.pk).exists()
    again = draft_from(tip=Tip.objects.get(), by=wil, now=NOW)
    assert again.slug != draft.slug


def test_the_operator_hears_of_a_global_entry_only_when_it_is_passed_on_and_not_from_whom(
    client, ada, wil, op
):
    shared = ResourceFactory()
    client.force_login(ada)
    tell_wrong(client, shared)
    tip = Tip.objects.get()
    assert not Tip.objects.for_staff(op).exists()
    assert pass_on(tip=tip, by=wil, now=NOW)
    assert list(Tip.objects.for_staff(op)) == [tip]
    client.force_login(op)
    page = client.get(reverse("admin:resources_tip_change", args=[tip.pk]))
    assert "It ends in 9." in page.text
    assert ada.alias not in page.text
    assert ada.alias not in client.get(reverse("admin:resources_tip_changelist")).text


def test_an_entry_of_the_school_is_not_passed_on(ada, wil, entry):
    tip = Tip.objects.create(school=ada.school, by=ada, resource=entry, what=What.CLOSED, made_at=NOW)
    assert not pass_on(tip=tip, by=wil, now=NOW)


def test_staff_answer_in_admin_with_words_or_not_at_all(client, ada, wil, entry):
    tip = Tip.objects.create(
        school=ada.school, by=ada, resource=entry, what=What.CLOSED, made_at=NOW - timedelta(hours=1)
    )
    client.force_login(wil)
    page = reverse("admin:resources_tip_change", args=[tip.pk])
    response = client.post(page, {"outcome": "accepted", "answer": ""})
    assert response.status_code == 200
    assert "whoever told you reads this" in response.text
    assert client.post(page, {"outcome": "declined", "answer": "It is open again."}).status_code == 302
    tip.refresh_from_db()
    assert (tip.outcome, tip.answered_by) == (Outcome.DECLINED, wil)
    assert "It is answered" in client.post(page, {"outcome": "open", "answer": "It is open again."}).text


def test_no_draft_is_made_of_what_is_answered(client, ada, wil):
    client.force_login(ada)
    tell_missing(client, url="https://kitchen.example.org/")
    tip = Tip.objects.get()
    client.force_login(wil)
    page = reverse("admin:resources_tip_change", args=[tip.pk])
    answered = {"outcome": "declined", "answer": "It has closed."}
    assert client.post(page, answered).status_code == 302
    assert 'name="makes_draft"' not in client.get(page).text
    assert "no draft was made" in client.post(page, {**answered, "makes_draft": "on"}, follow=True).text
    assert not Resource.objects.exists()


def test_who_leaves_leaves_no_name_behind(ada, wil, entry):
    Tip.objects.create(school=ada.school, by=ada, resource=entry, what=What.CLOSED, made_at=NOW)
    ada.delete()
    assert Tip.objects.for_staff(wil).get().by is None


def test_the_start_page_says_what_waits_and_how_long(client, ada, wil, op, entry):
    for title, days in (("One", 0), ("Two", 3)):
        Tip.objects.create(
            school=ada.school,
            by=ada,
            what=What.NEW,
            title=title,
            words="x",
            made_at=NOW - timedelta(days=days),
        )
    with time_machine.travel(NOW, tick=False):  # days end at midnight, also while tests run
        [line] = [need for need in needs_a_hand(wil) if "reader" in need.words]
        assert line.words == "Library: 2 words from readers, the oldest for 3 days"
        assert not [need for need in needs_a_hand(op) if "reader" in need.words]
