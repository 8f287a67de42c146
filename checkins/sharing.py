"""Who may see one check-in. It is chosen for that occasion, and can be taken back and given again."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.outbox import Occasion, post_letters
from checkins.concerns import withdraw_concern
from checkins.models import CheckIn, ChosenPerson, Concern, Share
from checkins.models.checkins import Audience


def share_with(*, checkin: CheckIn, chosen: Collection[ChosenPerson], now: datetime) -> None:
    """Makes these, and nobody else, the people who see this check-in. Part of a larger change: the row is locked."""
    wanted = {person.pk: person for person in chosen if person.owner_id == checkin.user_id}
    open_shares = Share.objects.filter(checkin=checkin, revoked_at=None)
    open_shares.exclude(chosen__in=wanted).update(revoked_at=now)
    see_it = set(open_shares.values_list("chosen_id", flat=True))
    Share.objects.bulk_create(
        Share(checkin=checkin, chosen_id=pk, shared_at=now) for pk in wanted if pk not in see_it
    )
    # The key of a letter is its occasion: whoever is shown the same check-in again gets no second one.
    post_letters(
        "shared",
        [
            Occasion(recipient_id=person.person_id, about=checkin.pk, due_at=now, mark=str(checkin.pk))
            for person in wanted.values()
            if person.person_id
        ],
    )


@transaction.atomic
def change_audience(
    *,
    checkin: CheckIn,
    by: User,
    audience: str,
    now: datetime,
    chosen: Collection[ChosenPerson] = (),
) -> bool:
    """Changes one's mind about who sees an answer. Moving away from "please contact me" takes the request back."""
    row = CheckIn.objects.select_for_update().get(pk=checkin.pk)
    if row.user_id != by.pk or not row.is_answered:
        return False
    row.audience = audience
    row.save(update_fields=["audience"])
    share_with(checkin=row, chosen=chosen if audience == Audience.CHOSEN else (), now=now)
    if audience != Audience.CONTACT:
        for concern in Concern.objects.open().filter(checkin=row):
            withdraw_concern(concern=concern, now=now)
    return True
