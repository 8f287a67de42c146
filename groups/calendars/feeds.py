"""The addresses at which calendar programs fetch meetings: making, changing and ending them, and what they give."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from accounts.models import User
from groups.models import Answer, Feed, Membership, Occasion
from groups.models.answers import Coming
from groups.models.calendars import new_token

# What a feed tells of what has been; and its most events, whatever happens.
LOOKS_BACK = timedelta(weeks=4)
MOST = 600


def feed_url(feed: Feed) -> str:
    return settings.SITE_URL + reverse("groups:feed", args=[feed.token])


@transaction.atomic
def make_feed(*, user: User, membership: Membership | None, shows_names: bool, now: datetime) -> Feed:
    """One address for each: who asks again gets the same one, with what it shows as they said last."""
    User.objects.select_for_update().get(pk=user.pk)
    feed, is_new = Feed.objects.get_or_create(
        user=user, membership=membership, defaults={"shows_names": shows_names, "made_at": now}
    )
    if not is_new and feed.shows_names != shows_names:
        feed.shows_names = shows_names
        feed.save(update_fields=["shows_names"])
    return feed


def renew_feed(*, feed: Feed, now: datetime) -> None:
    """A new address; whoever has the old one gets nothing any more."""
    feed.token, feed.made_at = new_token(), now
    feed.save(update_fields=["token", "made_at"])


def with_said(occasions: QuerySet[Occasion], user: User) -> QuerySet[Occasion]:
    """Adds `said`: this person's own answer as a member of today, or None."""
    mine = Answer.objects.of_members().filter(occasion=OuterRef("pk"), membership__user=user)
    return occasions.annotate(said=Subquery(mine.values("answer")[:1]))


def occasions_of(feed: Feed, now: datetime) -> list[Occasion]:
    """What the feed shows just now: dates of groups that its owner is in, but for those they said no to. One query."""
    occasions = Occasion.objects.visible_to(feed.user).filter(
        ends_at__gt=now - LOOKS_BACK, meeting__group__archived_at=None
    )
    if feed.membership_id:
        occasions = occasions.filter(meeting__group__memberships=feed.membership_id)
    wanted = with_said(occasions, feed.user).select_related("meeting__group").order_by("starts_at", "pk")
    return [row for row in wanted[:MOST] if row.said != Coming.NO]  # type: ignore[attr-defined]
