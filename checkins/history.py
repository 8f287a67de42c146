"""All of one's own answers: page by page, as files to take away, and gone when one says so."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q

from accounts.models import User
from checkins.asking import forget_request_draft
from checkins.models import CheckIn
from checkins.own_data import around_answers
from checkins.scale import QUESTION, Level

PAGE = 30
# What a spreadsheet would take for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def read_page(user: User, before: str) -> tuple[list[CheckIn], str]:
    """A page of answers, newest first, and the mark of the next page ("" after the last).

    Notes are not read: the list does not show them.
    """
    answers = CheckIn.objects.answered().own(user).defer("note", "draft").order_by("-due_at", "-pk")
    mark = _parsed(before)
    if mark:
        due_at, pk = mark
        answers = answers.filter(Q(due_at__lt=due_at) | Q(due_at=due_at, pk__lt=pk))
    rows = list(answers[: PAGE + 1])
    if len(rows) <= PAGE:
        return rows, ""
    last = rows[PAGE - 1]
    return rows[:PAGE], f"{int(last.due_at.timestamp() * 1_000_000)}.{last.pk}"


def _parsed(mark: str) -> tuple[datetime, int] | None:
    """A mark as `read_page` makes it; anything else means the first page."""
    instant, dot, pk = mark.partition(".")
    digits = instant.isascii() and instant.isdecimal() and pk.isascii() and pk.isdecimal()
    if not dot or not digits or len(instant) > 17 or len(pk) > 18:
        return None
    seconds, micro = divmod(int(instant), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro), int(pk)


def _exported(user: User) -> Iterator[dict[str, object]]:
    """Instants are by the person's own clock, with its distance from UTC."""
    zone = ZoneInfo(user.time_zone)

    def local(instant: datetime | None) -> str | None:
        return instant.astimezone(zone).isoformat(timespec="seconds") if instant else None

    answers = CheckIn.objects.own(user).filter(Q(answered_at__isnull=False) | Q(skipped_at__isnull=False))
    for checkin in answers.defer("draft").order_by("due_at", "pk"):
        yield {
            "day": checkin.occasion_on.isoformat(),
            "asked_at": local(checkin.due_at),
            "answered_at": local(checkin.answered_at),
            "skipped_at": local(checkin.skipped_at),
            "level": checkin.level,
            "answer": Level(checkin.level).label if checkin.level else None,
            "tags": checkin.tags,
            "note": checkin.note,
            "audience": checkin.audience,
        }


def as_json(user: User) -> str:
    """Everything somebody answered or skipped with its question, and what stands around it, as JSON."""
    everything = {"question": QUESTION, "check_ins": list(_exported(user)), **around_answers(user)}
    return json.dumps(everything, indent=2, ensure_ascii=False, cls=DjangoJSONEncoder)


def as_csv(user: User) -> str:
    """The same as a table. What would be a formula begins with an apostrophe, as spreadsheets ask."""
    file = io.StringIO()
    names = ["day", "asked_at", "answered_at", "skipped_at", "level", "answer", "tags", "note", "audience"]
    writer = csv.DictWriter(file, names, lineterminator="\r\n")
    writer.writeheader()
    for row in _exported(user):
        cells = {**row, "tags": " ".join(map(str, row["tags"]))}  # type: ignore[call-overload]
        writer.writerow({name: _cell(cells[name]) for name in names})
    return file.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) or text.startswith(FORMULA_STARTS) else text


def delete_one(checkin: CheckIn) -> None:
    checkin.delete()


def delete_all(user: User) -> int:
    """Every check-in with its note, draft and shares, and a request that was begun; returns how many answers went.

    Plans stay.
    """
    answered = CheckIn.objects.answered().own(user).count()
    CheckIn.objects.own(user).delete()
    forget_request_draft(user)
    return answered
