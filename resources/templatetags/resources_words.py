"""How the library speaks on a page."""

from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone

from resources.hours_words import HoursInWords, hours_in_words
from resources.kinds import ICONS, Kind
from resources.models import Resource

register = template.Library()


@register.filter
def open_words(entry: Resource) -> HoursInWords | None:
    """Whether an entry of a list is open, in words; None where it is a text or nobody has told its hours."""
    now = timezone.now()
    hours = entry.hours_at(now) if entry.is_somewhere else None
    if hours is None:
        return None
    zone = ZoneInfo(entry.time_zone)
    return hours_in_words(hours, now=now, zone=zone, reader=ZoneInfo(timezone.get_current_timezone_name()))


@register.filter
def kind_icon(entry: Resource) -> str:
    return ICONS[Kind(entry.kind)]
