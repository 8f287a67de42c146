"""How groups speak on a page."""

from django import template

from accounts.models import User
from groups.finding import in_words_of, places_in_words
from groups.kinds import Kind

register = template.Library()
ICONS = {
    Kind.STUDY: "book",
    Kind.CIRCLE: "heart",
    Kind.INTEREST: "sun",
    Kind.BUDDIES: "person-heart",
    Kind.MENTORING: "compass",
}


@register.filter
def kind_icon(kind: str) -> str:
    """The name of the icon of a kind of group."""
    return ICONS[Kind(kind)]


@register.filter
def times_words(times: list[str]) -> str:
    """Evenings and weekends."""
    words = in_words_of(times)
    return words[:1].upper() + words[1:]


@register.filter
def stages_words(stages: list[str]) -> str:
    return ", ".join(User.Stage(stage).label for stage in stages) or "Anybody"


@register.filter
def places_words(group) -> str:
    """Two places left of 8; needs `with_seats()`."""
    if group.places_left > 0:
        words = f"{places_in_words(group.places_left)} of {group.capacity}"
        return words[:1].upper() + words[1:]
    if group.waiting:
        return f"All {group.capacity} taken; {group.waiting} on the waiting list"
    return f"All {group.capacity} taken"


@register.filter
def group_line(group) -> str:
    """Study group · evenings · two places left; needs `with_seats()`.

    Of one's own group the seats are not said: beside the list of people they would tell that somebody is out of sight.
    """
    parts = [group.get_kind_display()]
    if group.times:
        parts.append(in_words_of(group.times))
    if getattr(group, "is_mine", False):
        return " · ".join([*parts, "you are in it"])
    parts.append(places_in_words(group.places_left) if group.places_left > 0 else "waiting list")
    return " · ".join(parts)
