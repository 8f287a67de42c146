"""Private thanks. They are shown to the two whose they are, and counted nowhere."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.outbox import Occasion, post_letters
from groups.models import Membership, Thanks
from resources.markdown import render_talk

SAID_ALREADY = timedelta(minutes=10)
THANKS_MOST = 1000


@transaction.atomic
def thank(*, to: Membership, by: Membership, words: str, now: datetime) -> Thanks | None:
    """Tells one member of the same group what they did well; None for oneself, or for who is not here."""
    Membership.objects.select_for_update().get(pk=by.pk)
    if to.pk == by.pk or to.group_id != by.group_id or to.left_at is not None:
        return None
    if again := Thanks.objects.filter(to=to, by=by, words=words, sent_at__gt=now - SAID_ALREADY).first():
        return again
    thanks = Thanks.objects.create(to=to, by=by, words=words, html=render_talk(words), sent_at=now)
    post_letters("group-thanks", [Occasion(to.user_id, thanks.pk, now, str(thanks.pk))])
    return thanks


def mark_read(*, membership: Membership, now: datetime) -> int:
    """What is new is no longer new. The one who gave it does not learn of it."""
    return Thanks.objects.filter(to=membership, read_at=None).update(read_at=now)
