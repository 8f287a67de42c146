"""A workshop as iCalendar (RFC 5545). Others see a calendar, so it says little unless its owner chose more."""

from datetime import UTC, timedelta

from django.conf import settings
from icalendar import Calendar, Event

from resources.models import Workshop

NEUTRAL = "Tandem: workshop"


def workshop_calendar(workshop: Workshop, *, shows_title: bool, shows_place: bool) -> bytes:
    """`shows_place` only for whoever has a seat; a neutral event names neither title nor place."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tandem//Workshops//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"{workshop.key}@{settings.SITE_HOST}")
    event.add("sequence", workshop.sequence)
    event.add("dtstamp", workshop.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("class", "PRIVATE")
    event.add("summary", workshop.title if shows_title else NEUTRAL)
    event.add("dtstart", workshop.starts_at.astimezone(workshop.zone))
    event.add("dtend", workshop.ends_at.astimezone(workshop.zone))
    event.add("url", settings.SITE_URL + workshop.get_absolute_url())
    event.add("status", "CANCELLED" if workshop.is_cancelled else "CONFIRMED")
    if shows_title and shows_place and (workshop.place or workshop.link):
        event.add("location", workshop.place or workshop.link)
    calendar.add_component(event)
    first = workshop.starts_at.date() - timedelta(days=370)
    calendar.add_missing_timezones(first_date=first)
    return calendar.to_ical()
