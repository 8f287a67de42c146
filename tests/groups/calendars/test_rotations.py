"""Bringing one's own rotation calendar: what is kept of it, what is never kept, and files made to do harm."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from accounts.models import Pause
from groups.calendars.rotations import MOST_BYTES, UnreadableCalendar, exam_blocks_of, read_file
from groups.meetings.retention import KEEP_BUSY_TIMES, let_go
from groups.models import BusyTime, Rotation
from groups.views.calendars import TOO_OFTEN

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PAGE = "/groups/calendar/rotations/"
SECRET = "Psychiatry ward, Dr Heron"


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW):
        yield


def calendar(*events: str, head: str = "") -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", head, *events, "END:VCALENDAR", ""]).encode()


def event(start="20260608T080000", end="20260608T170000", *lines: str, title=SECRET) -> str:
    return "\r\n".join(
        [
            "BEGIN:VEVENT",
            f"UID:{start}{end}",
            f"DTSTART:{start}",
            f"DTEND:{end}",
            f"SUMMARY:{title}",
            *lines,
            "END:VEVENT",
        ]
    )


def day(on: str, *lines: str, title=SECRET) -> str:
    return "\r\n".join(
        ["BEGIN:VEVENT", f"UID:{on}", f"DTSTART;VALUE=DATE:{on}", f"SUMMARY:{title}", *lines, "END:VEVENT"]
    )


def bring(client, raw: bytes, **form):
    values = {"label": "Autumn", "takes_whole_days": "on", **form}
    return client.post(PAGE, {**values, "file": SimpleUploadedFile("my.ics", raw, "text/calendar")})


@pytest.fixture
def mine(client, ada):
    ada.time_zone = "Europe/London"
    ada.save()
    client.force_login(ada)
    return client


def test_many_files_in_a_row_are_put_off_with_a_kind_word(mine, ben, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "bring_calendar": "2/10m/user"}
    assert bring(mine, calendar(event())).status_code == 302
    assert bring(mine, b"not a calendar").status_code == 200
    before = list(Rotation.objects.values())
    page = bring(mine, calendar(event()))
    assert page.context["form"].errors["file"] == [TOO_OFTEN]
    assert "Autumn" in page.text, "what was typed stands there"
    assert list(Rotation.objects.values()) == before
    mine.force_login(ben)
    assert bring(mine, calendar(event())).status_code == 302, "one person's haste is nobody else's wait"
    with time_machine.travel(NOW + timedelta(minutes=11)):
        assert bring(mine, calendar(event())).status_code == 302


def every_byte() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [table for (table,) in cursor.fetchall()]
        return " ".join(
            str(row)
            for table in tables
            for row in (cursor.execute(f'SELECT t::text FROM "{table}" t') or cursor.fetchall())
        )


def test_only_when_one_is_busy_is_kept(mine):
    raw = calendar(
        event(
            "20260608T080000",
            "20260608T170000",
            "RRULE:FREQ=DAILY;COUNT=5;BYDAY=MO,TU,WE,TH,FR",
            "LOCATION:Ward 9",
            "DESCRIPTION:Bring nothing",
            "ATTENDEE:mailto:dr.heron@example.org",
        ),
        event("20260620T200000Z", "20260621T080000Z"),
        day("20260701", title="OSCE finals"),
    )
    response = bring(mine, raw)
    assert response.status_code == 302
    kinds = list(BusyTime.objects.values_list("kind", "starts_at"))
    assert [kind for kind, _ in kinds] == ["busy"] * 5 + ["night", "exam"]
    assert kinds[0][1] == datetime(2026, 6, 8, 7, tzinfo=UTC), "a time without a zone is one's own"
    assert kinds[-1][1] == datetime(2026, 6, 30, 23, tzinfo=UTC), "a day begins at one's own midnight"
    kept = every_byte()
    for word in (SECRET, "Heron", "Ward 9", "Bring nothing", "OSCE"):
        assert word not in kept


def test_titles_are_kept_only_when_one_says_so_and_encrypted(mine):
    bring(mine, calendar(event()), keeps_titles="on")
    assert BusyTime.objects.get().title == SECRET
    assert SECRET not in every_byte()
    assert SECRET in mine.get(PAGE).text


def test_what_is_free_cancelled_past_or_far_away_is_left_out(mine):
    raw = calendar(
        event("20260609T080000", "20260609T090000", "TRANSP:TRANSPARENT"),
        event("20260610T080000", "20260610T090000", "STATUS:CANCELLED"),
        event("20240610T080000", "20240610T090000"),
        event("20290610T080000", "20290610T090000"),
        event("20260611T080000", "20260611T090000"),
    )
    bring(mine, raw)
    assert BusyTime.objects.get().starts_at == datetime(2026, 6, 11, 7, tzinfo=UTC)


def test_whole_days_can_be_left_out_but_for_exams(mine):
    raw = calendar(day("20260608"), day("20260615", title="Anatomy exam"), event())
    bring(mine, raw, takes_whole_days="")
    assert sorted(BusyTime.objects.values_list("kind", flat=True)) == ["busy", "exam"]


def test_the_same_name_replaces_and_deleting_leaves_nothing(mine):
    bring(mine, calendar(event()))
    bring(mine, calendar(event("20260609T080000", "20260609T090000")))
    assert Rotation.objects.count() == 1
    assert BusyTime.objects.get().starts_at.day == 9
    bring(mine, calendar(event()), label="Another")
    mine.post(reverse("groups:rotation-delete", args=[Rotation.objects.get(label="Another").pk]))
    assert Rotation.objects.get().label == "Autumn"
    mine.post(reverse("groups:rotation-delete-all"))
    assert not BusyTime.objects.exists()
    assert not Rotation.objects.exists()


def test_a_file_that_cannot_be_read_keeps_what_was_there(mine):
    bring(mine, calendar(event()))
    response = bring(mine, b"%PDF-1.7 no calendar")
    assert "This file is not a calendar that we can read" in response.text
    assert 'id="id_file_error"' in response.text
    assert BusyTime.objects.count() == 1


def test_there_is_room_for_five(mine):
    for number in range(6):
        response = bring(mine, calendar(event()), label=f"Number {number}")
    assert "as many as there is room for" in response.text
    assert Rotation.objects.count() == 5


@pytest.mark.parametrize("label", ["", "x" * 61, "a\0b"])
def test_a_bad_name_is_said_beside_its_field(label, mine):
    response = bring(mine, calendar(event()), label=label)
    assert response.status_code == 200
    assert response.context["form"].errors["label"]
    assert not Rotation.objects.exists()


def test_nobody_sees_or_deletes_what_another_brought(mine, client, zed):
    bring(mine, calendar(event()), label="Only mine", keeps_titles="on")
    rotation = Rotation.objects.get()
    client.force_login(zed)
    assert "Only mine" not in client.get(PAGE).text
    assert client.post(reverse("groups:rotation-delete", args=[rotation.pk])).status_code == 404
    client.post(reverse("groups:rotation-delete-all"))
    assert Rotation.objects.exists()


# Exams as a pause


def test_exam_weeks_are_offered_and_paused_with_one_press_and_never_by_themselves(mine, ada):
    raw = calendar(*(event(f"202606{on}T090000", f"202606{on}T120000", title="Exam") for on in (22, 24, 26)))
    bring(mine, raw)
    (block,) = exam_blocks_of(ada, NOW)
    assert (block.first, block.last, block.is_paused) == (date(2026, 6, 22), date(2026, 6, 26), False)
    assert not Pause.objects.exists()
    assert "Exams, 22 June to 26 June" in mine.get(PAGE).text
    for _ in range(2):
        mine.post(reverse("groups:rotation-pause"), {"block": block.mark})
    pause = Pause.objects.get()
    assert (pause.is_exam_block, pause.name) == (True, "Autumn")
    assert pause.starts_at == datetime(2026, 6, 21, 23, tzinfo=UTC)
    assert pause.ends_at == datetime(2026, 6, 26, 23, tzinfo=UTC)
    assert "You pause for these days" in mine.get(PAGE).text
    assert mine.post(reverse("groups:rotation-pause"), {"block": "2026-01-01.2026-01-02"}).status_code == 404


def test_busy_times_go_two_weeks_after_and_the_calendar_with_the_last_of_them(mine):
    bring(mine, calendar(event()))
    ends = BusyTime.objects.get().ends_at
    let_go(now=ends + KEEP_BUSY_TIMES - timedelta(minutes=1))
    assert BusyTime.objects.exists()
    let_go(now=ends + KEEP_BUSY_TIMES + timedelta(minutes=1))
    assert not Rotation.objects.exists()


# Harm


MANY = 100_000
EVERY_HOUR = [
    f"2026{month:02}{on:02}T{hour:02}0000"
    for month in range(1, 13)
    for on in range(1, 28)
    for hour in range(24)
]
BOMBS = {
    "every second for ever": calendar(event("20200101T000000", "20200101T000001", "RRULE:FREQ=SECONDLY")),
    "every minute by clock": calendar(
        event(
            "20260101T000000",
            "20260101T000001",
            f"RRULE:FREQ=DAILY;BYHOUR={','.join(map(str, range(24)))};"
            f"BYMINUTE={','.join(map(str, range(60)))};BYSECOND={','.join(map(str, range(60)))}",
        )
    ),
    "a rule that never comes": calendar(
        *(
            event(
                f"2026010{n % 9 + 1}T000000",
                f"2026010{n % 9 + 1}T010000",
                f"UID:{n}",
                "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
            )
            for n in range(200)
        )
    ),
    "since the year one": calendar(
        *(event("00010101T000000", "00010101T010000", "RRULE:FREQ=DAILY") for _ in range(50))
    ),
    "an interval of nothing": calendar(
        event("20260101T000000", "20260101T010000", "RRULE:FREQ=DAILY;INTERVAL=0")
    ),
    "a negative interval": calendar(
        event("20260101T000000", "20260101T010000", "RRULE:FREQ=DAILY;INTERVAL=-1")
    ),
    "many dates by hand": calendar(
        event(
            "20260101T000000",
            "20260101T010000",
            "RDATE:"
            + ",".join(
                f"2026{m:02}{d:02}T{h:02}0000" for m in range(1, 13) for d in range(1, 28) for h in range(24)
            ),
        )
    ),
    "thousands of dailies": calendar(
        *(
            event(f"20260101T{n % 24:02}0000", f"20260101T{n % 24:02}3000", f"UID:{n}", "RRULE:FREQ=DAILY")
            for n in range(3000)
        )
    ),
    "nested deep": b"BEGIN:VCALENDAR\r\n" * 20_000 + b"END:VCALENDAR\r\n" * 20_000,
    "a line without end": b"BEGIN:VCALENDAR\r\nX-A:" + b"a" * 900_000,
    "folded for ever": b"BEGIN:VCALENDAR\r\n" + b" \r\n" * 300_000,
    "no end of the day": calendar(event("20260608T080000", "99991231T235959")),
    "ends before it begins": calendar(event("20260608T080000", "20250608T080000")),
    "times that are none": calendar(event("20261399T998877", "x")),
    "a zone of its own": calendar(
        event("20260608T080000", "20260608T090000").replace("DTSTART:", "DTSTART;TZID=../../etc/passwd:")
    ),
    "wrong letters": b"BEGIN:VCALENDAR\r\n\xff\xfe\x00\x80" + calendar(event())[17:],
    "two bytes a letter": calendar(event()).decode().encode("utf-16"),
    "nothing in it": b"",
    "a zip": b"PK\x03\x04" + b"\0" * 5000,
    "not a calendar": b"<script>alert(1)</script>",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_made_to_do_harm_is_answered_in_seconds(name, mine):
    began = time.monotonic()
    response = bring(mine, BOMBS[name])
    assert response.status_code in (200, 302)
    if response.status_code == 200:
        assert response.context["form"].errors["file"]
    assert time.monotonic() - began < 25, (
        "held to its seconds of computing, on a machine that does other things too"
    )
    assert BusyTime.objects.count() <= 2000


def test_too_large_a_file_is_refused_before_it_is_read(mine):
    raw = calendar(*[event()] * MANY)
    assert len(raw) > MOST_BYTES
    response = bring(mine, raw)
    assert "larger than 1 MB" in response.text
    assert not Rotation.objects.exists()


def test_more_events_than_anybody_has_are_refused_unread():
    raw = calendar(*["BEGIN:VEVENT\r\nEND:VEVENT"] * 6000)
    with pytest.raises(UnreadableCalendar, match="more in this calendar"):
        read_file(raw, zone="UTC", first=NOW.date(), last=NOW.date(), keeps_titles=False)


def test_a_bad_entry_beside_good_ones_costs_only_itself(mine):
    raw = calendar(
        event(),
        event("20200101T000000", "20200101T000001", "RRULE:FREQ=SECONDLY"),
        event("20261399T998877", "x"),
    )
    response = bring(mine, raw)
    assert response.status_code == 302
    assert BusyTime.objects.count() == 1


def test_the_reading_process_knows_no_secret_and_no_database():
    source = (Path(__file__).parents[3] / "groups/calendars/reading.py").read_text()
    assert "django" not in source.replace("knows no database", "")
