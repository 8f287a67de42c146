"""Groups that have become quiet are neither left to lie nor buried in silence.

After three weeks in which nobody did anything, those who look after it get one gentle letter; a week later one more,
with what can be done: hand over, join with another group, close. Members are asked on the group's page. A keeper may
say that it is fine. Whatever somebody does ends the spell. No group is closed and nothing is deleted by it.
"""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from accounts.outbox import Occasion, post_letters
from groups.models import Group, Membership, QuietSpell, QuietWish
from groups.models.groups import QUIET_AFTER
from groups.models.quiet import Wish

OFFER_AFTER = timedelta(weeks=1)
BATCH = 200
# How many said what is shown from this many answers on; fewer would point at somebody.
FEWEST_SHOWN = 3


@transaction.atomic
def look_for_quiet(*, now: datetime) -> int:
    """Ends spells that are over, begins new ones, and makes the offers that are due; returns how many letters."""
    over = Q(group__last_active_at__gt=F("since")) | Q(group__archived_at__isnull=False)
    ended = QuietSpell.objects.open().filter(over).values("pk")
    QuietSpell.objects.filter(pk__in=ended).update(ended_at=now)
    return _nudge(now) + _offer(now)


def _nudge(now: datetime) -> int:
    known = QuietSpell.objects.open().filter(group=OuterRef("pk"))
    quiet = (
        Group.objects.running()
        .filter(~Exists(known), last_active_at__lt=now - QUIET_AFTER)
        .select_for_update(skip_locked=True)[:BATCH]
    )
    spells = QuietSpell.objects.bulk_create(
        [QuietSpell(group=group, since=group.last_active_at, nudged_at=now) for group in quiet]
    )
    return _write("group-quiet", spells, now)


def _offer(now: datetime) -> int:
    due = QuietSpell.objects.open().filter(nudged_at__lte=now - OFFER_AFTER, offered_at=None, let_be_at=None)
    spells = list(due.select_for_update(skip_locked=True)[:BATCH])
    QuietSpell.objects.filter(pk__in=[spell.pk for spell in spells]).update(offered_at=now)
    return _write("group-quiet-offer", spells, now)


def _write(kind: str, spells: list[QuietSpell], now: datetime) -> int:
    about = {spell.group_id: spell.pk for spell in spells}
    keepers = Membership.objects.active().keepers().filter(group__in=about)
    return post_letters(
        kind,
        [
            Occasion(user, about[group], now, str(about[group]))
            for group, user in keepers.values_list("group", "user")
        ],
    )


@transaction.atomic
def spell_of(group: Group, *, now: datetime) -> QuietSpell:
    """The spell that this quiet group is in, also where the sweep has not yet been by."""
    Group.objects.select_for_update().get(pk=group.pk)
    spell, _ = QuietSpell.objects.get_or_create(
        group=group, ended_at=None, defaults={"since": group.last_active_at, "nudged_at": now}
    )
    return spell


@transaction.atomic
def say_wish(*, membership: Membership, wish: Wish, now: datetime) -> None:
    """What this member would like; the last word counts."""
    spell = spell_of(membership.group, now=now)
    QuietWish.objects.update_or_create(spell=spell, membership=membership, defaults={"wish": wish})


@transaction.atomic
def let_be(*, group: Group, now: datetime) -> None:
    """A keeper says that it is fine as it is: no more letters about this spell."""
    spell = spell_of(group, now=now)
    QuietSpell.objects.filter(pk=spell.pk, let_be_at=None).update(let_be_at=now)


def wishes_of(spell: QuietSpell | None) -> list[tuple[str, int]]:
    """(what, how many) in the order of the choices; empty as long as fewer than three members have answered."""
    if spell is None:
        return []
    said = Counter(spell.wishes.filter(membership__left_at=None).values_list("wish", flat=True))
    if sum(said.values()) < FEWEST_SHOWN:
        return []
    return [(wish.label, said[wish]) for wish in Wish]
