import logging

from celery import shared_task
from django.utils import timezone

from resources.helplines import past_review

logger = logging.getLogger(__name__)


@shared_task
def look_at_help_lines() -> int:
    """Once a day: says in the log which lines are past their review date. Staff see the same on their start page."""
    late = [f"{country.code} {line.name}" for country, line in past_review(timezone.localdate())]
    if late:
        logger.warning("help-lines-past-review", extra={"lines": late})
    return len(late)
