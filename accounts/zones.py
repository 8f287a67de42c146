"""Time zones: which names are accepted, and pages in the reader's own zone."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils import timezone


@cache
def known_zones() -> frozenset[str]:
    """Names of the pinned zone data. The database knows the same ones (accounts/zone_table.py)."""
    return frozenset(available_timezones()) - {"localtime", "posixrules", "Factory"}


def zone_choices() -> list[tuple[str, str]]:
    """Named places and UTC, in order, for a select: ("Europe/London", "Europe/London")."""
    return [(name, name.replace("_", " ")) for name in sorted(known_zones()) if "/" in name or name == "UTC"]


def validate_zone(name: str) -> None:
    if name not in known_zones():
        raise ValidationError("We do not know this time zone. Choose one from the list.", code="zone")


class ReaderZoneMiddleware:
    """Dates on pages are in the zone of the person who reads them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            with timezone.override(ZoneInfo(request.user.time_zone)):
                return self.get_response(request)
        return self.get_response(request)
