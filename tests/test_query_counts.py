"""No page asks the database more often where there is more to show: each is read before and after everything grows."""

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from tests.access.cases import arguments
from tests.access.crowd import grow
from tests.access.walk import Visitor
from tests.access.world import build
from tests.test_every_page import ROWS

FEW, MANY = 1, 2  # rounds of one more of everything

# What no list is long with: a draft of each person, an answer for each kind of letter, the library's words and version.
NOT_GROWN = {"RequestDraft", "LetterPreference", "KnownWord", "ShelfVersion"}

READERS = ["ada", "mo", "wil", "op", "ben"]  # each page is read by the first of them to whom it opens


class Counter:
    """How often the database is asked while it is in force."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)


@pytest.fixture
def world(ada, ben, mo, wil, zed, nia, op):
    return build(ada, ben, mo, wil, zed, nia, op)


def counts() -> dict[str, int]:
    ours = [model for model in apps.get_models() if model.__module__.startswith(OURS)]
    return {model.__name__: model._base_manager.count() for model in ours if model._meta.managed}


OURS = ("accounts.", "checkins.", "groups.", "resources.")


def pages() -> list[tuple[str, str, str]]:
    """(route, case, reader) of each, but for those of signing in, which list nothing."""
    read = [row for row in ROWS if row.method == "GET" and row.section != "sign-in"]
    readers = [next((who for who in READERS if row.expected[who] == "ok"), None) for row in read]
    return [(row.route, row.case, who) for row, who in zip(read, readers, strict=True) if who]


def test_no_page_asks_more_often_for_more(world):
    visitors = {who: Visitor(world, who) for who in READERS}

    def asked(route: str, case: str, who: str) -> int:
        counter = Counter()
        with connection.execute_wrapper(counter):
            response = visitors[who].knock("GET", reverse(route, args=arguments(world, route, case)))
            if response.streaming:
                list(response.streaming_content)
        assert response.status_code == 200, route
        return counter.count

    for number in range(FEW):
        grow(world, number)
    few, before = {page: asked(*page) for page in pages()}, counts()
    for number in range(FEW, FEW + MANY):
        grow(world, number)
    assert {name for name, count in counts().items() if count == before[name]} == NOT_GROWN
    many = {page: asked(*page) for page in pages()}
    more = [f"{page}: {few[page]} -> {many[page]}" for page in few if many[page] > few[page]]
    assert not more, "\n".join(more)
