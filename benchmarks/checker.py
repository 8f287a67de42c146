"""The link checker's own process in a benchmark: fills a library with addresses, waits to be let go, and looks."""

import json
import socket
import sys
import time
from datetime import timedelta

from django.utils import timezone

from resources.links.gather import gather_links
from resources.links.network import Network
from resources.links.sweep import sweep_links
from resources.models import Link, Resource

EACH = 20  # addresses that one entry names
OUTSIDE = "93.184.216.34"  # a number on the open internet, to which nothing is sent: see Here.connect


class Here(Network):
    """The checker's own network, but that every name is one outside and the way there leads to this machine."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port

    def resolve(self, host: str, port: int) -> list[str]:
        return [OUTSIDE]

    def connect(self, number: str, port: int) -> socket.socket:
        return super().connect("127.0.0.1", self.port)


def fill(links: int, hosts: int) -> None:
    """Entries whose sources are addresses of all hosts in turn, gathered as the house gathers them; all are due."""
    urls = [f"http://site-{number % hosts}.example.org/page/{number}" for number in range(links)]
    entries = [
        Resource(
            slug=f"entry-{first}",
            kind="article",
            title=f"Entry {first}",
            summary="Words.",
            sources=[{"title": "A page", "url": url} for url in urls[first : first + EACH]],
        )
        for first in range(0, links, EACH)
    ]
    Resource.objects.bulk_create(entries)
    gather_links(now=timezone.now())
    Link.objects.update(next_look_at=timezone.now())


def look(port: int, pace: timedelta) -> int:
    """Until every address was looked at once; a sweep ends where all hosts that are left must be let be."""
    looked, network = 0, Here(port)
    while Link.objects.filter(looked_at=None).exists():
        looked += sweep_links(network=network, for_seconds=60, pace=pace)
        time.sleep(0.02)
    return looked


def main(port: str, links: str, hosts: str, pace: str) -> None:
    fill(int(links), int(hosts))
    print("ready", flush=True)
    sys.stdin.readline()
    began, cpu = time.monotonic(), time.process_time()
    looked = look(int(port), timedelta(seconds=float(pace)))
    told = {"looked": looked, "seconds": time.monotonic() - began, "cpu": time.process_time() - cpu}
    print(json.dumps(told), flush=True)
    sys.stdin.readline()
