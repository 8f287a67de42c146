"""Requests for contact: opened, taken, closed, in order."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from accounts.letter_kinds import registry
from accounts.models import AccessRecord, Letter, User
from checkins.concerns import acknowledge_concern, close_concern
from checkins.models import Concern, ConcernEvent
from tests.config.admin.rows import dead_letter_to, letter_to
from tests.factories import CheckInFactory, ConcernFactory, StaffFactory


@pytest.fixture
def concern(ada, wil):
    checkin = CheckInFactory(
        user=ada, answered=True, level=1, note="the-shown-note", audience="contact", tags=["sleep", "exams"]
    )
    return ConcernFactory(
        student=ada, checkin=checkin, words="the-asking-words", reach_by="the-number-to-call", urgency="today"
    )


def page_of(concern) -> str:
    return reverse("admin:checkins_concern_change", args=[concern.pk])


def test_opening_a_request_shows_its_words_and_is_written_down(client, concern, wil, ada):
    client.force_login(wil)
    body = client.get(page_of(concern)).content.decode()
    for word in ("the-asking-words", "the-number-to-call", "the-shown-note", "Nothing left", "Sleep, Exams"):
        assert word in body
    record = AccessRecord.objects.get()
    assert (record.reader, record.subject, record.about) == (wil, ada, concern.pk)
    assert record.what == "your request for contact"


@pytest.mark.parametrize("change", ["hidden", "taken back", "no longer shared"])
def test_the_check_in_is_shown_only_as_long_as_the_student_lets_them(client, concern, wil, change):
    if change == "hidden":
        Concern.objects.filter(pk=concern.pk).update(shows_checkin=False)
    elif change == "no longer shared":
        type(concern.checkin).objects.filter(pk=concern.checkin_id).update(audience="only-me")
    else:
        Concern.objects.filter(pk=concern.pk).update(withdrawn_at=timezone.now())
    client.force_login(wil)
    answer = client.get(page_of(concern))
    assert answer.status_code == (404 if change == "taken back" else 200)
    body = answer.content.decode()
    assert "the-shown-note" not in body
    assert "Nothing left" not in body


def test_taking_it_tells_the_student_and_stops_the_paging(client, concern, wil):
    client.force_login(wil)
    assert client.post(page_of(concern), {"outcome": "", "_acknowledge": "I take this"}).status_code == 302
    concern.refresh_from_db()
    assert concern.acknowledged_by == wil
    assert concern.page_again_at is None
    assert ConcernEvent.objects.filter(concern=concern, what="acknowledged").exists()
    assert Letter.objects.filter(kind="request-moved", recipient=concern.student).count() == 1


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        ("well", "The student can read it on their page, and a letter says that there is something to read."),
        ("stopped and paused", "The student can read it on their page, and a letter says that"),
        ("dead letters", "The last letter to them could not be delivered, so reach them the way they said."),
        ("switched off", "The student’s account is switched off: no letter reaches them"),
    ],
)
def test_staff_read_whether_the_student_hears_of_it(client, concern, wil, ada, reach, said):
    now = timezone.now()
    letter_to(ada, "earlier", kind="request-moved", sent_at=now)
    if reach == "stopped and paused":
        User.objects.filter(pk=ada.pk).update(letters_stopped_at=now)
        ada.pauses.create(starts_at=now, ends_at=now + timedelta(days=7))
    elif reach == "dead letters":
        dead_letter_to(ada, kind="request-moved")
    elif reach == "switched off":
        User.objects.filter(pk=ada.pk).update(is_active=False)
    client.force_login(wil)
    closed = client.post(page_of(concern), {"outcome": "We met.", "_close": "1"}, follow=True)
    (words,) = map(str, closed.context["messages"])
    assert words.startswith("Closed. ")
    assert said in words
    # What is said of a pause and a stop holds: neither keeps this letter back.
    kind = registry.get("request-moved")
    assert (kind.can_be_refused, kind.heeds_pause) == (False, False)


def test_closing_needs_words_and_keeps_what_was_typed(client, concern, wil):
    client.force_login(wil)
    answer = client.post(page_of(concern), {"outcome": "   ", "_close": "Close"})
    assert answer.status_code == 200
    assert "Say in a sentence what was agreed" in answer.content.decode()
    concern.refresh_from_db()
    assert concern.is_open


def test_who_closes_what_a_colleague_closed_meanwhile_reads_so_and_keeps_their_words(client, concern, wil):
    colleague = StaffFactory(school=wil.school)
    close_concern(concern=concern, by=colleague, outcome="We met on Friday.", now=timezone.now())
    client.force_login(wil)
    answer = client.post(page_of(concern), {"outcome": "We spoke & will again.", "_close": "Close"})
    assert answer.status_code == 200
    body = answer.content.decode()
    for words in ("It is over already", "We met on Friday.", "We spoke &amp; will again."):
        assert words in body
    concern.refresh_from_db()
    assert (concern.closed_by, concern.outcome) == (colleague, "We met on Friday.")


def test_closing_keeps_the_words_out_of_the_history(client, concern, wil):
    client.force_login(wil)
    client.post(page_of(concern), {"outcome": "We will meet on Tuesday.", "_close": "Close"})
    concern.refresh_from_db()
    assert concern.outcome == "We will meet on Tuesday."
    assert concern.closed_by == wil
    entry = LogEntry.objects.get()
    assert entry.change_message == "Closed."
    assert entry.object_repr == f"Concern {concern.pk}"
    assert (
        "Tuesday"
        not in client.get(reverse("admin:checkins_concern_history", args=[concern.pk])).content.decode()
    )


def test_the_list_is_in_order_of_urgency_then_of_waiting(client, ada, zed, wil):
    now = timezone.now()
    wanted = [
        ConcernFactory(student=ada, urgency="today", opened_at=now - timedelta(hours=2)),
        ConcernFactory(student=zed, urgency="today", opened_at=now - timedelta(hours=1)),
        ConcernFactory(student=ada, urgency="this-week", opened_at=now - timedelta(days=2)),
        ConcernFactory(student=zed, urgency="whenever", opened_at=now - timedelta(days=9)),
        ConcernFactory(student=zed, urgency="today", opened_at=now - timedelta(days=9), closed_at=now),
    ]
    client.force_login(wil)
    shown = client.get(reverse("admin:checkins_concern_changelist")).context["cl"].result_list
    assert [concern.pk for concern in shown] == [concern.pk for concern in wanted]


def test_the_list_action_takes_only_what_its_reader_sees(client, concern, nia, wil):
    other = ConcernFactory(student=nia)
    client.force_login(wil)
    client.post(
        reverse("admin:checkins_concern_changelist"),
        {"action": "acknowledge", "_selected_action": [concern.pk, other.pk]},
    )
    concern.refresh_from_db()
    other.refresh_from_db()
    assert concern.acknowledged_by == wil
    assert other.acknowledged_at is None


@pytest.mark.parametrize("way", ["button", "action"])
def test_who_comes_second_is_not_told_that_they_have_taken_it(client, wil, ada, way):
    concern, colleague = ConcernFactory(student=ada), StaffFactory(school=ada.school)
    acknowledge_concern(concern=concern, by=colleague, now=timezone.now())
    client.force_login(wil)
    listing = reverse("admin:checkins_concern_changelist")
    page = reverse("admin:checkins_concern_change", args=[concern.pk])
    if way == "button":
        said = client.post(page, {"_acknowledge": "1"}, follow=True).text
        assert "A colleague has taken it already" in said
        assert f"{colleague.alias} has taken it." in said
    else:
        said = client.post(listing, {"action": "acknowledge", "_selected_action": [concern.pk]}, follow=True)
        assert "somebody has taken these already" in said.text
    concern.refresh_from_db()
    assert concern.acknowledged_by == colleague
