"""Words are not lost while they are typed, by a second window, or when their question has closed meanwhile."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from checkins.answers import check_in_now, keep_draft
from checkins.models import CheckIn
from checkins.moments import moment_token
from tests.checkins import NOW
from tests.factories import CheckInFactory

pytestmark = pytest.mark.usefixtures("at_noon")


def answer_url(checkin):
    return reverse("checkins:answer", args=[checkin.pk])


def test_a_note_changed_badly_keeps_what_was_typed(client, ada):
    checkin = CheckInFactory(user=ada, answered=True, note="before")
    client.force_login(ada)
    page = client.post(reverse("checkins:change", args=[checkin.pk]), {"level": "", "note": "after"})
    assert "after" in page.content.decode()
    checkin.refresh_from_db()
    assert checkin.note == "before"


def test_a_draft_is_kept_while_it_is_typed_and_gone_with_the_answer(client, ada, waiting):
    client.force_login(ada)
    url = reverse("checkins:draft", args=[waiting.pk])
    assert client.post(url, {"note": "half a th", "tags": ["ward"]}).status_code == 204
    page = client.get(answer_url(waiting)).content.decode()
    assert "half a th" in page
    assert '<details class="disclosure" open>' in page
    client.post(answer_url(waiting), {"level": "3", "note": "half a thought"})
    waiting.refresh_from_db()
    assert (waiting.draft, waiting.note) == ("", "half a thought")
    assert client.post(url, {"note": "too late"}).status_code == 204
    assert not keep_draft(checkin=waiting, by=ada, typed={"note": "x"}, now=NOW)


@pytest.mark.parametrize("where", ["today", "letter"])
def test_a_face_tapped_elsewhere_keeps_what_was_typed_before(client, ada, waiting, where):
    keep_draft(checkin=waiting, by=ada, typed={"note": "typed on the bus", "tags": ["home"]}, now=NOW)
    if where == "today":
        client.force_login(ada)
        client.post(answer_url(waiting), {"level": "3"})
    else:
        client.post(reverse("checkins:moment", args=[moment_token(waiting.pk)]), {"level": "3"})
    waiting.refresh_from_db()
    assert (waiting.level, waiting.note, waiting.tags) == (3, "typed on the bus", ["home"])


def test_an_open_question_shows_no_draft_when_nothing_was_typed(client, ada, waiting):
    client.force_login(ada)
    client.post(reverse("checkins:draft", args=[waiting.pk]), {"note": "", "audience": "only-me"})
    waiting.refresh_from_db()
    assert waiting.draft == ""


def test_words_typed_in_a_second_window_are_not_lost_when_the_first_has_answered(client, ada, waiting):
    client.force_login(ada)
    client.post(answer_url(waiting), {"level": "4", "note": "first words", "tags": ["exams"]})
    late = client.post(answer_url(waiting), {"level": "2", "note": "other words", "tags": ["sleep"]})
    page = late.content.decode()
    assert "You had answered this one already" in page
    assert "first words\n\nother words" in page
    assert len(re.findall(r'name="tags"[^>]*checked', page)) == 2
    waiting.refresh_from_db()
    assert (waiting.level, waiting.note, waiting.tags) == (4, "first words", ["exams"])
    # The same pressed twice says nothing new.
    again = client.post(answer_url(waiting), {"level": "4", "note": "first words", "tags": ["exams"]})
    assert again.url == reverse("checkins:kept", args=[waiting.pk])


@pytest.mark.parametrize("over", [{"closes_at": NOW}, {"skipped_at": NOW}])
def test_words_typed_for_one_that_is_over_come_along_to_a_fresh_one(client, ada, over):
    checkin = CheckInFactory(user=ada, due_at=NOW - timedelta(days=1), **over)
    client.force_login(ada)
    fresh = client.post(
        answer_url(checkin), {"level": "2", "note": "long thought", "tags": ["sleep"]}, follow=True
    )
    page = fresh.content.decode()
    assert "Here is a fresh one, with what you had typed." in page
    assert "long thought" in page
    checkin.refresh_from_db()
    assert not checkin.is_answered
    # The face alone is no reason to begin anew: it was about another day.
    assert client.post(answer_url(checkin), {"level": "2"}).status_code == 410


def test_a_draft_of_one_that_closed_is_offered_and_joined_to_what_is_there(client, ada):
    closed = CheckInFactory(user=ada, due_at=NOW - timedelta(days=1), closes_at=NOW + timedelta(hours=1))
    keep_draft(checkin=closed, by=ada, typed={"note": "half a thought"}, now=NOW)
    CheckIn.objects.update(closes_at=NOW)
    keep_draft(checkin=check_in_now(by=ada, now=NOW), by=ada, typed={"note": "another"}, now=NOW)
    client.force_login(ada)
    assert b"What you had typed comes along." in client.get(answer_url(closed)).content
    page = client.post(answer_url(closed), {"again": "1"}, follow=True).content.decode()
    assert "another\n\nhalf a thought" in page
    assert CheckIn.objects.count() == 2
