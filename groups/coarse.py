"""When something was said, coarsely: nobody's hours can be read from it, nor one name tied to another by the minute."""

from datetime import datetime
from zoneinfo import ZoneInfo

PARTS = ((5, "tonight"), (12, "this morning"), (18, "this afternoon"), (22, "this evening"), (24, "tonight"))


def coarse_words(instant: datetime, *, now: datetime, zone: str) -> str:
    """`instant` as seen from `now` in `zone`: "this evening", "yesterday", "on Monday", "three weeks ago", "in May"."""
    local_zone = ZoneInfo(zone)
    then, today = instant.astimezone(local_zone), now.astimezone(local_zone)
    days = (today.date() - then.date()).days
    if days <= 0:
        if then.hour < PARTS[0][0] <= today.hour:
            return "last night"  # "tonight" said at noon would lie ahead
        return next(words for until, words in PARTS if then.hour < until)
    if days == 1:
        return "last night" if then.hour >= 22 else "yesterday"
    if days < 7:
        return f"on {then:%A}"
    if days < 14:
        return "last week"
    if days < 28:
        return "two weeks ago" if days < 21 else "three weeks ago"
    if then.year == today.year:
        return f"in {then:%B}"
    return f"in {then:%B %Y}"
