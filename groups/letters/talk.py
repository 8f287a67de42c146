"""Letters about what is said. None holds a word of it, a name, or the kind of ask."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.urls import reverse

from accounts.letter_kinds import LetterKind
from accounts.slips import Slip
from groups.models import Brought, Post, Reply, Thanks

FRESH_FOR = timedelta(days=2)


def _link(name: str, *args: str) -> dict[str, str]:
    return {"link": settings.SITE_URL + reverse(name, args=args)}


def reply_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """The asker hears that somebody answered or took it, if there is something that they can see now."""
    ids = {slip.about for slip in slips}
    posts = Post.objects.filter(pk__in=ids, deleted_at=None, author__left_at=None).exclude(
        mutes__membership=F("author")
    )
    values: dict[int, dict[str, str]] = {}
    for recipient in {slip.recipient_id for slip in slips}:
        mine = posts.filter(author__user=recipient)
        seen = Reply.objects.visible_to(recipient).exclude(author__user=recipient)
        answered = seen.filter(post__in=mine, posted_at__gt=now - FRESH_FOR).values("post")
        there = dict(mine.filter(Q(taken_at__isnull=False) | Q(pk__in=answered)).values_list("pk", "key"))
        groups = dict(mine.values_list("pk", "group__key"))
        values |= {
            slip.pk: _link("groups:thread", groups[slip.about], there[slip.about])
            for slip in slips
            if slip.recipient_id == recipient and slip.about in there
        }
    return values


def waits_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """An ask still waits, and the one it is brought to is still here."""
    rows = Brought.objects.filter(
        pk__in={slip.about for slip in slips},
        to__left_at=None,
        post__in=Post.objects.waiting().filter(taken_at=None),
    ).values_list("pk", "to__user", "post__group__key", "post__key")
    there = {(pk, user): (group, post) for pk, user, group, post in rows}
    return {
        slip.pk: _link("groups:thread", *there[slip.about, slip.recipient_id])
        for slip in slips
        if (slip.about, slip.recipient_id) in there
    }


def thanks_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """Thanks that have not been read on the page meanwhile."""
    rows = Thanks.objects.filter(pk__in={slip.about for slip in slips}, read_at=None, to__left_at=None)
    there = {(pk, user): key for pk, user, key in rows.values_list("pk", "to__user", "to__group__key")}
    return {
        slip.pk: _link("groups:thanks", there[slip.about, slip.recipient_id])
        for slip in slips
        if (slip.about, slip.recipient_id) in there
    }


LETTERS = [
    LetterKind(
        name="group-reply",
        title="Somebody answered what you wrote in a group",
        template="emails/groups/reply",
        fields=("link",),
        values=reply_values,
        fresh_for=FRESH_FOR,
    ),
    LetterKind(
        name="group-waits",
        title="Something in a group waits for an answer, if you said you are willing",
        template="emails/groups/waits",
        fields=("link",),
        values=waits_values,
        fresh_for=timedelta(hours=18),
    ),
    LetterKind(
        name="group-thanks",
        title="Somebody in a group has something kind for you",
        template="emails/groups/thanks",
        fields=("link",),
        values=thanks_values,
        fresh_for=FRESH_FOR,
    ),
]
