"""A public entry as something to send on. The links carry the page's address and nothing about who sends it."""

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings

from resources.models import Resource


@dataclass(frozen=True)
class ShareLinks:
    address: str
    whatsapp: str
    email: str


def share_links(entry: Resource) -> ShareLinks:
    address = settings.SITE_URL + entry.get_absolute_url()
    words = f"{entry.title}: {address}"
    return ShareLinks(
        address=address,
        whatsapp=f"https://wa.me/?text={quote(words, safe='')}",
        email=f"mailto:?subject={quote('Something to read', safe='')}&body={quote(words, safe='')}",
    )
