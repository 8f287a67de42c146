"""Please contact me: never a dead end, and never sent by accident."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Letter
from checkins.concerns import acknowledge_concern, close_concern
from checkins.models import CheckIn, Concern
from tests.clients import HouseClient
from tests.factories import CheckInFactory, ConcernFactory

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TYPED = {
    "words": "I have not slept for days.",
    "reach_by": "07700 900123",
    "reach_when": "after five",
    "urgency": "today",
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def answered(client, ada, wil):
    """Ada has tapped a face and "please contact me"."""
    checkin = CheckInFactory(user=ada)
    client.force_login(ada)
    client.post(
        reverse("checkins:answer", args=[checkin.pk]),
        {"level": "2", "audience": "contact", "note": "so tired"},
    )
    checkin.refresh_from_db()
    return checkin


def test_choosing_it_opens_the_form_and_sends_nothing(client, ada, wil):
    checkin = CheckInFactory(user=ada)
    client.force_login(ada)
    page = client.post(
        reverse("checkins:answer", args=[checkin.pk]), {"level": "2", "audience": "contact"}, follow=True
    )
    assert page.redirect_chain[0][0] == reverse("checkins:ask-about", args=[checkin.pk])
    assert "Nothing has been sent yet" in page.content.decode()
    assert "The desk is staffed until 17:00 today." in page.content.decode()
    assert not Concern.objects.exists()
    assert not Letter.objects.exists()


def test_its_button_sends_it_to_everybody_on_duty(client, ada, wil, answered):
    sent = client.post(reverse("checkins:ask-about", args=[answered.pk]), TYPED | {"shows_checkin": "on"})
    concern = Concern.objects.get()
    assert sent.url == reverse("checkins:concern", args=[concern.pk])
    assert (concern.checkin, concern.words, concern.urgency) == (answered, TYPED["words"], "today")
    assert concern.shows_checkin
    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient, letter.is_urgent) == ("duty", wil, True)
    page = client.get(sent.url).content.decode()
    assert "You asked to be contacted" in page
    assert "We wrote to the people on duty" in page
    assert "Help now" in page


def test_the_answer_need_not_be_shown(client, answered):
    client.post(reverse("checkins:ask-about", args=[answered.pk]), TYPED)
    assert not Concern.objects.get().shows_checkin
    page = client.get(reverse("checkins:detail", args=[answered.pk])).content.decode()
    assert "your request, not this answer" in page


def test_left_unfinished_it_is_brought_up_again_and_can_be_left(client, answered):
    for url in (reverse("today"), reverse("checkins:index"), reverse("checkins:kept", args=[answered.pk])):
        assert "Nothing has been sent yet" in client.get(url).content.decode()
    client.post(reverse("checkins:leave-unsent", args=[answered.pk]))
    answered.refresh_from_db()
    assert answered.audience == "only-me"
    assert "Nothing has been sent yet" not in client.get(reverse("checkins:index")).content.decode()


def test_pressing_twice_sends_one_request(client, ada, wil, answered):
    url = reverse("checkins:ask-about", args=[answered.pk])
    first, second = client.post(url, TYPED), client.post(url, TYPED)
    assert first.url == second.url
    assert Concern.objects.count() == Letter.objects.count() == 1


def test_one_can_ask_without_an_answer(client, ada, wil):
    client.force_login(ada)
    url = reverse("checkins:ask")
    assert "shows_checkin" not in client.get(url).content.decode()
    client.post(url, TYPED | {"shows_checkin": "on"})
    concern = Concern.objects.get()
    assert (concern.checkin, concern.shows_checkin) == (None, False)
    assert (
        client.get(url).url == client.post(url, TYPED).url == reverse("checkins:concern", args=[concern.pk])
    )
    assert Concern.objects.count() == 1


def test_where_nobody_is_on_duty_help_now_stands_in_its_place(client, ada):
    client.force_login(ada)
    page = client.get(reverse("checkins:ask"))
    assert b"Your school has nobody on duty here" in page.content
    assert b"<textarea" not in page.content
    client.post(reverse("checkins:ask"), TYPED)
    assert not Concern.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"words": ""}, "words"),
        ({"words": "   "}, "words"),
        ({"words": "x" * 1_000_000}, "words"),
        ({"words": "a\x00b"}, "words"),
        ({"reach_by": ""}, "reach_by"),
        ({"reach_by": "x" * 201}, "reach_by"),
        ({"reach_when": "x" * 201}, "reach_when"),
        ({"urgency": ""}, "urgency"),
        ({"urgency": "now<script>"}, "urgency"),
    ],
)
def test_what_is_missing_is_said_beside_it_and_what_was_typed_is_kept(client, ada, wil, typed, field):
    client.force_login(ada)
    page = client.post(reverse("checkins:ask"), TYPED | {"words": "My own words."} | typed)
    assert page.status_code == 200
    assert page.context["form"].errors[field]
    assert page.context["form"].errors[field][0] in page.content.decode()
    kept = "07700 900123" if field == "words" else "My own words."
    assert kept in page.content.decode()
    assert not Concern.objects.exists()


def test_words_in_any_script_arrive_as_written(client, ada, wil):
    client.force_login(ada)
    words = "أنا متعب 🙂 <script>alert(1)</script>\nline two"
    client.post(reverse("checkins:ask"), TYPED | {"words": words})
    concern = Concern.objects.get()
    assert concern.words == words
    page = client.get(reverse("checkins:concern", args=[concern.pk])).content.decode()
    assert "<script>alert" not in page


def test_taking_it_back_asks_first_and_then_nobody_sees_it(client, ada, wil, answered):
    client.post(reverse("checkins:ask-about", args=[answered.pk]), TYPED)
    concern = Concern.objects.get()
    url = reverse("checkins:withdraw", args=[concern.pk])
    client.get(url)
    assert concern in Concern.objects.for_staff(wil)
    page = client.post(url, follow=True).content.decode()
    assert "You took this back" in page
    assert concern not in Concern.objects.for_staff(wil)
    answered.refresh_from_db()
    assert answered.audience == "only-me"


def test_choosing_only_me_later_takes_the_request_back(client, wil, answered):
    client.post(reverse("checkins:ask-about", args=[answered.pk]), TYPED)
    client.post(reverse("checkins:change", args=[answered.pk]), {"level": "2", "audience": "only-me"})
    assert not Concern.objects.for_staff(wil).exists()
    assert Concern.objects.get().events.last().what == "withdrawn"


def test_asking_later_about_an_answer_that_was_ones_own(client, ada, wil):
    checkin = CheckInFactory(user=ada, answered=True)
    client.force_login(ada)
    changed = client.post(
        reverse("checkins:change", args=[checkin.pk]), {"level": "3", "audience": "contact"}
    )
    assert changed.url == reverse("checkins:ask-about", args=[checkin.pk])
    client.post(changed.url, TYPED | {"shows_checkin": "on"})
    assert CheckIn.objects.get().audience == "contact"


def test_the_student_sees_what_happened_and_when(client, ada, wil, clock, answered):
    client.post(reverse("checkins:ask-about", args=[answered.pk]), TYPED)
    concern = Concern.objects.get()
    clock.shift(timedelta(minutes=20))
    acknowledge_concern(concern=concern, by=wil, now=datetime.now(UTC))
    url = reverse("checkins:concern", args=[concern.pk])
    page = client.get(url).content.decode()
    assert "Somebody has taken it and will contact you" in page
    assert "Today at 12:20" in page
    clock.shift(timedelta(minutes=40))
    close_concern(concern=concern, by=wil, outcome="We meet on Tuesday at three.", now=datetime.now(UTC))
    page = client.get(url).content.decode()
    assert "Your request is closed" in page
    assert "We meet on Tuesday at three." in page
    assert wil.alias not in page


def test_a_request_is_its_students_alone(client, ada, ben, zed, nia, mo, wil):
    concern = ConcernFactory(student=ada)
    for person in (ben, zed, nia, mo, wil):
        client.force_login(person)
        for name in ("concern", "withdraw"):
            url = reverse(f"checkins:{name}", args=[concern.pk])
            assert client.get(url).status_code == 404
            assert client.post(url).status_code in (404, 405)
    concern.refresh_from_db()
    assert concern.is_open


def test_nobody_asks_about_another_persons_answer(client, ada, zed, wil):
    checkin = CheckInFactory(user=ada, answered=True)
    client.force_login(zed)
    assert client.post(reverse("checkins:ask-about", args=[checkin.pk]), TYPED).status_code == 404
    assert not Concern.objects.exists()


def test_a_note_put_right_takes_no_request_back_when_nobody_is_left_on_duty(client, wil, answered):
    client.post(reverse("checkins:ask-about", args=[answered.pk]), TYPED)
    wil.is_on_duty_list = False
    wil.save()
    url = reverse("checkins:change", args=[answered.pk])
    page = client.get(url).content.decode()
    assert re.search(r'value="contact"[^>]*checked', page)
    client.post(url, {"level": "2", "note": "so very tired", "audience": "contact"})
    assert Concern.objects.get().withdrawn_at is None
    page = client.get(reverse("checkins:concern", args=[Concern.objects.get().pk])).content.decode()
    assert "Nobody is on duty just now" in page
    assert "We have written to everybody on duty" not in page


def test_before_one_changes_it_stands_what_that_does_and_who_has_read_it(client, wil, answered):
    client.post(reverse("checkins:ask-about", args=[answered.pk]), TYPED)
    concern = Concern.objects.get()
    change = reverse("checkins:change", args=[answered.pk])
    page = client.get(change).content.decode()
    assert "takes that request back" in page
    assert "Somebody on the staff" not in page
    staff = HouseClient()
    staff.force_login(wil)
    staff.get(reverse("admin:checkins_concern_change", args=[concern.pk]))
    assert "Somebody on the staff has read your request." in client.get(change).content.decode()
    acknowledge_concern(concern=concern, by=wil, now=NOW)
    for name, pk in (("change", answered.pk), ("detail", answered.pk)):
        page = client.get(reverse(f"checkins:{name}", args=[pk])).content.decode()
        assert "Somebody on the staff has taken your request." in page
    page = client.get(reverse("checkins:withdraw", args=[concern.pk])).content.decode()
    assert "may have read it already" in page
    said = client.post(change, {"level": "2", "audience": "only-me"}, follow=True).content.decode()
    assert "Your request is taken back." in said


def test_a_request_that_nobody_takes_says_so_and_where_to_turn(client, ada, wil):
    concern = ConcernFactory(student=ada, pages=6, page_again_at=None)
    client.force_login(ada)
    page = client.get(reverse("checkins:concern", args=[concern.pk])).content.decode()
    assert "Nobody has taken it" in page
    assert "please do not wait for it" in page
    assert "/help-now/" in page
