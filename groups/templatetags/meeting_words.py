"""How meetings speak on a page."""

from django import template

from groups.models import Occasion
from groups.models.answers import Coming
from resources import online

register = template.Library()
SAID = {Coming.YES: "Coming", Coming.MAYBE: "Maybe", Coming.NO: "Not coming", Coming.LATER: "You say later"}
KIND = {Coming.YES: "good", Coming.MAYBE: "warm"}


@register.filter
def said_words(answer: str) -> str:
    return SAID[Coming(answer)]


@register.filter
def said_kind(answer: str) -> str:
    """Which badge an answer is."""
    return KIND.get(Coming(answer), "")


@register.filter
def where_words(occasion: Occasion) -> str:
    """The place, and by what means one joins: Library, room 2, and on Zoom."""
    means = f"on {online.where_words(occasion.link)}" if occasion.link else ""
    if occasion.place and means:
        return f"{occasion.place}, and {means}"
    return occasion.place or f"O{means[1:]}"
