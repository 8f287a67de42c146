"""Filters of the library. Within one filter any choice will do; between filters all must hold.

The number beside a choice says how many entries one would see with it, all other filters as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from accounts.support import Support
from resources.browsing import Listed
from resources.kinds import Cost, Kind, ReachesFile, language_name
from resources.topics import Topic

YES = "yes"
YES_ONLY, NOTHING = frozenset([YES]), frozenset[str]()
ALL_STAGES = frozenset[str](User.Stage.values)


@dataclass(frozen=True)
class Facet:
    """Without choices of its own it offers whatever entries say."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()


FACETS = (
    Facet("open", "Open now", ((YES, "Open now"),)),
    Facet("confidential", "Your school file", ((YES, ReachesFile.NO.label),)),
    Facet("free", "Cost", ((YES, Cost.FREE.label),)),
    Facet("kind", "What it is", tuple(Kind.choices)),
    Facet(
        "support",
        "Kind of support",
        tuple((value, label.split(":")[0]) for value, label in Support.choices),
    ),
    Facet("topic", "About", tuple(Topic.choices)),
    Facet("stage", "For", tuple(User.Stage.choices)),
    Facet("language", "Language"),
)


def said_by(entry: Listed, now: datetime) -> dict[str, frozenset[str]]:
    """The values that an entry has for each facet."""
    return {
        "open": YES_ONLY if entry.is_somewhere and entry.is_open_at(now) else NOTHING,
        "confidential": YES_ONLY if entry.reaches_file == ReachesFile.NO else NOTHING,
        "free": YES_ONLY if entry.cost == Cost.FREE else NOTHING,
        "kind": frozenset([entry.kind]),
        "support": entry.support,
        "topic": entry.topics,
        "stage": entry.stages or ALL_STAGES,
        "language": entry.languages,
    }


Chosen = Mapping[str, frozenset[str]]


def where(chosen: Chosen) -> Q:
    """The same filters for the database, but for "open", which is ResourceQuerySet.open_at."""
    columns = {"kind": "kind__in", "support": "support__overlap", "topic": "topics__overlap"}
    columns["language"] = "languages__overlap"
    asked = Q()
    for name, lookup in columns.items():
        if name in chosen:
            asked &= Q(**{lookup: sorted(chosen[name])})
    if "confidential" in chosen:
        asked &= Q(reaches_file=ReachesFile.NO)
    if "free" in chosen:
        asked &= Q(cost=Cost.FREE)
    if "stage" in chosen:
        asked &= Q(stages=[]) | Q(stages__overlap=sorted(chosen["stage"]))
    return asked


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Counted:
    """A filter as a page shows it: the choices that would show something, and those that are chosen."""

    name: str
    label: str
    choices: tuple[Choice, ...]

    def narrows(self, total: int) -> bool:
        """Whether any choice leaves something out: a filter that everything passes is not worth its place."""
        return any(choice.is_chosen or choice.count < total for choice in self.choices)


def read(values: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """What an address or a form asks for; what is no choice is not asked."""
    chosen = {}
    for facet in FACETS:
        known = dict(facet.choices)
        asked = {
            value
            for value in values.get(facet.name, ())[:40]
            if value in known or (not known and 0 < len(value) <= 12 and value.replace("-", "").isalnum())
        }
        if asked:
            chosen[facet.name] = frozenset(asked)
    return chosen


def sift(
    entries: Sequence[Listed], chosen: Chosen, now: datetime
) -> tuple[list[Listed], tuple[Counted, ...]]:
    """The entries for which every chosen filter holds, in their order, and all filters with their numbers."""
    counts: dict[str, dict[str, int]] = {facet.name: {} for facet in FACETS}
    left = []
    for entry in entries:
        said = said_by(entry, now)
        missed = [name for name, wanted in chosen.items() if not wanted & said[name]]
        if not missed:
            left.append(entry)
        for name, values in said.items():
            if not missed or missed == [name]:
                for value in values:
                    counts[name][value] = counts[name].get(value, 0) + 1
    counted = (_counted(facet, counts[facet.name], chosen) for facet in FACETS)
    return left, tuple(facet for facet in counted if facet.narrows(len(left)))


def _counted(facet: Facet, counts: Mapping[str, int], chosen: Chosen) -> Counted:
    wanted = chosen.get(facet.name, frozenset())
    choices = facet.choices or tuple(
        (code, language_name(code)) for code in sorted({*counts, *wanted}, key=language_name)
    )
    return Counted(
        facet.name,
        facet.label,
        tuple(
            Choice(value, label, counts.get(value, 0), value in wanted)
            for value, label in choices
            if counts.get(value) or value in wanted
        ),
    )
