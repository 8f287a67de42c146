"""Knocks at a door as somebody and says in one word what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.test.client import MULTIPART_CONTENT
from django.urls import reverse

from tests.access.world import World
from tests.clients import HouseClient


@contextmanager
def undone() -> Iterator[None]:
    """What is changed inside is undone: each knock finds the same world, and everybody still signed in."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def outcome(response) -> str:
    """ok, in (sent to sign in), -> (sent elsewhere), or the status."""
    if response.status_code in (301, 302, 303):
        return "in" if response.url.startswith(reverse("account_login")) else "->"
    return "ok" if response.status_code == 200 else str(response.status_code)


class Visitor:
    """One of the cast, or nobody, with a browser of their own."""

    def __init__(self, world: World, who: str) -> None:
        self.client = HouseClient()
        if person := world.people[who]:
            self.client.force_login(person)
        self.cookies = self.client.cookies.copy()

    def knock(self, method: str, address: str):
        """The response to GET, or to an empty POST."""
        self.client.cookies = self.cookies.copy()
        with undone():
            return self.client.get(address) if method == "GET" else self.client.post(address)

    def send(self, address: str, body, kind: str = MULTIPART_CONTENT):
        """The response to a POST of this body."""
        self.client.cookies = self.cookies.copy()
        with undone():
            return self.client.post(address, body, content_type=kind)
