"""How check-ins speak on a page."""

from datetime import datetime

from django import template
from django.utils import timezone

from accounts.when import when_words
from checkins.scale import Tag
from resources.topics import in_words

register = template.Library()
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@register.filter
def when(instant: datetime) -> str:
    """An instant in words, in the reader's own zone."""
    return when_words(instant, now=timezone.now(), zone=timezone.get_current_timezone_name())


@register.filter
def tag_words(tags: list[str]) -> str:
    """Sleep and exams: what somebody said, as the start of a sentence."""
    words = in_words(tag for tag in tags if tag in Tag.values)
    return words[:1].upper() + words[1:]


@register.filter
def weekday_words(weekdays: list[int]) -> str:
    """Monday, Wednesday: ISO weekdays by their names."""
    return ", ".join(DAYS[weekday - 1] for weekday in weekdays)
