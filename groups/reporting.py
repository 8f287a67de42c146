"""Asking staff to look at what was written. It raises a concern; nothing happens to anybody by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from groups.concerns import raise_concern
from groups.models import GroupConcern, Membership, Post, Reply, Report
from groups.models.concerns import Source
from groups.models.reports import SEVERITY, Reason
from groups.talking import trace_of

WORDS_MOST = 1000
# Enough for a bad day; more at once would bury what is urgent.
MOST_A_DAY = 5
KEEP_AFTER_CLOSING = timedelta(days=90)


class TooManyReports(Exception):
    """This person has asked staff to look at many things today."""


@transaction.atomic
def report_words(
    *, words: Post | Reply, by: Membership, reason: Reason | str, note: str, now: datetime
) -> GroupConcern:
    """The concern that comes of it. Who has reported these words before gets back the concern that they raised.

    Of words under a fresh alias staff are not told by whom they are: the alias is what everybody knows.
    """
    User.objects.select_for_update().get(pk=by.user_id)
    mine = Report.objects.filter(by__user=by.user_id)
    if again := mine.filter(**trace_of(words)).select_related("concern").first():
        return again.concern
    if mine.filter(reported_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooManyReports
    post = words if isinstance(words, Post) else words.post
    concern = raise_concern(
        group=by.group,
        raised_by=by.user,
        source=Source.REPORT,
        severity=SEVERITY[Reason(reason)],
        words=note,
        now=now,
        about=None if words.fresh_alias else words.author,
        reason=Reason(reason).label,
        post_key=post.key,
    )
    title = f"{post.title}\n\n" if isinstance(words, Post) and post.title else ""
    Report.objects.create(
        concern=concern,
        author=words.author,
        by=by,
        as_it_was=f"{title}{words.words}",
        reported_at=now,
        **trace_of(words),
    )
    return concern


def forget_reported_words(*, now: datetime) -> int:
    """What was reported need not be kept for long after staff have closed it."""
    closed = Report.objects.filter(concern__closed_at__lt=now - KEEP_AFTER_CLOSING)
    return closed.delete()[0]
