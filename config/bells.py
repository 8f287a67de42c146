"""What beat rings and how often. A bell carries nothing: it wakes a worker, which asks the database what is due."""

from typing import Any

MINUTE, HOUR = 60.0, 3600.0
DAY = 24 * HOUR


def bell(task: str, every: float, *, at_most: float = HOUR) -> dict[str, Any]:
    """`every` and `at_most` in seconds: what nobody heard in time need not ring later, the next is on its way."""
    return {"task": task, "schedule": every, "options": {"expires": min(every, at_most)}}


BELLS = {
    "sweep": bell("checkins.tasks.sweep", 10.0),
    "urgent": bell("accounts.tasks.send_urgent_letters", 5.0),
    "letters": bell("accounts.tasks.send_letters", 10.0),
    "concerns": bell("checkins.tasks.page_again", 30.0),
    "groups": bell("groups.tasks.look_after", MINUTE),
    "meetings": bell("groups.tasks.look_after_meetings", 30.0),
    "meeting-dates": bell("groups.tasks.write_dates", HOUR),
    "group-concerns": bell("groups.tasks.page_again", 30.0),
    "group-asks": bell("groups.tasks.bring_waiting", MINUTE),
    "group-pulse": bell("groups.tasks.freeze_pulse", 15 * MINUTE),
    "group-quiet": bell("groups.tasks.look_for_quiet", HOUR),
    "beat-seen": bell("config.tasks.note_beat", 15.0),
    "help-lines": bell("resources.tasks.look_at_help_lines", DAY),
    "library-checks": bell("resources.tasks.remind_owners_of_entries", 6 * HOUR),
    "school-pages": bell("resources.tasks.write_school_pages", MINUTE),
    "workshops": bell("resources.tasks.look_after_workshops", MINUTE),
    "tidy-library": bell("resources.tasks.tidy", HOUR),
    "tidy": bell("accounts.tasks.tidy", HOUR),
    "tidy-groups": bell("groups.tasks.tidy", HOUR),
    "tidy-checkins": bell("checkins.tasks.tidy", DAY),
}

# Other sites are asked only where a real library must stay true: a demo asks nobody.
BELLS_OF_LINKS = {
    "gather-links": bell("resources.tasks.gather", 6 * HOUR),
    "links": bell("resources.tasks.look_at_links", 5 * MINUTE),
}
