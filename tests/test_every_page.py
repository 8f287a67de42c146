"""Every route, every person, GET and POST, from the URL resolver. A new route without a row in the table fails."""

from pathlib import Path
from typing import NamedTuple

import pytest
from django.urls import NoReverseMatch, reverse

from accounts.rotation import encrypted_columns
from tests.access.cases import arguments
from tests.access.library_world import LIST_NAME, OWN_SERVICE, TIP_WORDS
from tests.access.rooms import ASKING_WORDS, LABEL
from tests.access.routes import routes
from tests.access.talk import GONE_WORDS, POST_WORDS, REPLY_WORDS, REPORT_NOTE, THANKS_WORDS
from tests.access.walk import Visitor, outcome
from tests.access.workshops import ANSWER_WORDS, PLACE, UNSHOWN_WORDS, WORKSHOP
from tests.access.world import (
    ADDRESS,
    ASIDE,
    AWAY_NOTE,
    BUSY_TITLE,
    COURSE,
    DRAFT,
    EARLIER_WORDS,
    FEED_TOKEN,
    GROUP_ALIAS,
    GROUP_NAME,
    GROUP_OUTCOME,
    GROUP_REACH_BY,
    HANDED_WORDS,
    MEETING_TITLE,
    NICKNAME,
    NOTE,
    OUTCOME,
    PARTING_WORDS,
    PAUSE_NAME,
    REACH_BY,
    REACH_WHEN,
    REAL_NAME,
    REPORTED_WORDS,
    REVEAL_REASON,
    ROTATION_LABEL,
    SCHOOL_ALIAS,
    SHARED_NOTE,
    TYPED,
    WORDS,
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

REPORT_LIST = {("wil", "admin:groups_report_changelist")}
REPORT = {("wil", "admin:groups_report_change")}
CONCERN_LIST = {("wil", "admin:groups_groupconcern_changelist")}
CONCERN = {("wil", "admin:groups_groupconcern_change")}
MEMBERSHIP = {("wil", f"admin:groups_membership_{page}") for page in ("changelist", "change")}
MEETING = {("wil", f"admin:groups_meeting_{page}") for page in ("changelist", "change")}
REVEAL_LIST = {("wil", "admin:groups_reveal_changelist")}
REVEAL = {("wil", "admin:groups_reveal_change")}
ASK_WHO = {("wil", "admin:groups_reveal_ask")}
GROUP = {("wil", f"admin:groups_group_{page}") for page in ("changelist", "change", "history")}

KNOWN_BY_ALIAS = [
    f"admin:{page}"
    for page in (
        *(f"accounts_user_{page}" for page in ("changelist", "change", "history")),
        *(f"accounts_letter_{page}" for page in ("changelist", "change")),
        *(f"accounts_grading_{page}" for page in ("changelist", "change")),
        *(f"checkins_plan_{page}" for page in ("changelist", "change")),
        *(f"checkins_concern_{page}" for page in ("changelist", "change")),
        *(f"resources_proposal_{page}" for page in ("changelist", "change")),
        "resources_tip_change",
    )
]

# Who may ever read these words, and where.
MAY_READ = {
    NOTE: {("ada", None)},
    SHARED_NOTE: {("ada", None), ("ben", "checkins:shared-one")},
    WORDS: {("ada", None), ("wil", "admin:checkins_concern_change")},
    NICKNAME: {("ada", None)},
    ASKING_WORDS: {("ada", None), ("zed", "groups:export")},
    LABEL: {("ada", None)},
    GROUP_NAME: {
        ("ada", None),
        ("ben", None),
        ("mo", None),
        ("zed", "groups:export"),
        *CONCERN_LIST,
        *CONCERN,
        *GROUP,
        *MEMBERSHIP,
        *MEETING,
        *REPORT_LIST,
        *REVEAL_LIST,
        *REVEAL,
        *ASK_WHO,
    },
    GROUP_ALIAS: {("ada", None), ("ben", None), ("mo", None), *CONCERN, *REPORT, *MEMBERSHIP, *REVEAL},
    POST_WORDS: {("ada", None), ("ben", None), ("mo", None), *REPORT},
    REPLY_WORDS: {("ada", None), ("ben", None), ("mo", None), *REPORT},
    THANKS_WORDS: {("ada", None), ("ben", None)},
    MEETING_TITLE: {("ada", None), ("ben", None), ("mo", None)},
    ROTATION_LABEL: {("ada", None)},
    FEED_TOKEN: {("ada", None)},
    HANDED_WORDS: {("ada", None), ("mo", None), *CONCERN},
    REPORTED_WORDS: {("ada", None), *CONCERN},
    REVEAL_REASON: {("ada", "groups:reveals"), ("ada", "groups:export"), *REVEAL},
    OWN_SERVICE: {(who, None) for who in ("ada", "ben", "mo", "wil", "zed")},
    LIST_NAME: {("ada", None)},
    TIP_WORDS: {
        ("ada", "resources:tips"),
        ("ada", "resources:export"),
        ("wil", "admin:resources_tip_change"),
    },
    WORKSHOP: {(who, None) for who in ("ada", "ben", "mo", "wil", "zed")},
    # Only who has a seat sees where; Ben waits for one. Staff have written it.
    PLACE: {("ada", None), ("wil", "admin:resources_workshop_change")},
    ANSWER_WORDS: {(who, None) for who in ("ada", "ben", "mo", "wil", "zed")},
    UNSHOWN_WORDS: set(),
    # A group of aliases never sees the school's alias; who was given a link or a share, readers of a proposal, and the
    # staff's own lists do. The real name is nobody's but hers, the address hers and the operator's.
    SCHOOL_ALIAS: {
        ("ada", None),
        *((who, "resources:proposal") for who in ("ben", "mo", "wil", "zed")),
        *((who, "checkins:invitation") for who in ("ben", "mo", "wil", "zed")),
        *(("ben", f"checkins:{page}") for page in ("people", "person-end", "shared", "shared-one")),
        *((who, route) for who in ("wil", "op") for route in KNOWN_BY_ALIAS),
    },
    REAL_NAME: {("ada", None)},
    ADDRESS: {("ada", None), *(("op", f"admin:accounts_user_{page}") for page in ("changelist", "change"))},
    DRAFT: {("ada", None)},
    TYPED: {("ada", None)},
    REACH_BY: {("ada", None), ("wil", "admin:checkins_concern_change")},
    REACH_WHEN: {("ada", None), ("wil", "admin:checkins_concern_change")},
    OUTCOME: {("ada", None), ("wil", "admin:checkins_concern_change")},
    GROUP_OUTCOME: {("ada", None), *CONCERN},
    GROUP_REACH_BY: {("ada", None), *CONCERN},
    PARTING_WORDS: {("zed", None)},
    AWAY_NOTE: {("ada", None), ("ben", None), ("mo", None)},
    BUSY_TITLE: {("ada", None)},
    PAUSE_NAME: {("ada", None)},
    COURSE: {
        ("ada", None),
        ("wil", "admin:accounts_grading_changelist"),
        ("wil", "admin:accounts_grading_change"),
    },
    EARLIER_WORDS: {("ada", None), *REPORT},
    GONE_WORDS: {("ada", None)},
    REPORT_NOTE: {("ben", None), *REPORT},
    ASIDE: {
        ("ada", "resources:proposal"),
        ("ada", "resources:export"),
        ("wil", "admin:resources_proposal_change"),
    },
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
    read_by_its_student = {("Reveal", "answer_words")}  # tests/groups/test_revealing.py
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
