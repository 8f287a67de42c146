import logging

from celery import shared_task
from django.utils import timezone

from resources.help_now import build_school_pages
from resources.helplines import past_review
from resources.links.gather import gather_links
from resources.links.network import Network
from resources.links.sweep import sweep_links
from resources.reviewing import remind_owners
from resources.workshops.reminders import REMINDERS, remind_of_workshops
from resources.workshops.retention import forget_sign_ups
from resources.workshops.signing_up import seat_where_free

logger = logging.getLogger(__name__)


@shared_task
def look_at_help_lines() -> int:
    """Once a day: says in the log which lines are past their review date. Staff see the same on their start page."""
    late = [f"{country.code} {line.name}" for country, line in past_review(timezone.localdate())]
    if late:
        logger.warning("help-lines-past-review", extra={"lines": late})
    return len(late)


@shared_task
def gather() -> int:
    """Which addresses the library names now."""
    return gather_links(now=timezone.now())


@shared_task
def look_at_links() -> int:
    """A minute of polite looking; the next bell goes on where this one stops."""
    return sweep_links(network=Network(), for_seconds=60)


@shared_task
def write_school_pages() -> int:
    """Once a minute: a school's help-now page says what its staff have just changed. How many files changed."""
    return len(build_school_pages(today=timezone.localdate()))


@shared_task
def remind_owners_of_entries() -> int:
    """Several times a day; each letter leaves once."""
    return remind_owners(now=timezone.now())


@shared_task
def look_after_workshops() -> int:
    """Writes reminders that are due, batch by batch, and gives seats that somebody left behind; returns how many."""
    now, written = timezone.now(), 0
    for letter in REMINDERS:
        while (claimed := remind_of_workshops(letter=letter, now=now))[0]:
            written += claimed[1]
    return written + seat_where_free(now=now)


@shared_task
def tidy() -> int:
    """Lets go of who signed up for what, once a workshop is long over."""
    return forget_sign_ups(now=timezone.now())
