"""What to offer after a check-in: chosen by a rule that can be said aloud, never by a score of a person.

Small steps first: what we or the school put first for this level, help now before all; then the steps that touch most
of what was said, each bringing something that the ones before it did not; then steps that suit any day of this level. A
step about several things is for days on which all of them were said. Then, where something was said, entries of the
library for the person's stage, by what they touch; of two that touch as much, the one whose kind of support the person
said they would like. Who is doing all right is not offered what holds people up, unless that is the kind they would
like. Among equals, `turn` goes round, so that two days alike do not bring the same words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, Case, F, Func, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import School
from accounts.support import Support
from resources.kinds import Kind
from resources.models import NextStep, Resource
from resources.models.queries import GRACE
from resources.topics import Topic, in_words

# Help lines come first by a step of their own, and guides are for meetings.
OFFERED_KINDS = (Kind.ARTICLE, Kind.FAQ, Kind.SERVICE, Kind.FACILITY, Kind.ACTIVITY, Kind.APP)
COLUMNS = ("what", "name", "heading", "text", "where", "supports", "about", "length", "is_first")
LIST: ArrayField = ArrayField(TextField())
HELP_NOW = "/help-now/"
# From this level on, somebody is doing all right.
ALL_RIGHT = 4
# Entries that touch something of what was said; as many are weighed.
WEIGHED = 60


@dataclass(frozen=True)
class Suggestion:
    """`because` ends the sentence "We thought of this ..."; it is empty when nothing was said to go by.

    `kind` is the sort of entry of the library, in words; "" for a small step. `minutes` is 0 where there are none.
    """

    title: str
    words: str
    url: str
    support: Support
    minutes: int
    because: str
    comes_first: bool = False
    kind: str = ""

    @property
    def is_entry(self) -> bool:
        return bool(self.kind)


@dataclass
class Candidate:
    """A row of the one question that is asked: a step, or an entry with its kind."""

    kind: str
    slug: str
    title: str
    words: str
    url: str
    supports: list[str]
    topics: list[str]
    minutes: int
    comes_first: bool
    met: list[str] = field(default_factory=list)


def suggest(
    *,
    level: int,
    tags: Sequence[str],
    school: School | None,
    stage: str = "",
    wants: Sequence[str] = (),
    limit: int = 3,
    entries: int = 2,
    turn: int = 0,
) -> list[Suggestion]:
    """At most `limit` steps for somebody who answered `level` and said `tags`, best first; then at most `entries`
    entries of the library that the school shows.

    `stage` is how far the person is, `wants` are the kinds of support they would like.
    """
    said = [tag for tag in dict.fromkeys(tags) if tag in Topic.values]
    candidates = sorted(_candidates(level, said, school, stage), key=lambda one: one.slug)
    for candidate in candidates:
        candidate.met = [topic for topic in said if topic in candidate.topics]
    steps = [one for one in candidates if not one.kind]
    texts = [one for one in candidates if one.kind and _suits(one, level, wants)]
    chosen = _steps(steps, said, limit, turn) + _widest(texts, said, entries, turn, wants)
    return [_suggestion(one, wants) for one in chosen]


def _suits(entry: Candidate, level: int, wants: Sequence[str]) -> bool:
    holds = Support.EMOTIONAL in entry.supports and entry.kind != Kind.ACTIVITY
    return level < ALL_RIGHT or not holds or Support.EMOTIONAL in wants


def _steps(steps: list[Candidate], said: Sequence[str], limit: int, turn: int) -> list[Candidate]:
    chosen = sorted((step for step in steps if step.comes_first), key=lambda step: step.url != HELP_NOW)
    left = [step for step in steps if not step.comes_first]
    fitting = [step for step in left if len(step.met) == len(step.topics)]
    chosen += _widest(fitting, said, limit - len(chosen), turn)
    chosen += _turned([step for step in left if not step.topics], turn)
    return chosen[:limit]


def _widest(
    left: Sequence[Candidate], said: Sequence[str], limit: int, turn: int, wants: Sequence[str] = ()
) -> list[Candidate]:
    """One by one, whatever touches most of what no earlier one has touched."""
    chosen: list[Candidate] = []
    unmet = set(said)
    while unmet and len(chosen) < limit:
        most = max((len(unmet & set(one.topics)) for one in left), default=0)
        if not most:
            break
        best = [one for one in left if len(unmet & set(one.topics)) == most]
        wanted = [one for one in best if set(one.supports) & set(wants)]
        chosen.append(_turned(wanted or best, turn)[0])
        unmet -= set(chosen[-1].topics)
    return chosen


def _turned(candidates: list[Candidate], turn: int) -> list[Candidate]:
    start = turn % len(candidates) if candidates else 0
    return candidates[start:] + candidates[:start]


def _candidates(level: int, said: Sequence[str], school: School | None, stage: str) -> list[Candidate]:
    """One question to the database, for steps and entries together."""
    steps = (
        NextStep.objects.offered_in(school)
        .for_level(level)
        .annotate(
            what=Value("", TextField()),
            name=Cast("slug", TextField()),
            heading=Cast("title", TextField()),
            text=F("words"),
            where=Cast("url", TextField()),
            supports=Func(F("support"), template="ARRAY[%(expressions)s]::text[]", output_field=LIST),
            about=Cast("topics", LIST),
            length=Cast("minutes", IntegerField()),
            is_first=F("comes_first"),
        )
        .order_by()
        .values_list(*COLUMNS)
    )
    if not said:
        return [Candidate(*row) for row in steps]
    entries = (
        (Resource.objects.for_school(school.pk) if school else Resource.objects.filter(school=None))
        .listed()
        .of_kind(*OFFERED_KINDS)
        .filter(topics__overlap=said, next_review_on__gte=timezone.localdate() - GRACE)
        .filter(Q(country="") | Q(country=school.country if school else ""))
        .filter(Q(stages=[]) | Q(stages__contains=[stage]))
        .annotate(
            what=Cast("kind", TextField()),
            name=Cast("slug", TextField()),
            heading=Cast("title", TextField()),
            text=Cast("summary", TextField()),
            where=Case(When(school=None, then=Value("")), default=Value("~"), output_field=TextField()),
            supports=Cast("support", LIST),
            about=Cast("topics", LIST),
            length=Coalesce(Cast("minutes", IntegerField()), Value(0)),
            is_first=Value(False, BooleanField()),
        )
        .order_by(F("school").desc(nulls_last=True), "title")
        .values_list(*COLUMNS)[:WEIGHED]
    )
    return [Candidate(*row) for row in steps.union(entries, all=True)]


def _suggestion(one: Candidate, wants: Sequence[str]) -> Suggestion:
    support = next(
        (kind for kind in one.supports if kind in wants), next(iter(one.supports), Support.INFORMATIONAL)
    )
    return Suggestion(
        title=one.title,
        words=one.words,
        url=reverse("resources:detail", args=[f"{one.url}{one.slug}"]) if one.kind else one.url,
        support=Support(support),
        minutes=one.minutes,
        because=f"because you said {in_words(one.met)}" if one.met else "",
        comes_first=one.comes_first,
        kind=Kind(one.kind).label if one.kind else "",
    )
