"""All of one's answers: read, taken away, deleted for good."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from checkins.models import CheckIn, Share
from tests.checkins import NOW
from tests.factories import CheckInFactory, ConcernFactory, PlanFactory

pytestmark = pytest.mark.usefixtures("at_noon")
URL = "/check-in/history/"


def answers(user, count):
    return [
        CheckInFactory(
            user=user, answered=True, due_at=NOW - timedelta(days=number // 2), note=f"note {number}"
        )
        for number in range(count)
    ]


def test_pages_lead_through_every_answer_once(client, ada):
    made = {checkin.pk for checkin in answers(ada, 75)}
    client.force_login(ada)
    seen, mark = [], None
    while mark != "":
        page = client.get(URL, {"before": mark} if mark else {})
        seen += [answer.pk for answer in page.context["answers"]]
        mark = page.context["next_mark"]
    assert len(seen) == 75
    assert set(seen) == made


@pytest.mark.parametrize(
    "mark", ["", "x", ".", "1", "1.", ".1", "\x00", "9" * 40 + ".1", "1." + "9" * 40, "²·.1"]
)
def test_a_wrong_mark_shows_the_first_page(client, ada, mark):
    answers(ada, 2)
    client.force_login(ada)
    page = client.get(URL, {"before": mark})
    assert page.status_code == 200
    assert len(page.context["answers"]) == 2


def test_the_list_reads_no_notes(client, ada, django_assert_max_num_queries):
    answers(ada, 30)
    client.force_login(ada)
    with django_assert_max_num_queries(14) as seen:
        page = client.get(URL)
    assert b"note 1" not in page.content
    assert not any('"note"' in query["sql"] for query in seen.captured_queries)


def test_one_answer_shows_its_note_to_its_owner(client, ada):
    checkin = CheckInFactory(user=ada, answered=True, note="<b>mine</b>\nالثاني")
    client.force_login(ada)
    page = client.get(reverse("checkins:detail", args=[checkin.pk])).content.decode()
    assert "&lt;b&gt;mine&lt;/b&gt;\nالثاني" in page


def test_an_answer_is_deleted_after_a_question_and_for_good(client, ada, ben):
    checkin = CheckInFactory(user=ada, answered=True, note="gone", audience="chosen")
    Share.objects.create(checkin=checkin, chosen=ada.chosen_people.get(), shared_at=NOW)
    concern = ConcernFactory(student=ada, checkin=checkin)
    client.force_login(ada)
    url = reverse("checkins:delete", args=[checkin.pk])
    assert b"This cannot be undone." in client.get(url).content
    assert CheckIn.objects.exists()
    client.post(url)
    assert not CheckIn.objects.exists()
    assert not Share.objects.exists()
    concern.refresh_from_db()
    assert concern.is_open
    assert client.post(url).status_code == 404


def test_everything_goes_but_the_plan_and_what_is_others(client, ada, zed):
    answers(ada, 3)
    CheckInFactory(user=ada, draft="half a note")
    plan = PlanFactory(user=ada)
    other = CheckInFactory(user=zed, answered=True)
    client.force_login(ada)
    url = reverse("checkins:delete-all")
    assert b"3 answers with their notes" in client.get(url).content
    page = client.post(url, follow=True)
    assert b"Deleted for good: 3 answers." in page.content
    assert list(CheckIn.objects.all()) == [other]
    plan.refresh_from_db()
    assert plan.ended_at is None


def test_the_json_holds_everything_that_was_said(client, ada, zed):
    CheckInFactory(user=zed, answered=True, note="not hers")
    CheckInFactory(user=ada, answered=True, level=2, note="ü 🙂\nline two", tags=["sleep"], due_at=NOW)
    CheckInFactory(user=ada, skipped_at=NOW, due_at=NOW - timedelta(days=1))
    CheckInFactory(user=ada, due_at=NOW - timedelta(days=2))
    client.force_login(ada)
    answer = client.get(reverse("checkins:export-json"))
    assert answer["Content-Disposition"] == 'attachment; filename="my-check-ins.json"'
    assert "no-store" in answer["Cache-Control"]
    said = json.loads(answer.content)
    assert said["question"] == "How much is left in you today?"
    assert [row["note"] for row in said["check_ins"]] == ["", "ü 🙂\nline two"]
    assert said["check_ins"][1] | {"answered_at": ""} == {
        "day": "2026-11-23",
        "asked_at": "2026-11-23T12:00:00+00:00",
        "answered_at": "",
        "skipped_at": None,
        "level": 2,
        "answer": "Running low",
        "tags": ["sleep"],
        "note": "ü 🙂\nline two",
        "audience": "only-me",
    }


@pytest.mark.parametrize("note", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\n=1"])
def test_no_note_becomes_a_formula(client, ada, note):
    CheckInFactory(user=ada, answered=True, note=note)
    client.force_login(ada)
    text = client.get(reverse("checkins:export-csv")).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["note"] == "'" + note


def test_the_table_keeps_commas_quotes_and_lines(client, ada):
    note = 'one, "two"\nthree; four'
    CheckInFactory(user=ada, answered=True, level=5, note=note, tags=["good", "home"])
    client.force_login(ada)
    text = client.get(reverse("checkins:export-csv")).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["note"], row["tags"], row["level"], row["answer"]) == (note, "good home", "5", "Plenty left")


def test_notes_and_drafts_lie_encrypted(ada):
    CheckInFactory(user=ada, answered=True, note="a note", draft="a draft")
    with connection.cursor() as cursor:
        cursor.execute("SELECT note, draft FROM checkins_checkin")
        for column in cursor.fetchone():
            assert b"a " not in bytes(column)
            assert bytes(column).startswith(b"gAAAA")


def test_another_persons_history_is_not_there(client, ada, zed):
    made = answers(ada, 3)
    client.force_login(zed)
    assert client.get(URL).context["answers"] == []
    assert client.get(reverse("checkins:detail", args=[made[0].pk])).status_code == 404
    assert client.post(reverse("checkins:delete", args=[made[0].pk])).status_code == 404
    assert json.loads(client.get(reverse("checkins:export-json")).content)["check_ins"] == []


@pytest.mark.parametrize("name", ["export-json", "export-csv"])
def test_files_tell_time_by_the_persons_own_clock(client, ada, name):
    ada.time_zone = "Asia/Kolkata"
    ada.save()
    late = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # half past one of the next day there
    CheckInFactory(user=ada, due_at=late, occasion_on=date(2026, 11, 24), answered_at=late, level=3)
    client.force_login(ada)
    text = client.get(reverse(f"checkins:{name}")).content.decode()
    assert text.count("2026-11-24T01:30:00+05:30") == 2
    assert "2026-11-23" not in text
