"""Which letters somebody wants. Only departures from what a kind does by default are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.letter_kinds import LetterKind, registry
from accounts.models import LetterPreference, User
from accounts.models.preferences import Channel


@dataclass(frozen=True)
class Wish:
    """One cell of the table: a kind of letter over one channel, and whether it is wanted."""

    kind: LetterKind
    channel: Channel
    is_wanted: bool

    @property
    def name(self) -> str:
        return f"{self.kind.name}.{self.channel.value}"

    @property
    def label(self) -> str:
        return self.channel.label


def kinds_for(user: User) -> list[LetterKind]:
    """Kinds that can reach this person. Some go to all staff; of the others the urgent ones to the duty list alone."""
    return [
        kind
        for kind in registry.all().values()
        if (user.is_staff if kind.is_for_staff else user.is_on_duty_list or not kind.is_urgent)
    ]


def wishes_of(user: User) -> list[Wish]:
    kept = {(row.kind, row.channel): row.is_wanted for row in user.letter_preferences.all()}
    return [
        Wish(kind, channel, not kind.can_be_refused or kept.get((kind.name, channel.value), kind.by_default))
        for kind in kinds_for(user)
        for channel in Channel
    ]


def is_wanted_by_email(user: User, kind: LetterKind) -> bool:
    departures = LetterPreference.objects.filter(
        user=user, kind=kind.name, channel=Channel.EMAIL, is_wanted=not kind.by_default
    )
    return kind.by_default != departures.exists()


@transaction.atomic
def set_wishes(*, user: User, wanted: Iterable[str]) -> None:
    """`wanted` holds the names of the cells that are ticked; every other one that can be refused is not wanted."""
    wanted = set(wanted)
    for wish in wishes_of(user):
        if wish.kind.can_be_refused:
            set_wish(user_id=user.pk, kind=wish.kind, channel=wish.channel, is_wanted=wish.name in wanted)


def set_wish(*, user_id: int, kind: LetterKind, channel: Channel, is_wanted: bool) -> None:
    """One statement, so that two presses at the same moment agree."""
    if is_wanted == kind.by_default:
        LetterPreference.objects.filter(user=user_id, kind=kind.name, channel=channel).delete()
        return
    LetterPreference.objects.bulk_create(
        [LetterPreference(user_id=user_id, kind=kind.name, channel=channel, is_wanted=is_wanted)],
        update_conflicts=True,
        unique_fields=["user", "kind", "channel"],
        update_fields=["is_wanted"],
    )


def stop_all_letters(*, user: User, now: datetime) -> None:
    """Everything that can be refused. The first time counts."""
    User.objects.filter(pk=user.pk, letters_stopped_at=None).update(letters_stopped_at=now)


def resume_letters(*, user: User) -> None:
    User.objects.filter(pk=user.pk).update(letters_stopped_at=None)
