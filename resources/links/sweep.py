"""Claims links, looks at them and writes down what was found.

The rows hold the truth: a claimed host or link is free again after its lease, so a killed worker loses nothing and a
second sweep at the same time takes other hosts. While a host is claimed nobody else asks it, and after that not before
its pace allows.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from resources.links.network import Network
from resources.links.visit import FOR_SALE, Finding, Outcome, look_at
from resources.models import Link, LinkHost, StaffTask

logger = logging.getLogger(__name__)

AT_ONCE = 8  # lines open at a time: one per host
PACE = timedelta(seconds=20)  # between two looks at the same host
LEASE = timedelta(minutes=10)
LOOK_AGAIN = timedelta(days=7)
READ_AGAIN = timedelta(days=28)
AFTER_A_BAD_LOOK = timedelta(hours=20)
# What is certain is told after the second look that says so; silence only after the third.
LOOKS_NEEDED = {
    Outcome.UNSAFE: 1,
    Outcome.TAKEN_OVER: 1,
    Outcome.ELSEWHERE: 2,
    Outcome.GONE: 2,
    Outcome.CERTIFICATE: 2,
    Outcome.UNREACHABLE: 3,
}
FINE = (Outcome.FINE, Outcome.MOVED)
# Words that say nothing about whose page it is.
COMMON = {
    "the",
    "and",
    "for",
    "of",
    "a",
    "an",
    "in",
    "to",
    "home",
    "page",
    "welcome",
    "index",
    "com",
    "org",
    "www",
}

# Hosts whose turn it is and that have a link to look at. The row lock is the claim's only lock: SKIP LOCKED.
CLAIM_HOSTS = """
UPDATE resources_linkhost SET next_at = %(until)s
 WHERE id = ANY (ARRAY(
    SELECT h.id FROM resources_linkhost h
     WHERE h.next_at <= %(now)s
       AND EXISTS (SELECT 1 FROM resources_link l WHERE l.host_id = h.id AND l.next_look_at <= %(now)s)
     ORDER BY h.next_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
RETURNING id
"""
# One link of each of these hosts, the one that has waited longest.
TAKE_LINKS = """
UPDATE resources_link SET next_look_at = %(until)s
 WHERE id = ANY (ARRAY(
    SELECT l.id FROM unnest(%(hosts)s::bigint[]) AS h(id)
     CROSS JOIN LATERAL (SELECT id FROM resources_link
                          WHERE host_id = h.id AND next_look_at <= %(now)s
                          ORDER BY next_look_at LIMIT 1) l))
RETURNING id
"""


@transaction.atomic
def claim_links(*, now: datetime, limit: int = AT_ONCE) -> list[Link]:
    """One due link of each of up to `limit` hosts, held until the lease ends."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM_HOSTS, {"now": now, "until": now + LEASE, "limit": limit})
        hosts = [pk for (pk,) in cursor.fetchall()]
        if not hosts:
            return []
        cursor.execute(TAKE_LINKS, {"now": now, "until": now + LEASE, "hosts": hosts})
        taken = [pk for (pk,) in cursor.fetchall()]
    return list(Link.objects.filter(pk__in=taken).select_related("resource"))


def sweep_links(
    *,
    network: Network,
    for_seconds: float,
    pace: timedelta = PACE,
    clock: Callable[[], datetime] = timezone.now,
) -> int:
    """Looks at what is due until nothing is or the time is up; returns how many links were looked at."""
    ends, looked = time.monotonic() + for_seconds, condemn_unsafe(now=clock())
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while time.monotonic() < ends and (links := claim_links(now=clock())):
            wanted = [(link.url, _reads(link, clock())) for link in links]
            # Threads only talk to the network; the database is this one's.
            found = list(pool.map(lambda ask: look_at(ask[0], network=network, reads=ask[1]), wanted))
            for link, finding in zip(links, found, strict=True):
                note_finding(link=link, finding=finding, now=clock())
            LinkHost.objects.filter(pk__in=[link.host_id for link in links]).update(next_at=clock() + pace)
            looked += len(links)
    return looked


def condemn_unsafe(*, now: datetime) -> int:
    """Addresses that may not be asked have no host: they are told to staff and nobody is asked anything."""
    links = list(Link.objects.due(now).filter(host=None).select_related("resource")[:200])
    for link in links:
        note_finding(link=link, finding=look_at(link.url, network=Network()), now=now)
    return len(links)


def _reads(link: Link, now: datetime) -> bool:
    return link.bad_looks > 0 or link.title_read_at is None or link.title_read_at < now - READ_AGAIN


@transaction.atomic
def note_finding(*, link: Link, finding: Finding, now: datetime) -> None:
    """Writes down how a look ended; opens a task for staff when it is time to, closes it when all is well again."""
    finding = _doubts(link, finding)
    is_fine = finding.outcome in FINE
    link.looked_at, link.outcome, link.words = now, finding.outcome, finding.words[:300]
    link.status, link.leads_to = finding.status, finding.address[:2000]
    link.bad_looks = 0 if is_fine else min(link.bad_looks + 1, 1000)
    link.bad_since = None if is_fine else link.bad_since or now
    if is_fine and finding.title:
        link.title, link.title_read_at = finding.title, now
    needed = LOOKS_NEEDED.get(Outcome(finding.outcome), 1)
    is_told = not is_fine and link.bad_looks >= needed
    link.next_look_at = now + (LOOK_AGAIN if is_fine or is_told else AFTER_A_BAD_LOOK)
    link.save()
    if is_told:
        StaffTask.objects.get_or_create(
            link=link,
            done_at=None,
            defaults={
                "resource": link.resource,
                "words": f"{finding.words} {link.url}"[:500],
                "opened_at": now,
            },
        )
        logger.info("link-needs-a-look", extra={"link_id": link.pk, "outcome": str(finding.outcome)})
    elif is_fine:
        StaffTask.objects.open().filter(link=link).update(done_at=now)


def _doubts(link: Link, finding: Finding) -> Finding:
    """A page that says something wholly different from what it said, and from the entry, may be somebody else's now.

    Words of gambling and of sales are no alarm on a page that always had them: there is help for gambling too.
    """
    if finding.outcome == Outcome.TAKEN_OVER and FOR_SALE.search(f"{link.title} {link.resource.title}"):
        return Finding(Outcome.FINE, "", finding.status, finding.address, finding.title)
    if finding.outcome in FINE and finding.title and link.title:
        known = _words(f"{link.title} {link.resource.title} {link.resource.organisation}")
        if not known & _words(finding.title):
            words = f"Its title was “{link.title}” and is “{finding.title}”."
            return Finding(Outcome.TAKEN_OVER, words[:300], finding.status, finding.address, finding.title)
    return finding


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W_]{3,}", text.lower()) if word not in COMMON}
