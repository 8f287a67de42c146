"""Every route, every person, GET and POST, from the URL resolver. A new route without a row in the table fails."""

from pathlib import Path
from typing import NamedTuple

import pytest
from django.urls import NoReverseMatch, reverse

from accounts.rotation import encrypted_columns
from tests.access.cases import arguments
from tests.access.may_read import MAY_READ
from tests.access.routes import routes
from tests.access.walk import Visitor, outcome
from tests.access.world import (
    build,
)

CAST = ["anonymous", "ada", "ben", "mo", "wil", "zed", "nia", "op"]

# Routes that have no page of their own: old names that lead to a named one, and the admin's catch-all.
WITHOUT_ROWS = {
    "account/social/login/cancelled/",
    "account/social/login/error/",
    "account/social/signup/",
    "account/social/connections/",
    "staff/(?P<url>.*)$",
}


class Row(NamedTuple):
    section: str
    route: str
    case: str
    method: str
    expected: dict[str, str]


def read_table() -> list[Row]:
    """The rows of every file `table*.txt`: the house's own, and one for each app that has many pages."""
    rows = []
    for table in sorted((Path(__file__).parent / "access").glob("table*.txt")):
        section = ""
        for line in table.read_text().splitlines():
            if line.startswith("["):
                section = line.strip("[]")
            elif line and not line.startswith("#"):
                route, case, method, *cells = line.split()
                rows.append(Row(section, route, case, method, dict(zip(CAST, cells, strict=True))))
    return rows


ROWS = read_table()


def test_whatever_is_kept_encrypted_has_a_planted_word(ada, ben, mo, wil, zed, nia, op):
    """A new column of private words is watched on every page as well, or it is named here with the reason."""
    build(ada, ben, mo, wil, zed, nia, op)
    read_by_its_student = {("Reveal", "answer_words")}  # tests/groups/revealing
    unwatched = [
        (model.__name__, column)
        for model, column in encrypted_columns()
        if not any(word in held for held in model.objects.values_list(column, flat=True) for word in MAY_READ)
    ]
    assert set(unwatched) == read_by_its_student


def test_every_route_has_a_row_for_get_and_for_post():
    known = {(row.route, row.method) for row in ROWS}
    missing = [
        (name, method)
        for name, path in routes()
        for method in ("GET", "POST")
        if (name, method) not in known and name not in WITHOUT_ROWS and not _is_old_admin_address(name, path)
    ]
    assert missing == []


def _is_old_admin_address(name: str, path: str) -> bool:
    """Django admin sends `<model>/<id>/` on to `<model>/<id>/change/`, which has its row."""
    return name == path and path.startswith("staff/") and path.endswith("<path:object_id>/")


def test_no_row_speaks_of_a_route_that_is_gone():
    names = {name for name, _ in routes()}
    assert [row.route for row in ROWS if row.route not in names] == []


@pytest.mark.parametrize("section", sorted({row.section for row in ROWS}))
def test_everybody_sees_what_the_table_says_and_no_more(section, ada, ben, mo, wil, zed, nia, op):
    world = build(ada, ben, mo, wil, zed, nia, op)
    visitors = {who: Visitor(world, who) for who in CAST}
    wrong, leaks = [], []
    for row in (row for row in ROWS if row.section == section):
        address = reverse(row.route, args=arguments(world, row.route, row.case))
        for who, visitor in visitors.items():
            response = visitor.knock(row.method, address)
            if outcome(response) not in row.expected[who].split("/"):
                wrong.append((row.route, row.case, row.method, who, row.expected[who], outcome(response)))
            leaks += [
                (row.route, row.case, row.method, who, word) for word in _leaked(response, who, row.route)
            ]
    assert not wrong, "\n".join(map(str, wrong))
    assert not leaks, "\n".join(map(str, leaks))


def _leaked(response, who: str, route: str) -> list[str]:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return [
        word
        for word, may in MAY_READ.items()
        if word.encode() in body and not {(who, None), (who, route)} & may
    ]


PUBLIC = {
    "today",
    "help-now",
    "help-now-at",
    "health",
    "offline",
    "service-worker",
    "style",
    "accounts:goodbye",
    "accounts:stop-letters",
    "checkins:moment",
    "resources:index",
    "robots",
    "sitemap",
    "resources:collection",
    "resources:detail",
    "resources:print",
    "resources:share",
    "resources:proposal-secret",
    "groups:feed",
    "account_login",
    "account_signup",
    "account_inactive",
    "account_request_login_code",
    "account_reset_password",
    "account_password_reset_completed",
    "socialaccount_login_cancelled",
}


def test_anonymous_reaches_only_the_public_pages():
    opened = {row.route for row in ROWS if row.method == "GET" and row.expected["anonymous"].startswith("ok")}
    assert opened == PUBLIC


def test_nobody_signed_out_changes_anything_but_by_the_doors_made_for_it():
    """POST without sign-in reaches signing in, joining, a letter's page, stopping letters, a secret address, search."""
    reached = {
        row.route
        for row in ROWS
        if row.method == "POST" and row.expected["anonymous"] not in ("in", "405", "404")
    }
    assert {route for route in reached if not route.startswith(("account_", "admin:"))} == {
        "checkins:moment",
        "accounts:stop-letters",
        "accounts:unlisted",
        "resources:proposal-secret",
        "resources:search",  # a POST for its body alone: it writes nothing
    }


def test_addresses_of_routes_without_rows_need_arguments_or_lead_elsewhere():
    for name in WITHOUT_ROWS:
        with pytest.raises(NoReverseMatch):
            reverse(name)
