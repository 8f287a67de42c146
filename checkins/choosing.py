"""How somebody becomes a chosen person: the owner makes a link, one person of the same school accepts it."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.firewall import refused_by
from accounts.models import User
from accounts.outbox import Occasion, post_letters
from checkins.models import ChosenPerson, Share

OPEN_FOR = timedelta(days=7)
MOST_PEOPLE = 10
# How long it stands in the list that nobody has accepted a link, or that something has ended.
TOLD_FOR = timedelta(days=30)


class TooManyPeople(Exception):
    """More than anybody needs; it keeps the list something one can look over."""


class GivesMarks(Exception):
    """Who grades the owner cannot be shown how they are."""


@transaction.atomic
def invite_person(*, by: User, nickname: str, now: datetime) -> ChosenPerson:
    """Makes the link. Pressing twice with the same name gives back the one that is still open."""
    User.objects.select_for_update().get(pk=by.pk)
    mine = ChosenPerson.objects.filter(owner=by, ended_at=None)
    waiting = mine.invited().filter(expires_at__gt=now, declined_at=None)
    same = waiting.filter(nickname=nickname).first()
    if same:
        return same
    if mine.accepted().count() + waiting.count() >= MOST_PEOPLE:
        raise TooManyPeople
    mine.invited().filter(nickname=nickname).update(ended_at=now)  # the new link stands in its place
    return ChosenPerson.objects.create(owner=by, nickname=nickname, invited_at=now, expires_at=now + OPEN_FOR)


@transaction.atomic
def accept_invitation(*, invitation: ChosenPerson, by: User, now: datetime) -> bool:
    """False when the link was used, has run out, is one's own, or the two are connected already."""
    row = ChosenPerson.objects.select_for_update().get(pk=invitation.pk)
    if not row.can_be_accepted_by(by, now):
        return False
    # Two links to the same person, accepted at once, would both see no connection: the owner's row is the lock.
    User.objects.select_for_update().get(pk=row.owner_id)
    if ChosenPerson.objects.accepted().filter(owner=row.owner_id, person=by).exists():
        row.declined_at = now
        row.save(update_fields=["declined_at"])
        return False
    row.person, row.accepted_at = by, now
    try:
        with transaction.atomic():
            row.save(update_fields=["person", "accepted_at"])
    except IntegrityError as error:
        if refused_by(error):
            raise GivesMarks from error
        raise
    post_letters("accepted", [Occasion(row.owner_id, row.pk, now, str(row.pk))])
    return True


@transaction.atomic
def decline_invitation(*, invitation: ChosenPerson, by: User, now: datetime) -> bool:
    """The link is used up. Who sent it goes on reading that nobody has accepted it so far, until it would have run out.

    So a no and a link that nobody opened look alike, and nobody has to explain themselves.
    """
    row = ChosenPerson.objects.select_for_update().get(pk=invitation.pk)
    if not row.can_be_accepted_by(by, now):
        return False
    row.declined_at = now
    row.save(update_fields=["declined_at"])
    return True


@transaction.atomic
def end_connection(*, connection: ChosenPerson, by: User, now: datetime) -> bool:
    """Either side ends it at any time; what was shared is closed with it."""
    row = ChosenPerson.objects.select_for_update().get(pk=connection.pk)
    if by.pk not in (row.owner_id, row.person_id) or row.ended_at is not None:
        return False
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    Share.objects.filter(chosen=row, revoked_at=None).update(revoked_at=now)
    return True
