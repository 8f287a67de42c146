"""Instants in words, as somebody would say them: tomorrow at 20:00."""

from datetime import datetime
from zoneinfo import ZoneInfo


def when_words(instant: datetime, *, now: datetime, zone: str) -> str:
    """`instant` as seen from `now` in `zone`: a weekday within the week, a date beyond it."""
    local = instant.astimezone(ZoneInfo(zone))
    days = (local.date() - now.astimezone(ZoneInfo(zone)).date()).days
    named = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    if days in named:
        day = named[days]
    elif 1 < days < 7:
        day = f"{local:%A}"
    elif abs(days) < 300:
        day = f"{local:%A} {local.day} {local:%B}"
    else:
        day = f"{local.day} {local:%B %Y}"
    return f"{day} at {local:%H:%M}"
