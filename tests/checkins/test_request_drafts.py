"""A request for contact that is being written: kept for its writer alone, until it is sent or left."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from checkins.history import as_json, delete_all
from checkins.models import Concern, RequestDraft
from checkins.retention import KEEP_UNSENT_REQUESTS, forget_unsent_requests
from tests.factories import CheckInFactory

TYPED = {
    "words": "Could somebody ring me <b>soon</b>? ü🙂",
    "reach_by": "07700 900123",
    "reach_when": "after five",
    "urgency": "today",
    "shows_checkin": "on",
}
ASK = reverse("checkins:ask")
DRAFT = reverse("checkins:ask-draft")


@pytest.fixture
def writing(client, ada, wil):
    client.force_login(ada)
    assert client.post(DRAFT, TYPED).status_code == 204


def test_what_is_being_typed_stands_there_when_the_page_is_opened_again(client, writing):
    page = client.get(ASK)
    assert {
        name: page.context["form"][name].value() for name in ("words", "reach_by", "reach_when", "urgency")
    } == {name: TYPED[name] for name in ("words", "reach_by", "reach_when", "urgency")}
    assert "Here is what you had typed." in page.text
    assert not Concern.objects.exists()


def test_half_a_request_is_kept_too_and_an_empty_one_is_forgotten(client, writing):
    client.post(DRAFT, {"words": "", "reach_by": "room 7", "urgency": "no such"})
    assert client.get(ASK).context["form"]["reach_by"].value() == "room 7"
    client.post(DRAFT, {"words": " ", "urgency": "today", "shows_checkin": "on"})
    assert not RequestDraft.objects.exists()


def test_it_lies_encrypted_in_the_database(writing):
    with connection.cursor() as cursor:
        cursor.execute("SELECT typed FROM checkins_requestdraft")
        assert b"ring" not in bytes(cursor.fetchone()[0])


def test_nobody_else_reads_it(client, writing, zed, wil):
    for other in (zed, wil):
        client.force_login(other)
        assert "07700 900123" not in client.get(ASK).text


def test_a_page_that_one_left_open_writes_nothing_into_the_drafts_of_the_next(client, ada, zed, wil):
    client.force_login(zed)
    headers = {"X-Writer": ada.writer_mark}
    assert client.post(DRAFT, TYPED, headers=headers).status_code == 409
    assert not RequestDraft.objects.exists()
    client.force_login(ada)
    assert client.post(DRAFT, TYPED, headers=headers).status_code == 204
    assert client.post(DRAFT, TYPED, headers={"X-Writer": "\u00e9" * 9}).status_code == 409


def test_until_it_is_sent_the_first_pages_say_that_nothing_is_sent(client, ada, writing):
    for page in (reverse("today"), reverse("checkins:index")):
        shown = client.get(page).text
        assert "Nothing has been sent yet" in shown
        assert f'href="{ASK}"' in shown
    client.post(ASK, TYPED)
    assert Concern.objects.get().words == TYPED["words"]
    assert not RequestDraft.objects.exists()
    assert "Nothing has been sent yet" not in client.get(reverse("today")).text


def test_a_draft_that_arrives_after_the_request_does_not_offer_it_a_second_time(client, writing):
    client.post(ASK, TYPED)
    assert client.post(DRAFT, TYPED).status_code == 204
    assert not RequestDraft.objects.exists()
    Concern.objects.update(opened_at=timezone.now() - timedelta(minutes=2))
    client.post(DRAFT, {"words": "Another thing"})
    assert RequestDraft.objects.exists()


def test_who_leaves_it_leaves_nothing_behind(client, ada, writing):
    client.post(reverse("checkins:ask-forget"), TYPED)
    assert not RequestDraft.objects.exists()
    client.post(DRAFT, TYPED)
    about = CheckInFactory(user=ada, answered=True, audience="contact")
    client.post(reverse("checkins:leave-unsent", args=[about.pk]), TYPED)
    assert not RequestDraft.objects.exists()
    assert not Concern.objects.exists()


def test_a_request_that_cannot_be_taken_loses_nothing(client, writing, wil):
    type(wil).objects.filter(pk=wil.pk).update(is_on_duty_list=False)
    assert "Send my request" not in client.post(ASK, TYPED).text
    assert RequestDraft.objects.exists()


@pytest.mark.parametrize("way", ["typing", "session"])
def test_a_box_that_was_unticked_does_not_come_back_ticked(client, ada, wil, way):
    about = CheckInFactory(user=ada, answered=True, audience="contact", note="for me alone")
    url = reverse("checkins:ask-about", args=[about.pk])
    unticked = {name: value for name, value in TYPED.items() if name != "shows_checkin"}
    client.force_login(ada)
    assert client.get(url).context["form"]["shows_checkin"].value() is True
    if way == "typing":
        client.post(DRAFT, unticked)
    else:
        Session.objects.all().delete()
        client.post(url, unticked)
        client.force_login(ada)
    assert client.get(url).context["form"]["shows_checkin"].value() is False


def test_it_is_taken_along_and_goes_with_everything_else(ada, writing):
    assert "07700 900123" in as_json(ada)
    delete_all(ada)
    assert not RequestDraft.objects.exists()


def test_after_a_week_untouched_it_is_forgotten(writing):
    now = timezone.now()
    assert forget_unsent_requests(now=now + KEEP_UNSENT_REQUESTS - timedelta(minutes=1)) == 0
    assert forget_unsent_requests(now=now + KEEP_UNSENT_REQUESTS + timedelta(minutes=1)) == 1
