"""Who is written to when something moves in a group. The letters themselves: groups/letters/membership.py."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from accounts.outbox import Occasion, post_letters
from groups.models import Group, JoinRequest, Membership

REQUEST = "group-request"
NEWS = "group-moved"
UNKEPT = "group-unkept"


def tell_keepers_of_request(request: JoinRequest, now: datetime) -> None:
    keepers = Membership.objects.wanting_letters().keepers().filter(group=request.group_id)
    post_letters(
        REQUEST,
        [Occasion(user_id, request.pk, now, f"{request.pk}.asked") for user_id in _users(keepers)],
    )


def tell_asker(request: JoinRequest, what: str, now: datetime) -> None:
    """`what` tells the occasions of one request apart: in, waiting, seat, declined, closed."""
    mark = f"{request.pk}.{what}"
    if what == "seat":
        mark += f".{int(now.timestamp())}"
    post_letters(REQUEST, [Occasion(request.user_id, request.pk, now, mark)])


def tell_members(members: Iterable[Membership], what: str, now: datetime) -> None:
    """`what` names the occasion within the group, the same for everybody: archived, merge.7, alone.20261124."""
    post_letters(
        NEWS, [Occasion(member.user_id, member.pk, now, f"{member.pk}.{what}") for member in members]
    )


def tell_staff(group: Group, what: str, now: datetime) -> None:
    staff = User.objects.active().filter(school=group.school_id, is_staff=True)
    post_letters(
        UNKEPT,
        [Occasion(pk, group.pk, now, f"{group.pk}.{what}") for pk in staff.values_list("pk", flat=True)],
    )


def _users(members) -> list[int]:
    return list(members.values_list("user_id", flat=True))
