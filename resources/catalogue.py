"""A library as everybody of one school has it before them, kept in memory for as long as nobody changes it.

Each time it is wanted, the database is asked for the versions of its shelves, in one small query. Whatever changes what
a list shows gives its shelf a new version in the same transaction (ShelfVersion), so nobody sees what is so no more.
Versions are read before entries: what is kept may be newer than it is called, never older.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock

from django.db import connection

from resources.browsing import Listed, entries_for, listed
from resources.models import Collection
from resources.models.search_index import shelves_of

# Entries that are listed and counted without words. Where there are more, the rest is asked of the database.
MOST_LISTED = 300
# Libraries that a process keeps, those first that were asked for last: some hundred kilobytes each.
MOST_KEPT = 64

VERSION = """
SELECT array(SELECT id FROM resources_shelfversion WHERE shelf = ANY (%(shelves)s) ORDER BY id),
       (SELECT country FROM accounts_school WHERE id = %(school)s),
       current_setting('resources.wrote', true)
"""


@dataclass(frozen=True)
class Catalogue:
    """`entries` are the first MOST_LISTED in order, and all of them unless `is_cut`. Shared, so it is never changed."""

    entries: tuple[Listed, ...]
    is_cut: bool
    collections: tuple[Collection, ...]

    @cached_property
    def by_key(self) -> Mapping[int, Listed]:
        return {entry.pk: entry for entry in self.entries}


Key = tuple[tuple[int, ...], date]
Version = tuple[object, ...]
_kept: OrderedDict[Key, tuple[Version, Catalogue]] = OrderedDict()
_lock = Lock()


def catalogue_for(user, today: date) -> Catalogue:
    """What lists offer to this reader on this day. What a reader sees is told by the shelves (`shelves_of`) alone."""
    shelves = tuple(shelves_of(user))
    version = _version(shelves)
    key = (shelves, today)
    with _lock:
        kept_version, catalogue = _kept.get(key, (None, None))
    if catalogue is None or kept_version != version:
        catalogue = _read(user, today)
    with _lock:
        _kept[key] = version, catalogue
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return catalogue


def _version(shelves: tuple[int, ...]) -> Version:
    """The order of help lines goes by the school's country, so that is a part of it."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION, {"shelves": list(shelves), "school": max(shelves)})
        versions, *rest = cursor.fetchone()
    return (tuple(versions), *rest)


def _read(user, today: date) -> Catalogue:
    entries = listed(entries_for(user, today)[: MOST_LISTED + 1])
    return Catalogue(
        tuple(entries[:MOST_LISTED]),
        len(entries) > MOST_LISTED,
        tuple(Collection.objects.visible_to(user)),
    )
