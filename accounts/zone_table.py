"""When clocks change in every zone: Python's own zone data, put where the database reckons with it.

Pages are written by Python and reminders are reckoned by the database. The two agree on any server, since both read the
pinned `tzdata` package: Python by itself (config/settings.py), the database in the table accounts_zone. That table is
no model: it belongs to a release of the code and to no person, and nothing but `load_zones` writes it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from tzdata import IANA_VERSION

from accounts.zones import known_zones

# The years that are written down. Before them the first offset holds, after them the last.
YEARS = (2005, 2056)
STEP = 7 * 86400  # seconds; no zone changes its clocks back within a week

Zone = tuple[
    list[datetime], list[int]
]  # instants of change, and the seconds east of UTC that hold from each on

WRITE = """
INSERT INTO accounts_zone (name, release, changes_at, offsets)
SELECT %s, %s, '-infinity'::timestamptz || %s::timestamptz[], %s::integer[]
    ON CONFLICT (name) DO UPDATE
       SET (release, changes_at, offsets) = (excluded.release, excluded.changes_at, excluded.offsets)
"""


def read_zone(name: str) -> Zone:
    """The changes of a zone, and one offset more than changes: the first holds before all of them."""
    place = ZoneInfo(name)

    def offset(second: int) -> timedelta:
        return datetime.fromtimestamp(second, place).utcoffset() or timedelta()

    first, last = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in YEARS)
    changes: list[int] = []
    offsets = [offset(first)]
    for before in range(first, last, STEP):
        low = before
        while offset(before + STEP) != offsets[-1]:
            high = before + STEP
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == offsets[-1] else (low, middle)
            changes.append(high)
            offsets.append(offset(high))
            low = high
    return (
        [datetime.fromtimestamp(change, UTC) for change in changes],
        [int(each.total_seconds()) for each in offsets],
    )


@transaction.atomic
def load_zones() -> list[str]:
    """Brings the table to this release of the zone data; the names of the zones that it changed."""
    with connection.cursor() as cursor:
        # One at a time, and nobody reckons with half of a release.
        cursor.execute("LOCK TABLE accounts_zone IN EXCLUSIVE MODE")
        cursor.execute("SELECT name, release, changes_at[2:], offsets FROM accounts_zone")
        there = {name: (release, (changes_at, offsets)) for name, release, changes_at, offsets in cursor}
        names = known_zones()
        if there.keys() == names and {release for release, _ in there.values()} == {IANA_VERSION}:
            return []
        changed = []
        for name in sorted(names):
            zone = read_zone(name)
            if name not in there or there[name][1] != zone:
                changed.append(name)
            cursor.execute(WRITE, [name, IANA_VERSION, *zone])
        # A name that went stays: somebody may live there still.
        return changed
