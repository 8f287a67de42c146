"""Wall times as instants, by the same function of the database that reckons check-ins (checkins/0002_reckoning.sql)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

FIRST_INSTANTS = """
SELECT checkins_first_instant(wall, %s)
  FROM unnest(%s::timestamp[]) WITH ORDINALITY AS walls(wall, place) ORDER BY place
"""


def first_instants(walls: Sequence[datetime], zone: str) -> list[datetime]:
    """For each wall time (naive) the first instant at which clocks in `zone` show it, or the first after its gap."""
    if not walls:
        return []
    with connection.cursor() as cursor:
        cursor.execute(FIRST_INSTANTS, [zone, list(walls)])
        return [instant for (instant,) in cursor.fetchall()]


def first_instant(wall: datetime, zone: str) -> datetime:
    return first_instants([wall], zone)[0]
