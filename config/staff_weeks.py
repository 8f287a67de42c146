"""Eight weeks of the library's upkeep for the start page of admin: what came in and what was done, as counts alone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role, role_of
from groups.charts import Bar, bars_of
from resources.models import Proposal, Resource, StaffTask, Tip

WEEKS = 8


@dataclass(frozen=True)
class Week:
    begins_on: date


@dataclass(frozen=True)
class Line:
    """One thing that is counted, a number for each week from the oldest on."""

    title: str
    counts: Sequence[int]
    bars: Sequence[Bar]

    @property
    def words(self) -> str:
        return f"{self.title}, in each of the last eight weeks: {', '.join(map(str, self.counts))}."


@dataclass(frozen=True)
class Upkeep:
    """The last week is running."""

    weeks: Sequence[Week]
    lines: Sequence[Line]

    @property
    def is_empty(self) -> bool:
        return not any(any(line.counts) for line in self.lines)

    @property
    def rows(self) -> list[tuple[Week, tuple[int, ...]]]:
        """For the table: a week and the number of each line."""
        return list(zip(self.weeks, zip(*(line.counts for line in self.lines), strict=True), strict=True))


def upkeep_of(user: User) -> Upkeep:
    """In the reader's zone. Staff see their school's, an operator what is everybody's."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    weeks = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    tips, tasks = Tip.objects.for_staff(user), StaffTask.objects.for_staff(user)
    proposals = Proposal.objects.for_staff(user)
    asked = [(tips, "made_at"), (tasks, "opened_at"), (proposals, "made_on")]
    answered = [(tips, "answered_at"), (tasks, "done_at"), (proposals, "answered_at")]
    said = {
        "Words from readers, proposals and addresses that came in": _by_week(asked, weeks),
        "Of these, answered or seen to": _by_week(answered, weeks),
        "Entries that were checked": _checked(user, weeks),
    }
    most = max([1, *(count for counts in list(said.values())[:2] for count in counts)])
    lines = [
        Line(title, counts, bars_of(counts, most=None if place == 2 else most))
        for place, (title, counts) in enumerate(said.items())
    ]
    return Upkeep([Week(monday) for monday in weeks], lines)


def _by_week(sources, weeks: Sequence[date]) -> list[int]:
    found: Counter[date] = Counter()
    for rows, moment in sources:
        when = f"{moment}__gte" if moment.endswith("_on") else f"{moment}__date__gte"
        counted = (
            rows.filter(**{when: weeks[0]})
            .annotate(week=TruncWeek(moment))
            .order_by()
            .values_list("week")
            .annotate(count=Count("pk"))
        )
        for week, count in counted:
            found[_day(week)] += count
    return [found[week] for week in weeks]


def _checked(user: User, weeks: Sequence[date]) -> list[int]:
    """Entries by the week of a check, out of their history, so that a later check takes none away."""
    if role_of(user) is Role.NOBODY:
        return [0] * len(weeks)
    events: Any = Resource._meta.get_field("events").related_model
    school = None if role_of(user) is Role.OPERATOR else user.school_id
    checks = (
        events.objects.filter(pgh_obj__school=school, assured_on__gte=weeks[0])
        .order_by()
        .values_list("pgh_obj", "assured_on")
        .distinct()
    )
    found = Counter(on - timedelta(days=on.weekday()) for _, on in checks)
    return [found[week] for week in weeks]


def _day(week) -> date:
    return week.date() if hasattr(week, "date") else week
