"""Coming in. The group's row is the lock: who joins, leaves, waits or is offered a seat takes it first."""

from __future__ import annotations

import enum
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import BooleanField, F, Func, Q, Value

from accounts.firewall import refused_by
from accounts.models import User
from groups.aliases import free_alias
from groups.kinds import Entry, Role
from groups.models import Group, Invitation, JoinRequest, Membership
from groups.models.requests import Ending
from groups.news import tell_asker, tell_keepers_of_request
from groups.waiting import end_of_list, has_free_seat, offer_seats


class WayIn(enum.Enum):
    """How this person would get in."""

    OPEN = "open"
    ASK = "ask"
    NONE = "none"


class Outcome(enum.Enum):
    """What came of knocking."""

    IN = "in"
    ASKED = "asked"
    WAITING = "waiting"
    CLOSED = "closed"


def lock_group(pk: int) -> Group:
    return Group.objects.select_for_update().get(pk=pk)


def way_in(group: Group, user: User, *, invitation: Invitation | None = None) -> WayIn:
    """Whoever was removed asks, whatever the group's door says; nobody is there to answer where nobody keeps it."""
    if not group.is_running:
        return WayIn.NONE
    is_invited = invitation is not None and invitation.group_id == group.pk
    was_removed = group.memberships.filter(user=user, was_removed=True).exists()
    if (group.entry == Entry.OPEN or is_invited) and not was_removed:
        return WayIn.OPEN
    if group.unkept_since is not None or (group.entry == Entry.INVITATION and not is_invited):
        return WayIn.NONE
    return WayIn.ASK


class KeptApart(Exception):
    """Somebody in the group gives marks to them, or the other way round: the career firewall stands between them."""


def is_kept_apart(group: Group, user: User) -> bool:
    """Asked before anybody there reads a word of theirs; the database has the last word when they sit down."""

    def grades(one, other) -> Func:
        return Func(one, other, function="accounts_grades", output_field=BooleanField())

    me, them = Value(user.pk), F("user")
    others = group.memberships.active().exclude(user=user)
    return others.filter(Q(grades(me, them)) | Q(grades(them, me))).exists()


@transaction.atomic
def come_in(
    *,
    group: Group,
    by: User,
    now: datetime,
    alias: str = "",
    words: str = "",
    invitation: Invitation | None = None,
    agreed_to: int | None = None,
) -> Outcome:
    """Takes a seat, or a place on the waiting list, or asks, as the group's door says. Pressing twice is pressing once.

    `alias` is one that was suggested; it is replaced where somebody was given the same a moment before.
    `agreed_to` is the version of the agreement that they read, where it may be older than the one in force.
    Raises KeptApart.
    """
    group = lock_group(group.pk)
    if group.memberships.active().filter(user=by).exists():
        return Outcome.IN
    way = way_in(group, by, invitation=invitation)
    if way is WayIn.NONE:
        return Outcome.CLOSED
    if is_kept_apart(group, by):
        raise KeptApart
    pending = group.join_requests.pending().filter(user=by).first()
    if pending and (pending.is_waiting or way is WayIn.ASK):
        return Outcome.WAITING if pending.is_waiting else Outcome.ASKED
    if invitation is not None and invitation.is_personal:
        Invitation.objects.filter(pk=invitation.pk).update(used_at=now)
    request = pending or JoinRequest(
        group=group,
        user=by,
        alias=_still_free(group, alias),
        words=words,
        agreement_version=group.agreement_version if agreed_to is None else agreed_to,
        asked_at=now,
    )
    if way is WayIn.ASK:
        request.save()
        tell_keepers_of_request(request, now)
        return Outcome.ASKED
    return _seat_or_place(group, request, now)


def _still_free(group: Group, alias: str) -> str:
    taken = (
        group.memberships.filter(alias__iexact=alias).exists()
        or group.join_requests.pending().filter(alias__iexact=alias).exists()
    )
    return alias if alias and not taken else free_alias(group)


def _seat_or_place(group: Group, request: JoinRequest, now: datetime) -> Outcome:
    """Nobody passes those who wait already; a seat that none of them can be offered, as they paused, is free."""
    offer_seats(group, now=now)
    if has_free_seat(group, now):
        sit_down(group, request, now=now)
        return Outcome.IN
    request.waiting_since = end_of_list(group, now)
    request.save()
    return Outcome.WAITING


def sit_down(group: Group, request: JoinRequest, *, now: datetime, role: Role = Role.MEMBER) -> Membership:
    """The seat is theirs, or KeptApart. The group's row is locked already; the database has the last word on room."""
    if request.pk:
        request.ended_at, request.ended_as, request.words = now, Ending.JOINED, ""
        request.save(update_fields=["ended_at", "ended_as", "words"])
    membership = Membership(
        group=group,
        user=request.user,
        role=role,
        alias=request.alias,
        agreement_version=request.agreement_version,
        agreed_at=request.asked_at,
        joined_at=now,
    )
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError as error:
        if refused_by(error):
            raise KeptApart from error
        raise
    group.touch(now)
    return membership


@transaction.atomic
def answer_request(*, request: JoinRequest, by: User, says_yes: bool, now: datetime) -> bool:
    """A keeper's yes or no; False where it was answered or taken back meanwhile. The asker hears either."""
    group = lock_group(request.group_id)
    row = group.join_requests.unanswered().select_for_update().filter(pk=request.pk).first()
    if row is None or not group.is_running:
        return False
    row.answered_at, row.answered_by, row.words = now, by, ""
    if not says_yes:
        row.ended_at, row.ended_as = now, Ending.DECLINED
        row.save()
        tell_asker(row, "declined", now)
        return True
    if is_kept_apart(group, row.user):
        # A grading was declared meanwhile. The keeper need not learn that, nor whose it is.
        row.ended_at, row.ended_as = now, Ending.DECLINED
        row.save()
        tell_asker(row, "declined", now)
        return True
    outcome = _seat_or_place(group, row, now)
    row.save()
    tell_asker(row, outcome.value, now)
    return True


@transaction.atomic
def withdraw_request(*, request: JoinRequest, by: User, now: datetime) -> bool:
    """The asker no longer wants to come; a seat that was held goes to the next."""
    group = lock_group(request.group_id)
    changed = (
        group.join_requests.pending()
        .filter(pk=request.pk, user=by)
        .update(ended_at=now, ended_as=Ending.WITHDRAWN)
    )
    offer_seats(group, now=now)
    return bool(changed)


@transaction.atomic
def take_seat(*, request: JoinRequest, by: User, now: datetime) -> bool:
    """Takes the seat that is held; False once the offer is over."""
    group = lock_group(request.group_id)
    row = group.join_requests.offered(now).filter(pk=request.pk, user=by).first()
    if row is None or not group.is_running:
        return False
    sit_down(group, row, now=now)
    return True


@transaction.atomic
def accept_agreement(*, membership: Membership, now: datetime) -> None:
    """The agreement in force, as the group of this membership was found with."""
    version = membership.group.agreement_version
    Membership.objects.filter(pk=membership.pk, agreement_version__lt=version).update(
        agreement_version=version, agreed_at=now
    )
