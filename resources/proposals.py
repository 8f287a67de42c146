"""Saying what is missing, standing behind it, and what the school answers."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from accounts.models import School, User
from accounts.outbox import Occasion, post_letters
from resources.models import CoSign, Proposal, ProposalNote
from resources.models.proposals import ProposalQuerySet, Stand, hash_of

MOST_A_WEEK = 3
MOST_NOTES_A_DAY = 10
ALIKE = 0.35  # word similarity of the titles from which two may mean the same
SHOWN_ALIKE = 4


class TooMany(Exception):
    """This person has said as much as one person may for now."""


def alike(title: str, *, reader: User) -> ProposalQuerySet:
    """Shown proposals of the school whose titles come close, closest first."""
    return (
        Proposal.objects.visible_to(reader)
        .shown()
        .annotate(closeness=TrigramWordSimilarity(title[:100], "title"))
        .filter(closeness__gte=ALIKE)
        .order_by("-closeness", "-pk")[:SHOWN_ALIKE]
    )


@transaction.atomic
def make_proposal(
    *, by: User, school: School, secret: str, title: str, words: str, is_anonymous: bool, now: datetime
) -> Proposal:
    """Keeps a proposal, once for each secret, which came with the form; raises TooMany.

    The secret is kept nowhere: whoever loses it cannot come back to an anonymous one, and nobody else can.
    """
    if before := Proposal.objects.filter(secret_hash=hash_of(secret), school=school).first():
        return before
    _count(by, "proposal", most=MOST_A_WEEK, within=timedelta(days=7))
    return Proposal.objects.create(
        school=school,
        author=None if is_anonymous else by,
        secret_hash=hash_of(secret),
        title=title,
        words=words,
        made_on=timezone.localdate(now),
        shown_at=None if is_anonymous else now,
    )


def _count(by: User, what: str, *, most: int, within: timedelta) -> None:
    """Counts in the cache, under a name that says neither who nor what: the rows themselves cannot tell.

    Losing the cache loosens the limit for a while and loses nothing else.
    """
    window = int(timezone.now().timestamp() // within.total_seconds())
    said = f"{what}:{by.pk}:{window}".encode()
    key = "told:" + hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()
    if cache.get(key, 0) >= most:
        raise TooMany
    transaction.on_commit(lambda: _one_more(key, within), robust=True)


def _one_more(key: str, within: timedelta) -> None:
    cache.add(key, 0, timeout=int(within.total_seconds()))
    cache.incr(key)


@transaction.atomic
def co_sign(*, proposal: Proposal, by: User, now: datetime) -> bool:
    """False when they stood behind it already, or wrote it."""
    if proposal.author_id == by.pk:
        return False
    _, is_new = CoSign.objects.get_or_create(
        proposal=proposal, user=by, defaults={"signed_on": timezone.localdate(now)}
    )
    return is_new


@transaction.atomic
def take_back_sign(*, proposal: Proposal, by: User) -> bool:
    gone, _ = CoSign.objects.filter(proposal=proposal, user=by).delete()
    return bool(gone)


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, by: User) -> bool:
    """Its author takes it back before the school has answered; False when it is too late, or not theirs."""
    gone, _ = Proposal.objects.filter(pk=proposal.pk, author=by, stand=Stand.NEW).delete()
    return bool(gone)


@transaction.atomic
def show_proposal(*, proposal: Proposal, by: User, now: datetime) -> bool:
    """Staff have read it: from now on the school sees it. False when it was shown before."""
    return bool(
        Proposal.objects.for_staff(by)
        .filter(pk=proposal.pk, shown_at=None, hidden_at=None)
        .update(shown_at=now)
    )


@transaction.atomic
def hide_proposal(*, proposal: Proposal, by: User, because: str, now: datetime) -> None:
    """Taken down for a reason that its author reads; of one that is down already, the reason is put in other words."""
    rows = Proposal.objects.for_staff(by).filter(pk=proposal.pk)
    if rows.filter(hidden_at=None).update(hidden_at=now, hidden_because=because):
        _tell(proposal, f"hidden.{now:%Y%m%d%H%M%S}", now)
    else:
        rows.update(hidden_because=because)


@transaction.atomic
def put_proposal_back(*, proposal: Proposal, by: User, now: datetime) -> bool:
    """What was taken down stands again, and those who heard of that hear of this. False where it stood."""
    rows = Proposal.objects.for_staff(by).filter(pk=proposal.pk, hidden_at__isnull=False)
    is_back = bool(rows.update(hidden_at=None, hidden_because=""))
    if is_back:
        _tell(proposal, f"back.{now:%Y%m%d%H%M%S}", now)
    return is_back


@transaction.atomic
def answer_proposal(
    *, proposal: Proposal, by: User, stand: Stand | str, owner: str, due_on, answer: str, now: datetime
) -> None:
    """The school's answer, which everybody reads; the author and whoever stands behind it hear that there is one."""
    row = Proposal.objects.for_staff(by).select_for_update().get(pk=proposal.pk)
    row.stand, row.owner, row.due_on, row.answer, row.answered_at = stand, owner, due_on, answer, now
    row.shown_at = row.shown_at or now
    row.save()
    _tell(row, f"{stand}.{now:%Y%m%d%H%M%S}", now)


def _tell(proposal: Proposal, mark: str, now: datetime) -> None:
    people = set(proposal.co_signs.values_list("user", flat=True))
    if proposal.author_id:
        people.add(proposal.author_id)
    post_letters(
        "proposal-moved",
        [
            Occasion(recipient_id=pk, about=proposal.pk, due_at=now, mark=f"{proposal.pk}.{mark}")
            for pk in sorted(people)
        ],
    )


@transaction.atomic
def write_note(*, proposal: Proposal, words: str, by_staff: User | None, now: datetime) -> ProposalNote:
    """A word to the other side, once however often it is pressed. Raises TooMany where nobody would write so much."""
    last = proposal.notes.last()
    if last and last.words == words and last.is_from_staff == (by_staff is not None):
        return last
    if by_staff is None:
        day = now - timedelta(days=1)
        if proposal.notes.filter(is_from_staff=False, written_at__gt=day).count() >= MOST_NOTES_A_DAY:
            raise TooMany
    elif proposal.author_id:
        mark = f"{proposal.pk}.note.{now:%Y%m%d%H%M%S}"
        post_letters("proposal-moved", [Occasion(proposal.author_id, proposal.pk, now, mark)])
    return ProposalNote.objects.create(
        proposal=proposal, is_from_staff=by_staff is not None, words=words, written_at=now
    )
