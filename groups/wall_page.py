"""The page around a wall, from a mold: its template is `groups/wall.html`, and these are all the things it may know."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.safestring import SafeString

from accounts.molds import PageMold
from groups.models import Membership
from groups.wall import Page

MOLD = PageMold(
    "groups/wall.html",
    ("key", "group_name", "my_name", "cards", "older"),
    door="groups:detail",
    args=("key",),
)


class GroupSeen(NamedTuple):
    key: str
    name: str
    get_kind_display: str
    goes_by_alias: bool
    is_running: bool
    unkept_since: bool
    is_quiet: bool


class MemberSeen(NamedTuple):
    group: GroupSeen
    alias: str
    shown_name: str
    is_keeper: bool
    has_agreed: bool
    is_asked: bool
    has_requests: bool
    has_proposals: bool


class PageSeen(NamedTuple):
    cards: tuple[str, ...]
    older: str
    has_thanks: bool


def wall_page(membership: Membership, page: Page, *, is_first: bool) -> SafeString:
    """What `groups/wall.html` makes of this membership, as `groups.mine` finds it, and this page."""
    group, marks = membership.group, MOLD.marks
    group_seen = GroupSeen(
        key=marks["key"],
        name=marks["group_name"],
        get_kind_display=group.get_kind_display(),
        goes_by_alias=group.goes_by_alias,
        is_running=group.is_running,
        unkept_since=group.unkept_since is not None,
        is_quiet=group.is_quiet,
    )
    member_seen = MemberSeen(
        group=group_seen,
        alias=marks["my_name"],
        shown_name=marks["my_name"],
        is_keeper=membership.is_keeper,
        has_agreed=membership.has_agreed,
        is_asked=membership.is_asked,
        has_requests=membership.has_requests,
        has_proposals=membership.has_proposals,
    )
    page_seen = PageSeen(
        cards=(marks["cards"],) if page.cards else (),
        older=marks["older"] if page.older else "",
        has_thanks=page.has_thanks,
    )
    values = {
        "key": group.key,
        "group_name": group.name,
        "my_name": membership.shown_name,
        "cards": SafeString("".join(page.cards)),
        "older": page.older,
    }
    return MOLD.fill({"membership": member_seen, "page": page_seen, "is_first": is_first}, values)
