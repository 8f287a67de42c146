"""What stands between writing and posting, for the writer alone. Nothing is refused, noted, or told to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import School
from checkins.desk import Desk, desk_of
from checkins.words_at_risk import looks_at_risk
from groups.giveaways import Giveaway, giveaways
from groups.models import Membership
from resources.helplines import HelpLine, countries


@dataclass(frozen=True)
class Pause:
    """`seen` is what to bring along, so that the same page does not come twice."""

    is_risk: bool
    hints: list[Giveaway]
    seen: str


def pause_before(*, text: str, by: Membership, seen: set[str]) -> Pause | None:
    """The one page that comes first, or None. Care comes before hints."""
    if "risk" not in seen and looks_at_risk(text):
        return Pause(True, [], " ".join(sorted({*seen, "risk"})))
    if "hints" not in seen and by.group.goes_by_alias:
        own_names = tuple(name for name in (by.user.name, by.user.alias) if name)
        if hints := giveaways(text, own_names):
            return Pause(False, hints, " ".join(sorted({*seen, "hints"})))
    return None


@dataclass(frozen=True)
class Nearby:
    """Whom one can call, text or ask from here, and whether anybody at the school is there now."""

    lines: tuple[HelpLine, ...]
    emergency: tuple[str, ...]
    desk: Desk
    offers_contact: bool


def nearby(school: School, *, now: datetime, zone: str) -> Nearby:
    country = next((country for country in countries() if country.code == school.country), None)
    return Nearby(
        lines=country.lines[:2] if country else (),
        emergency=country.emergency if country else (),
        desk=desk_of(school, now=now, zone=zone),
        offers_contact=school.offers_contact(),
    )
