"""What stands on the library's pages by the dozen: entries, and choices of filters."""

from datetime import datetime

from django.utils.safestring import SafeString

from accounts.molds import Mold
from resources.browsing import Listed
from resources.kinds import ICONS, Cost, Kind, ReachesFile
from resources.search.facets import Choice, Counted
from resources.search.passages import Passage

CARD = Mold("resources/_entry.html", ("url", "title", "summary", "body", "minutes", "hours"))
CHIP = Mold("resources/_filter_choice.html", ("name", "value", "label", "count"))


def card(entry: Listed, passage: Passage | None, now: datetime) -> SafeString:
    """`passage`: the same words with what was looked for marked; None where nothing was."""
    kind, hours = Kind(entry.kind), entry.hours_in_words(now)
    body = passage.body if passage else ""
    shape = {
        "icon": ICONS[kind],
        "kind": kind.label,
        "has_body": bool(body),
        "has_minutes": bool(entry.minutes),
        "has_hours": hours is not None,
        "is_open": hours is not None and hours.is_open,
        "is_confidential": entry.is_somewhere and entry.reaches_file == ReachesFile.NO,
        "is_free": entry.is_somewhere and entry.cost == Cost.FREE,
        "has_sunk": entry.has_sunk,
    }
    values = {
        "url": entry.url,
        "title": passage.title if passage else entry.title,
        "summary": passage.summary if passage else entry.summary,
        "body": body,
        "minutes": str(entry.minutes),
        "hours": hours.words if hours else "",
    }
    return CARD.fill(shape, values)


def chip(facet: Counted, choice: Choice, *, is_counted: bool) -> SafeString:
    shape = {"is_chosen": choice.is_chosen, "is_counted": is_counted}
    values = {
        "name": facet.name,
        "value": choice.value,
        "label": choice.label,
        "count": str(choice.count),
    }
    return CHIP.fill(shape, values)
