"""How groups speak of time."""

from datetime import datetime

from django import template
from django.utils import timezone

from groups.coarse import coarse_words

register = template.Library()


@register.filter
def coarse(instant: datetime) -> str:
    """An instant coarsely, in the reader's own zone."""
    return coarse_words(instant, now=timezone.now(), zone=timezone.get_current_timezone_name())


@register.filter
def of_row(found: dict, pk: int):
    """What a dict holds for a row's id; nothing when it holds nothing."""
    return found.get(pk, ())
