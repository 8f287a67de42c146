"""What a person's answers look like over time: plain figures and shapes; the template draws them.

Short spans show every answer. Long ones show a week or a month at a time: the middle as a line, the range as a band.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from accounts.models import User
from checkins.models import CheckIn
from checkins.scale import LOW_LEVELS, Level, Tag

SPANS = {
    "4-weeks": ("4 weeks", 28),
    "3-months": ("3 months", 91),
    "year": ("A year", 365),
    "all": ("All", None),
}
DEFAULT_SPAN = "4-weeks"
# Where there are more answers than this, dots would hide each other.
MOST_DOTS = 100
MOST_LARGE_DOTS = 40
# From this many low days on, what goes with them is worth counting.
LOW_DAYS_FOR_TAGS = 3

# The drawing: 480 x 260, the scale's faces at the left, dates below.
WIDTH, LEFT, RIGHT, TOP, STEP, BOTTOM = 480, 72, 464, 24, 44, 222


@dataclass(frozen=True)
class Point:
    """One answer, or one stretch of them: `level` is the middle, from `low` to `high`."""

    on: date
    until: date
    level: float
    low: int
    high: int
    answers: int
    x: float
    tags: tuple[str, ...] = ()
    pk: int | None = None

    @property
    def y(self) -> float:
        return y_of(self.level)

    @property
    def nearest(self) -> int:
        return int(self.level + 0.5)

    @property
    def word(self) -> str:
        return Level(self.nearest).label

    @property
    def range_words(self) -> str:
        low, high = Level(self.low).label, Level(self.high).label
        return low if low == high else f"from {low.lower()} to {high.lower()}"

    @property
    def corner(self) -> tuple[float, float]:
        """Where a dot of 22 x 22 begins."""
        return round(self.x - 11, 1), round(self.y - 11, 1)


@dataclass(frozen=True)
class Band:
    """An exam block."""

    name: str
    starts_on: date
    ends_on: date
    x: float
    width: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def has_room_for_its_name(self) -> bool:
        return self.width > 11 * len(self.name)


@dataclass(frozen=True)
class TagCount:
    """On `low` of `low_days` low days this was said, and on `other` of `other_days` other days: less often there."""

    tag: str
    low: int
    low_days: int
    other: int
    other_days: int

    @property
    def word(self) -> str:
        return Tag(self.tag).label.lower()


@dataclass(frozen=True)
class Trend:
    span: str
    first_on: date
    last_on: date
    today: date
    grain: str
    answers: int
    points: Sequence[Point] = ()
    line: str = ""
    gaps: str = ""
    area: str = ""
    bands: Sequence[Band] = ()
    tags: Sequence[TagCount] = ()
    low_days: int = 0
    has_other_days: bool = False
    grid: Sequence[tuple[float, int]] = field(
        default_factory=lambda: [(y_of(level), level) for level in sorted(Level.values, reverse=True)]
    )

    @property
    def is_by_answer(self) -> bool:
        return self.grain == "day"

    @property
    def has_large_dots(self) -> bool:
        """Whether there is room to tell the answers apart by the shape of their dots."""
        return self.is_by_answer and self.answers <= MOST_LARGE_DOTS

    @property
    def is_up_to_today(self) -> bool:
        return self.last_on == self.today

    @property
    def is_over_years(self) -> bool:
        """Whether a day and a month do not say which day is meant."""
        return (self.last_on - self.first_on).days > 366

    @property
    def middle_on(self) -> date:
        return self.first_on + (self.last_on - self.first_on) / 2

    @property
    def lowest(self) -> str:
        return Level(min(point.low for point in self.points)).label.lower()

    @property
    def highest(self) -> str:
        return Level(max(point.high for point in self.points)).label.lower()


def y_of(level: float) -> float:
    return round(float(TOP + (5 - level) * STEP), 1)


def trend_of(user: User, *, span: str, now: datetime) -> Trend:
    """The trend of one's own answers over `span`, a key of SPANS, up to today in the person's zone."""
    today = now.astimezone(ZoneInfo(user.time_zone)).date()
    days = SPANS[span][1]
    mine = CheckIn.objects.answered().own(user).order_by("occasion_on", "answered_at")
    if days is not None:
        mine = mine.filter(occasion_on__gt=today - timedelta(days=days))
    answers = list(mine.values_list("occasion_on", "level", "tags", "pk"))
    last = max([today, *(on for on, *_ in answers[-1:])])
    first = last - timedelta(days=(days or 28) - 1)
    if days is None and answers:
        first = min(first, answers[0][0])
    grain = _grain((last - first).days, len(answers))
    points = [_point(list(group), first, last) for _, group in groupby(answers, key=_key(grain))]
    low_days, tags = _tags_of_low_days(answers)
    return Trend(
        span=span,
        first_on=first,
        last_on=last,
        today=today,
        grain=grain,
        answers=len(answers),
        points=points,
        line=_line(points, grain),
        gaps=_gaps(points, grain),
        area=_area(points) if grain != "day" else "",
        bands=list(_bands(user, first, last)),
        tags=tags,
        low_days=low_days,
        has_other_days=len({on for on, *_ in answers}) > low_days,
    )


Answer = tuple[date, int, list[str], int]


def _grain(days: int, answers: int) -> str:
    if days > 3 * 366:
        return "month"
    return "week" if days > 100 or answers > MOST_DOTS else "day"


def _key(grain: str):
    if grain == "month":
        return lambda answer: answer[0].replace(day=1)
    if grain == "week":
        return lambda answer: answer[0] - timedelta(days=answer[0].weekday())
    return lambda answer: (answer[0], answer[3])  # each answer by itself


def _point(group: Sequence[Answer], first: date, last: date) -> Point:
    levels = [level for _, level, _, _ in group]
    middle = group[0][0] + (group[-1][0] - group[0][0]) / 2
    alone = len(group) == 1
    return Point(
        on=group[0][0],
        until=group[-1][0],
        level=round(sum(levels) / len(levels), 2),
        low=min(levels),
        high=max(levels),
        answers=len(group),
        x=_x(middle, first, last),
        tags=tuple(group[0][2]) if alone else (),
        pk=group[0][3] if alone else None,
    )


def _x(on: date, first: date, last: date) -> float:
    return round(LEFT + (RIGHT - LEFT) * (on - first).days / max((last - first).days, 1), 1)


# Points further apart than this many days are joined by dots only: we do not know what lay between.
JOINED_WITHIN = {"day": 4, "week": 16, "month": 70}


def _is_joined(one: Point, other: Point, grain: str) -> bool:
    return (other.on - one.until).days <= JOINED_WITHIN[grain]


def _line(points: Sequence[Point], grain: str) -> str:
    path = [f"M{points[0].x} {points[0].y}"] if points else []
    for one, other in pairwise(points):
        path.append(f"{'L' if _is_joined(one, other, grain) else 'M'}{other.x} {other.y}")
    return "".join(path)


def _gaps(points: Sequence[Point], grain: str) -> str:
    return "".join(
        f"M{one.x} {one.y}L{other.x} {other.y}"
        for one, other in pairwise(points)
        if not _is_joined(one, other, grain)
    )


def _area(points: Sequence[Point]) -> str:
    """The band from the lowest to the highest answer of each stretch, there and back again."""
    if len(points) < 2:
        return ""
    there = [f"{point.x} {y_of(point.high)}" for point in points]
    back = [f"{point.x} {y_of(point.low)}" for point in reversed(points)]
    return f"M{'L'.join(there + back)}Z"


def _bands(user: User, first: date, last: date) -> Iterable[Band]:
    zone = ZoneInfo(user.time_zone)
    blocks = user.pauses.filter(is_exam_block=True).order_by("starts_at")
    for block in blocks:
        starts = block.starts_at.astimezone(zone).date()
        ends = (block.ends_at - timedelta(seconds=1)).astimezone(zone).date()
        if ends < first or starts > last:
            continue
        x = _x(max(starts, first), first, last)
        # As wide as its days, a day at the least, and within the drawing.
        width = max(_x(min(ends, last), first, last) - x, (RIGHT - LEFT) / max((last - first).days, 1), 4)
        yield Band(block.name or "Exams", starts, ends, x, round(min(width, RIGHT + 8 - x), 1))


def _tags_of_low_days(answers: Sequence[Answer]) -> tuple[int, list[TagCount]]:
    """What was said more often on low days than on others, most often first: counted by day, from three low days on.

    What somebody says every day goes with every day, and is left out; without other days there is nothing to compare.
    """
    by_day: dict[date, tuple[bool, set[str]]] = {}
    for on, level, tags, _ in answers:
        was_low, said = by_day.get(on, (False, set()))
        by_day[on] = (was_low or level in LOW_LEVELS, said | set(tags))
    low = [said for is_low, said in by_day.values() if is_low]
    others = [said for is_low, said in by_day.values() if not is_low]
    if len(low) < LOW_DAYS_FOR_TAGS:
        return len(low), []
    on_low = Counter(tag for said in low for tag in said)
    on_others = Counter(tag for said in others for tag in said)
    counts = [
        TagCount(tag, count, len(low), on_others[tag], len(others))
        for tag, count in on_low.items()
        if count >= 2 and tag in Tag.values and count * len(others) > on_others[tag] * len(low)
    ]
    counts.sort(key=lambda count: (-count.low, Tag.values.index(count.tag)))
    return len(low), counts[:4]
