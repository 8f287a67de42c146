"""What one row of a file says of one entry, column by column: as words to write, and words that are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from accounts.choices import one_of
from accounts.models import User
from accounts.support import Support
from resources.exchange.cells import read_lines, read_list, write_lines, write_list
from resources.kinds import Cost, Evaluators, Kind, ReachesFile, Status
from resources.models import Contact, Phone, Resource, Schedule, ScheduleException, Weekday
from resources.sources import KEYS, validate_sources
from resources.topics import Topic

CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(:[0-5][0-9](\.[0-9]{1,6})?)?")
YES, NO = "yes", ""


@dataclass(frozen=True)
class Column:
    """`words` tell people what stands here. `read` raises ValidationError; `write` is its opposite."""

    words: str
    write: Callable[[Resource], str]
    read: Callable[[str], Any]


# Single facts


def text(words: str, name: str) -> Column:
    return Column(words, lambda entry: getattr(entry, name), str)


def choice(words: str, name: str, choices: type[models.TextChoices]) -> Column:
    listed = ", ".join(choices.values)
    otherwise = getattr(Resource(), name)
    return Column(
        f"{words} One of: {listed}.".strip(),
        lambda entry: getattr(entry, name),
        lambda cell: one_of(choices.choices, cell) if cell else otherwise,
    )


def day(words: str, name: str) -> Column:
    def write(entry: Resource) -> str:
        on = getattr(entry, name)
        return on.isoformat() if on else ""

    return Column(words, write, read_date)


def items(words: str, name: str, choices: type[models.TextChoices] | None = None) -> Column:
    def read(cell: str) -> list[str]:
        found = read_list(cell)
        return [one_of(choices.choices, item) for item in found] if choices else found

    listed = f" Any of: {', '.join(choices.values)}." if choices else ""
    return Column(f"{words}{listed}", lambda entry: write_list(getattr(entry, name)), read)


def read_date(cell: str) -> date | None:
    if not cell:
        return None
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass
    raise ValidationError(f"“{cell[:30]}” is no date that we can read. Write it as 2026-11-24.")


def read_clock(cell: str) -> time:
    if not CLOCK.fullmatch(cell):
        raise ValidationError(f"“{cell[:30]}” is no time of day. Write it as 09:00.")
    return time.fromisoformat(cell.zfill(5) if len(cell) < 5 else cell if cell[1] != ":" else f"0{cell}")


def write_clock(at: time) -> str:
    return at.isoformat("minutes") if not (at.second or at.microsecond) else at.isoformat()


def read_number(cell: str) -> int | None:
    if not cell:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", cell):
        raise ValidationError("A whole number from 0 to 9999.")
    return int(cell)


def read_yes(cell: str) -> bool:
    if cell.casefold() in ("yes", "true", "1"):
        return True
    if cell.casefold() in ("", "no", "false", "0"):
        return False
    raise ValidationError("yes, or empty.")


# What belongs to an entry: a line for each


Line = Sequence[str]


def lines(
    words: str, write: Callable[[Resource], list[Line]], read: Callable[[list[str]], Any], parts: int
) -> Column:
    def read_all(cell: str) -> list[Any]:
        found = []
        for number, line in enumerate(read_lines(cell), 1):
            if len(line) > parts:
                raise ValidationError(f"Line {number}: at most {parts} parts stand between the bars.")
            try:
                found.append(read([*line, *[""] * (parts - len(line))]))
            except ValidationError as error:
                raise ValidationError([f"Line {number}: {words}" for words in error.messages]) from error
        return found

    return Column(words, lambda entry: write_lines(write(entry)), read_all)


def _checked(row: Any) -> Any:
    """A row that the database will take, as far as it alone can say."""
    row.full_clean(exclude=["resource"], validate_constraints=False)
    return row


def phone_lines(entry: Resource) -> list[Line]:
    return [
        [one.number, one.type, one.extension, one.description, str(one.position or "")]
        for one in entry.phones.all()
    ]


def read_phone(line: list[str]) -> Phone:
    number, kind, extension, description, position = line
    return _checked(
        Phone(
            number=number,
            type=one_of(Phone.Type.choices, kind) if kind else Phone.Type.VOICE,
            extension=extension,
            description=description,
            position=read_number(position) or 0,
        )
    )


def contact_lines(entry: Resource) -> list[Line]:
    return [[one.name, one.title, one.department, one.email] for one in entry.contacts.all()]


def read_contact(line: list[str]) -> Contact:
    name, title, department, email = line
    return _checked(Contact(name=name, title=title, department=department, email=email))


def hours_lines(entry: Resource) -> list[Line]:
    return [
        [
            Weekday(one.weekday).label,
            write_clock(one.opens_at),
            write_clock(one.closes_at),
            one.valid_from.isoformat() if one.valid_from else "",
            one.valid_to.isoformat() if one.valid_to else "",
            one.description,
        ]
        for one in sorted(entry.schedules.all(), key=_by_week)
    ]


def _by_week(row: Schedule) -> tuple:
    season = (row.valid_from or date.min, row.valid_to or date.max)
    return row.weekday, row.opens_at, row.closes_at, *season, row.description


def read_hours(line: list[str]) -> Schedule:
    weekday, opens, closes, first, last, description = line
    days = {label: value for value, label in Weekday.choices}
    row = Schedule(
        weekday=days[one_of([(label, label) for label in days], weekday)],
        opens_at=read_clock(opens),
        closes_at=read_clock(closes),
        valid_from=read_date(first),
        valid_to=read_date(last),
        description=description,
    )
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise ValidationError("It ends before it begins.")
    return _checked(row)


def other_hours_lines(entry: Resource) -> list[Line]:
    return [
        [
            one.starts_on.isoformat(),
            one.ends_on.isoformat(),
            "closed" if one.is_closed or one.opens_at is None else write_clock(one.opens_at),
            "" if one.is_closed or one.closes_at is None else write_clock(one.closes_at),
            one.note,
        ]
        for one in sorted(entry.schedule_exceptions.all(), key=_by_day)
    ]


def _by_day(row: ScheduleException) -> tuple:
    hours = (row.opens_at or time.min, row.closes_at or time.min)
    return row.starts_on, row.ends_on, row.is_closed, *hours, row.note


def read_other_hours(line: list[str]) -> ScheduleException:
    starts, ends, opens, closes, note = line
    row = ScheduleException(is_closed=opens.casefold() == "closed", note=note)
    first, last = read_date(starts), read_date(ends or starts)
    if first is None or last is None:
        raise ValidationError("The first day is missing.")
    if last < first:
        raise ValidationError("It ends before it begins.")
    row.starts_on, row.ends_on = first, last
    if not row.is_closed:
        row.opens_at, row.closes_at = read_clock(opens), read_clock(closes)
    elif closes:
        raise ValidationError("It is closed and has an hour at which it closes.")
    return _checked(row)


def source_lines(entry: Resource) -> list[Line]:
    return [[source.get(key, "") for key in KEYS] for source in entry.sources]


def read_source(line: list[str]) -> dict[str, str]:
    source = dict(zip(KEYS, line, strict=True))
    validate_sources([source])
    return source


# The table

COLUMNS: dict[str, Column] = {
    "title": text("At most 120 characters.", "title"),
    "kind": choice("What it is.", "kind", Kind),
    "summary": text("At most 300 characters.", "summary"),
    "body": text("The text, in Markdown.", "body"),
    "organisation": text("Who offers it.", "organisation"),
    "status": choice("active, where nothing stands here.", "status", Status),
    "alert": text("What is different just now.", "alert"),
    "url": text("https://…", "url"),
    "email": text("One address.", "email"),
    "phones": lines(
        "A line for each: number | voice, sms, tty or fax | extension | what for | place in the list.",
        phone_lines,
        read_phone,
        5,
    ),
    "contacts": lines("A line for each: name | role | department | e-mail.", contact_lines, read_contact, 4),
    "hours": lines(
        "A line for each: Monday | 09:00 | 17:00 | first day | last day | what for.",
        hours_lines,
        read_hours,
        6,
    ),
    "other_hours": lines(
        "A line for each: 2026-12-24 | 2026-12-26 | closed | | why; or two times in place of closed.",
        other_hours_lines,
        read_other_hours,
        5,
    ),
    "hours_note": text("Hours in words.", "hours_note"),
    "time_zone": text("Such as Europe/London; the school's, where nothing stands here.", "time_zone"),
    "address": text("Where it is.", "address"),
    "directions": text("How to find it.", "directions"),
    "country": text("Two capital letters, where it is for one country alone.", "country"),
    "eligibility": text("Who can come.", "eligibility"),
    "cost": choice("", "cost", Cost),
    "fees": text("What it costs, in words.", "fees"),
    "languages": items("Codes with commas, such as en, cy.", "languages"),
    "interpretation": text("Interpreters.", "interpretation"),
    "accessibility": text("For people with disabilities.", "accessibility"),
    "required_documents": text("What to bring.", "required_documents"),
    "reaches_file": choice("Whether it reaches the school file.", "reaches_file", ReachesFile),
    "who_is_told": text("Who is told, and when.", "who_is_told"),
    "evaluators": choice("Whether somebody who grades is there.", "evaluators", Evaluators),
    "waiting_time": text("As last reported.", "waiting_time"),
    "waiting_reported_on": day("When that was.", "waiting_reported_on"),
    "licensing_note": text("About licensing questions.", "licensing_note"),
    "insurance_note": text("About insurance.", "insurance_note"),
    "support": items("Kinds of support.", "support", Support),
    "topics": items("", "topics", Topic),
    "stages": items("For whom; for everybody where nothing stands here.", "stages", User.Stage),
    "keywords": items("As a tired student would type it.", "keywords"),
    "related": items("Names of entries that go with it.", "related"),
    "minutes": Column(
        "To read.", lambda entry: "" if entry.minutes is None else str(entry.minutes), read_number
    ),
    "sources": lines(
        "A line for each: title | where | https://… | what it was used for.", source_lines, read_source, 4
    ),
    "written_on": day("When the text was written.", "written_on"),
    "added_on": day("When it came into the library; today, where nothing stands here.", "added_on"),
    "assured_on": day("When somebody last checked it.", "assured_on"),
    "assured_by": text("Who did, as students read it.", "assured_by"),
    "review_by": day("Only where the usual interval does not fit.", "review_by"),
    "withdrawn_on": day("Out of lists and searches since then.", "withdrawn_on"),
    "is_public": Column(
        "yes: open without signing in. Global entries only.",
        lambda entry: YES if entry.is_public else NO,
        read_yes,
    ),
}
