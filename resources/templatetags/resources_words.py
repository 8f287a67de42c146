"""How the library speaks on a page."""

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from resources.browsing import Listed
from resources.cards import card, chip
from resources.kinds import ICONS, Kind
from resources.models import Resource
from resources.search.facets import Choice, Counted
from resources.search.passages import Passage

register = template.Library()


@register.simple_tag
def entry_card(entry: Listed, passage: Passage | None = None) -> SafeString:
    """One entry of a list, as it is at this moment; belongs in `<ul class="rows">`."""
    return card(entry, passage, timezone.now())


@register.simple_tag
def filter_choice(facet: Counted, choice: Choice, is_cut: bool) -> SafeString:
    """One choice of a filter; its number only where everything was counted."""
    return chip(facet, choice, is_counted=not is_cut)


@register.filter
def kind_icon(entry: Resource) -> str:
    return ICONS[Kind(entry.kind)]
