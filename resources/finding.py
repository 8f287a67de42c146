"""Finding something in the library: words and filters in, what this person may see out, best first.

Words are used and forgotten: no row, no log and no address holds them. What is found passes through `visible_to` and
`listed` like every other list; the index of words only says where to look.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from resources.browsing import Listed, entries_for, listed
from resources.catalogue import MOST_LISTED, Catalogue, catalogue_for
from resources.kinds import Kind
from resources.models import Collection, EntryText, Resource
from resources.models.queries import FAR, ResourceQuerySet
from resources.models.search_index import shelves_of
from resources.search.danger import sound_like_danger
from resources.search.facets import Chosen, Counted, sift, where
from resources.search.passages import Passage, passages
from resources.search.ranking import best_entries
from resources.search.slips import meant
from resources.search.words import Group, groups_of, split, synonym_words

PAGE = 20
# After the first few, what is worth less than this part of the best find is left out.
LEAST_SHARE, ALWAYS_KEPT = 0.06, 10
# A help line of another country counts this much, for somebody whose country we know.
ELSEWHERE = 0.4

OPEN_PHRASES = (("open", "now"), ("right", "now"), ("this", "evening"), ("tonight",), ("now",), ("today",))


@dataclass(frozen=True)
class Hit:
    """An entry with its passages; None where nothing was looked for."""

    entry: Listed
    passage: Passage | None = None


@dataclass(frozen=True)
class Found:
    """`hits` are the first `shown` of `total`. `meant`: what was typed, and the word that was looked for instead.

    `facets` is empty where there are too many entries to count. `nearest`: what to offer where nothing was found.
    `collections`: the library's, where nothing was looked for.
    """

    hits: Sequence[Hit]
    total: int
    facets: Sequence[Counted] = ()
    chosen: Chosen = field(default_factory=dict)
    meant: Mapping[str, str] = field(default_factory=dict)
    nearest: Sequence[Listed] = ()
    collections: Sequence[Collection] = ()
    is_danger: bool = False
    is_search: bool = False
    is_cut: bool = False

    @property
    def has_more(self) -> bool:
        return len(self.hits) < self.total

    @property
    def open_now(self) -> int:
        """How many of these are open now, where asking for them alone would leave something out."""
        if "open" in self.chosen or self.is_cut:
            return 0
        return next((facet.choices[0].count for facet in self.facets if facet.name == "open"), 0)

    @property
    def is_only_what_is_open(self) -> bool:
        return self.is_search and list(self.chosen) == ["open"]

    @property
    def next_shown(self) -> int:
        return len(self.hits) + PAGE


def find(user, *, words: str = "", chosen: Chosen | None = None, shown: int = PAGE, now: datetime) -> Found:
    """What `user` finds with these words and filters; without words, everything in order."""
    typed, chosen = split(words), chosen or {}
    if not typed:
        return _listed(user, chosen, shown, now)
    today = timezone.localdate(now)
    wants_open, asked = _without_open(typed)
    catalogue = catalogue_for(user, today)
    entries, groups, slips = _best(user, asked, catalogue, today)
    if wants_open:
        entries.sort(key=lambda entry: not entry.is_open_at(now))
    if is_danger := sound_like_danger(typed):
        # Whoever may be in need sees whom to call before what there is to read.
        entries.sort(key=lambda entry: entry.kind != Kind.HELPLINE or entry.place >= FAR)
    left, facets = sift(entries, chosen, now)
    on_page = left[:shown]
    marks = passages([entry.pk for entry in on_page], groups) if on_page else {}
    return Found(
        hits=[Hit(entry, marks.get(entry.pk)) for entry in on_page],
        total=len(left),
        facets=facets,
        chosen=chosen,
        meant=slips,
        nearest=() if left else entries[:3] or catalogue.entries[:3],
        is_danger=is_danger,
        is_search=True,
    )


def guides_for(user) -> ResourceQuerySet:
    """Guides for a meeting that this person may open, in order."""
    guides = Resource.objects.visible_to(user).listed().of_kind(Kind.GUIDE)
    return guides.in_order_for(user, timezone.localdate())


def _listed(user, chosen: Chosen, shown: int, now: datetime) -> Found:
    today = timezone.localdate(now)
    catalogue = catalogue_for(user, today)
    entries: Sequence[Listed] = catalogue.entries
    if catalogue.is_cut and chosen:
        some = entries_for(user, today).filter(where(chosen))
        entries = listed((some.open_at(now) if "open" in chosen else some)[:MOST_LISTED])
    left, facets = sift(entries, chosen, now)
    return Found(
        hits=[Hit(entry) for entry in left[:shown]],
        total=len(left),
        facets=facets,
        chosen=chosen,
        nearest=() if left else catalogue.entries[:3],
        collections=catalogue.collections,
        is_cut=catalogue.is_cut,
    )


def _best(
    user, words: Sequence[str], catalogue: Catalogue, today: date
) -> tuple[list[Listed], list[Group], dict[str, str]]:
    """Entries in order, best first; the groups that were looked for; slips that were put right."""
    shelves = shelves_of(user)
    groups = groups_of(words)
    best = best_entries(groups, shelves)
    strange = [
        groups[number].typed
        for number in sorted(best.meant - best.found)
        if groups[number].typed not in synonym_words() and " " not in groups[number].typed
    ]
    slips = meant(strange, shelves) if strange else {}
    if slips:
        groups = groups_of([slips.get(word, word) for word in words])
        best = best_entries(groups, shelves)
    entries = _in_order(_those(user, best.scores, catalogue, today), best.scores, user)
    if slips:
        slips = _only_what_is_there(slips, entries)
    return entries, groups, slips


def _those(user, keys: Iterable[int], catalogue: Catalogue, today: date) -> list[Listed]:
    """Those of these entries that the reader may open, from the catalogue where all of them are in it."""
    if catalogue.is_cut:
        return listed(entries_for(user, today).filter(pk__in=keys))
    return [catalogue.by_key[key] for key in keys if key in catalogue.by_key]


def _in_order(entries: list[Listed], scores: Mapping[int, float], user) -> list[Listed]:
    """By worth; among equals the own school's first. What nobody has checked for long comes last, whatever it is."""
    knows_country = user.is_authenticated and user.school_id is not None
    worth = {
        entry.pk: scores[entry.pk] * (ELSEWHERE if knows_country and entry.place == FAR else 1)
        for entry in entries
    }
    best = max(worth.values(), default=0)

    def order(entry: Listed) -> tuple:
        equals = round(worth[entry.pk] / best * 20) if best else 0
        return (entry.has_sunk, -equals, entry.place, -worth[entry.pk], entry.title, entry.pk)

    ranked = sorted(entries, key=order)
    return [
        entry for at, entry in enumerate(ranked) if at < ALWAYS_KEPT or worth[entry.pk] >= best * LEAST_SHARE
    ]


def _only_what_is_there(slips: Mapping[str, str], entries: Sequence[Listed]) -> dict[str, str]:
    """A word is named only where an entry that this person may see has it."""
    seen = EntryText.objects.filter(pk__in=[entry.pk for entry in entries])
    return {typed: word for typed, word in slips.items() if seen.with_word(word).exists()}


def _without_open(words: Sequence[str]) -> tuple[bool, list[str]]:
    """Whether the words ask for what is open, and the words without that; all of them where nothing would be left."""
    left, wants_open, place = [], False, 0
    while place < len(words):
        for phrase in OPEN_PHRASES:
            if tuple(words[place : place + len(phrase)]) == phrase:
                wants_open, place = True, place + len(phrase)
                break
        else:
            left.append(words[place])
            place += 1
    return wants_open, left or list(words)
