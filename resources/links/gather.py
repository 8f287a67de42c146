"""Which addresses the library names. Asked anew each time, a batch of entries at a time: what nobody names goes."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b
from html.parser import HTMLParser

from django.db import transaction

from resources.links.address import UnsafeAddress, read_address
from resources.models import Link, LinkHost, Resource

BATCH = 500
# First looks are spread over this long, so that a library that moves in is no storm.
SPREAD = timedelta(hours=6)


def gather_links(*, now: datetime) -> int:
    """Brings the table of links up to date with the library; returns how many are new."""
    new, last = 0, 0
    while entries := list(
        Resource.objects.filter(pk__gt=last, withdrawn_on=None)
        .only("pk", "url", "sources", "body_html")
        .order_by("pk")[:BATCH]
    ):
        new += _write({entry.pk: named_by(entry) for entry in entries}, now)
        last = entries[-1].pk
    Link.objects.filter(resource__withdrawn_on__isnull=False).delete()
    return new


def named_by(entry: Resource) -> set[str]:
    """Its own address, its sources' and those in its text; paths within this house are not asked."""
    reader = _Hrefs()
    reader.feed(entry.body_html)
    named = [entry.url, *(source.get("url", "") for source in entry.sources), *reader.found]
    return {url.strip() for url in named if url and ":" in url.split("/", 1)[0] and _is_web(url)}


def _is_web(url: str) -> bool:
    return not url.lower().startswith(("mailto:", "tel:", "sms:"))


class _Hrefs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


@transaction.atomic
def _write(named: dict[int, set[str]], now: datetime) -> int:
    there = {
        (pk, url): row
        for row, pk, url in Link.objects.filter(resource__in=named).values_list("pk", "resource", "url")
    }
    wanted = {(pk, url) for pk, urls in named.items() for url in urls}
    Link.objects.filter(pk__in=[row for key, row in there.items() if key not in wanted]).delete()
    missing = sorted(wanted - there.keys())
    hosts = _hosts({_host_of(url) for _, url in missing}, now)
    links = [
        Link(resource_id=pk, url=url, host_id=hosts.get(_host_of(url)), next_look_at=now + _turn(url))
        for pk, url in missing
    ]
    Link.objects.bulk_create(links, ignore_conflicts=True)
    return len(links)


def _host_of(url: str) -> str:
    """Empty for an address that may not be asked: the sweep says so without asking anybody."""
    try:
        return read_address(url).host.removeprefix("www.")
    except UnsafeAddress:
        return ""


def _hosts(names: set[str], now: datetime) -> dict[str, int]:
    hosts = [LinkHost(name=name, next_at=now) for name in sorted(names) if name]
    LinkHost.objects.bulk_create(hosts, ignore_conflicts=True)
    return dict(LinkHost.objects.filter(name__in=names).values_list("name", "pk"))


def _turn(url: str) -> timedelta:
    """The same for the same address, so that gathering twice changes nothing."""
    return SPREAD * (int.from_bytes(blake2b(url.encode(), digest_size=4).digest()) / 2**32)
