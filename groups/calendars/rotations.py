"""Bringing one's own rotation calendar: of it only when one is busy is kept. And exam weeks, offered as a pause."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.models import Pause, User
from accounts.pausing import day_begins, pause_for_exams
from groups.models import BusyTime, Rotation

MOST_BYTES = 1024 * 1024
MOST_ROTATIONS = 5
# Wall time, on a busy machine; the process itself is held to seconds of computing (groups/calendars/reading.py).
PATIENCE = 30
LOOKS_AHEAD = timedelta(weeks=53)
# Exams further apart than this are two blocks.
APART = timedelta(days=4)
LONGEST_BLOCK = timedelta(days=60)

WORDS = {
    "no-calendar": "This file is not a calendar that we can read. It should end in .ics.",
    "too-many": "There is more in this calendar than we can take in. Try one with only the coming months.",
    "too-much": "This calendar takes too long to read. Try one with only the coming months.",
    "nothing": "We found nothing in the coming year in this calendar.",
}


class UnreadableCalendar(Exception):
    """Its words are for the person who brought the file."""


@dataclass(frozen=True)
class Brought:
    """What came of a file: how many busy times were kept, and how many entries we could not use."""

    rotation: Rotation
    kept: int
    left_out: int


def bring_rotation(
    *,
    user: User,
    raw: bytes,
    label: str,
    keeps_titles: bool,
    takes_whole_days: bool,
    now: datetime,
    replaces: Rotation | None = None,
) -> Brought:
    """Keeps the busy times of a file, in place of `replaces` if given, and not the file. Raises UnreadableCalendar."""
    today = user.local_now(now).date()
    found = read_file(
        raw, zone=user.time_zone, first=today, last=today + LOOKS_AHEAD, keeps_titles=keeps_titles
    )
    blocks = [
        block
        for block in found["blocks"]
        if takes_whole_days or not block[2] or block[3] == BusyTime.Kind.EXAM
    ]
    if not blocks:
        raise UnreadableCalendar(WORDS["nothing"])
    with transaction.atomic():
        if replaces:
            replaces.delete()
        rotation = Rotation.objects.create(user=user, label=label, keeps_titles=keeps_titles, brought_at=now)
        BusyTime.objects.bulk_create(
            [
                BusyTime(
                    rotation=rotation,
                    kind=kind,
                    starts_at=datetime.fromtimestamp(start, UTC),
                    ends_at=datetime.fromtimestamp(end, UTC),
                    title=title,
                )
                for start, end, _, kind, title in blocks
            ],
            batch_size=500,
        )
    return Brought(rotation, len(blocks), found["left_out"])


def read_file(raw: bytes, *, zone: str, first: date, last: date, keeps_titles: bool) -> dict:
    """What groups/calendars/reading.py says of the file, which it reads in a process of its own."""
    wish = {"zone": zone, "first": first.isoformat(), "last": last.isoformat(), "keeps_titles": keeps_titles}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "groups.calendars.reading"],
            input=json.dumps(wish).encode() + b"\n" + raw,
            capture_output=True,
            timeout=PATIENCE,
            cwd=settings.BASE_DIR,
            env={"PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableCalendar(WORDS["too-much"]) from None
    # The system ended it, for using more than it may; then there is no answer.
    if done.returncode != 0:
        raise UnreadableCalendar(WORDS["too-much"])
    answer = json.loads(done.stdout)
    if word := answer.get("error"):
        raise UnreadableCalendar(WORDS[word])
    return answer


@dataclass(frozen=True)
class ExamBlock:
    """Days with exams close together, as local days of the person, and whether they are paused already."""

    label: str
    first: date
    last: date
    is_paused: bool

    @property
    def mark(self) -> str:
        return f"{self.first.isoformat()}.{self.last.isoformat()}"


def exam_blocks_of(user: User, now: datetime) -> list[ExamBlock]:
    """Coming exams of the person's rotations, those close together as one."""
    zone = ZoneInfo(user.time_zone)
    exams = (
        BusyTime.objects.of(user)
        .not_over(now)
        .filter(kind=BusyTime.Kind.EXAM)
        .select_related("rotation")
        .defer("title")
        .order_by("starts_at")
    )
    found: list[tuple[str, date, date]] = []
    for exam in exams:
        first = exam.starts_at.astimezone(zone).date()
        last = (exam.ends_at - timedelta(seconds=1)).astimezone(zone).date()
        if (
            found
            and first - found[-1][2] <= APART
            and max(last, found[-1][2]) - found[-1][1] <= LONGEST_BLOCK
        ):
            found[-1] = (found[-1][0], found[-1][1], max(last, found[-1][2]))
        else:
            found.append((exam.rotation.label, first, last))
    pauses = list(user.pauses.not_over(now))
    return [
        ExamBlock(label, first, last, any(_covers(pause, first, last, user, now) for pause in pauses))
        for label, first, last in found
    ]


def _covers(pause: Pause, first: date, last: date, user: User, now: datetime) -> bool:
    begins = max(day_begins(first, user.time_zone), now)
    return pause.starts_at <= begins and pause.ends_at >= day_begins(last + timedelta(days=1), user.time_zone)


def pause_for_block(*, user: User, mark: str, now: datetime) -> ExamBlock | None:
    """The pause that the person asked for with one press; None when there is no such block (any more)."""
    block = next((one for one in exam_blocks_of(user, now) if one.mark == mark), None)
    if block and not block.is_paused:
        pause_for_exams(user=user, name=block.label, first=block.first, last=block.last, now=now)
    return block
