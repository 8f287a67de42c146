"""What a search engine may list: the public part of the library. Everything else of the house says noindex."""

from django.conf import settings
from django.urls import reverse

from resources.models import Resource

# A site map holds no more than this; beyond it there would have to be several.
MOST = 50_000


def addresses() -> list[tuple[str, str]]:
    """(absolute address, day of the last change or "") of the library's front page and every public entry."""
    entries = Resource.objects.shareable().listed().only("slug", "school", "changed_at").order_by("pk")
    front = (settings.SITE_URL + reverse("resources:index"), "")
    return [
        front,
        *(
            (settings.SITE_URL + entry.get_absolute_url(), entry.changed_at.date().isoformat())
            for entry in entries[: MOST - 1]
        ),
    ]
