"""What those who look after a group see of it: the group, never one member. One group or many, the same queries.

No answer, score, note or last sign of life of anybody is read here; the pulse was reckoned when its week ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery

from groups.coarse import coarse_words
from groups.models import Group, JoinRequest, Membership, Occasion, Post
from groups.models.meetings import FEWEST_COUNTED
from groups.models.pulse import Mood
from groups.verdicts import Verdict, verdict_of

WEEKS = 8
MOST_NAMED = 12

# One row for each group and each of its last eight weeks, the running one too, all from the group's own Mondays.
BY_WEEK = """
WITH span AS MATERIALIZED (
    SELECT g.id AS group_id, g.time_zone,
           date_trunc('week', %(now)s AT TIME ZONE g.time_zone)::date AS this_week,
           (date_trunc('week', %(now)s AT TIME ZONE g.time_zone) - %(weeks)s * interval '7 days')
               AT TIME ZONE g.time_zone AS begins_at
      FROM groups_group g WHERE g.id = ANY(%(groups)s)),
said AS (
    SELECT p.group_id, date_trunc('week', p.posted_at AT TIME ZONE span.time_zone)::date AS week_on
      FROM groups_post p JOIN span USING (group_id)
     WHERE p.posted_at >= span.begins_at AND p.deleted_at IS NULL
     UNION ALL
    SELECT p.group_id, date_trunc('week', r.posted_at AT TIME ZONE span.time_zone)::date
      FROM groups_post p JOIN span USING (group_id) JOIN groups_reply r ON r.post_id = p.id
     WHERE p.replied_at >= span.begins_at AND r.posted_at >= span.begins_at AND r.deleted_at IS NULL),
talk AS (SELECT group_id, week_on, count(*) AS said FROM said GROUP BY 1, 2),
held AS (
    SELECT m.group_id, date_trunc('week', o.starts_at AT TIME ZONE span.time_zone)::date AS week_on, o.id,
           (SELECT count(*) FROM groups_attendance a WHERE a.occasion_id = o.id) AS came
      FROM groups_meeting m JOIN span USING (group_id) JOIN groups_occasion o ON o.meeting_id = m.id
     WHERE o.starts_at >= span.begins_at AND o.ends_at <= %(now)s AND o.cancelled_at IS NULL),
met AS (
    SELECT group_id, week_on, count(*) AS met, sum(came) FILTER (WHERE came >= %(fewest)s) AS came
      FROM held GROUP BY 1, 2)
SELECT span.group_id, span.this_week - 7 * back, coalesce(talk.said, 0), coalesce(met.met, 0), met.came, pulse.mood
  FROM span CROSS JOIN generate_series(0, %(weeks)s - 1) AS back
  LEFT JOIN talk ON talk.group_id = span.group_id AND talk.week_on = span.this_week - 7 * back
  LEFT JOIN met ON met.group_id = span.group_id AND met.week_on = span.this_week - 7 * back
  LEFT JOIN groups_pulseweek pulse
    ON pulse.group_id = span.group_id AND pulse.week_on = span.this_week - 7 * back
 ORDER BY span.group_id, back DESC
"""


@dataclass(frozen=True)
class Week:
    """`came` is None where nobody met, or too few said that they were there to count them without pointing."""

    begins_on: date
    said: int
    met: int
    came: int | None
    mood: Mood | None
    is_running: bool

    @property
    def face(self) -> int | None:
        """The face that says the same: low, middling, fine."""
        return {Mood.LOW: 2, Mood.MIXED: 3, Mood.WELL: 4}[self.mood] if self.mood else None

    @property
    def came_words(self) -> str:
        if not self.met:
            return "No meeting"
        return "Too few to count" if self.came is None else str(self.came)

    @property
    def mood_words(self) -> str:
        if self.is_running:
            return "Said when the week is over"
        return self.mood.label if self.mood else "Too few to say"


@dataclass(frozen=True)
class WaitingAsk:
    post: Post
    since: str
    is_late: bool


@dataclass(frozen=True)
class Board:
    membership: Membership
    weeks: Sequence[Week]
    waiting: Sequence[WaitingAsk]
    coming: Occasion | None
    wishes: Sequence[JoinRequest]
    away: Sequence[Membership] = field(repr=False)
    verdict: Verdict

    @property
    def group(self) -> Group:
        return self.membership.group

    @property
    def away_shown(self) -> Sequence[Membership]:
        """In the order of names: that of days would be the same in two groups of aliases, and connect them."""
        return sorted(self.away, key=lambda member: member.shown_name.casefold())[:MOST_NAMED]

    @property
    def has_pulse(self) -> bool:
        return any(week.mood for week in self.weeks)

    @property
    def ended_weeks(self) -> Sequence[Week]:
        return [week for week in self.weeks if not week.is_running]


def boards_of(memberships: Sequence[Membership], *, now: datetime) -> list[Board]:
    """The boards of these keepers' memberships (each with its group), the one that needs them first, first.

    Five queries, however many groups and members there are.
    """
    groups = {membership.group_id: membership.group for membership in memberships}
    weeks = weeks_of(list(groups), now)
    waiting = _waiting(groups, now)
    coming = _coming(list(groups), now)
    wishes = _by_group(JoinRequest.objects.unanswered().filter(group__in=groups).only("group_id", "asked_at"))
    away = _by_group(
        Membership.objects.active()
        .filter(group__in=groups, away_until__gte=now.date())
        .select_related("group", "user")
        .order_by("pk")
    )
    boards = [
        Board(
            membership=membership,
            weeks=weeks[group.pk],
            waiting=waiting[group.pk],
            coming=coming.get(group.pk),
            wishes=wishes[group.pk],
            away=away[group.pk],
            verdict=verdict_of(
                group,
                late=[ask.since for ask in waiting[group.pk] if ask.is_late],
                waiting=len(waiting[group.pk]),
                wishes=[wish.asked_at for wish in wishes[group.pk]],
                moods=[week.mood for week in weeks[group.pk] if not week.is_running],
                met=sum(week.met for week in weeks[group.pk]),
                next_at=coming[group.pk].starts_at if group.pk in coming else None,
                now=now,
            ),
        )
        for membership in memberships
        for group in [membership.group]
    ]
    return sorted(boards, key=lambda board: (board.verdict.rank, board.group.name.casefold()))


def weeks_of(groups: list[int], now: datetime) -> dict[int, list[Week]]:
    """The last eight weeks of each group, oldest first; the running one is the last."""
    values: dict[str, Any] = {"now": now, "weeks": WEEKS, "groups": groups, "fewest": FEWEST_COUNTED}
    weeks: dict[int, list[Week]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(BY_WEEK, values)
        for group_id, begins_on, said, met, came, mood in cursor.fetchall():
            weeks[group_id].append(Week(begins_on, said, met, came, Mood(mood) if mood else None, False))
    for of_group in weeks.values():
        last = of_group[-1]
        of_group[-1] = Week(last.begins_on, last.said, last.met, last.came, None, True)
    return weeks


def _waiting(groups: dict[int, Group], now: datetime) -> dict[int, list[WaitingAsk]]:
    """Asks that nobody has answered, longest waiting first. Late: the group's promised time has passed."""
    asks: dict[int, list[WaitingAsk]] = defaultdict(list)
    rows = Post.objects.waiting().filter(group__in=groups).order_by("posted_at", "pk")
    for post in rows.defer("words", "html"):
        if post.has_expired(now):
            continue
        is_late = post.brought > 0 or (post.bring_at is not None and post.bring_at <= now)
        since = coarse_words(post.posted_at, now=now, zone=groups[post.group_id].time_zone)
        asks[post.group_id].append(WaitingAsk(post, since, is_late))
    return asks


def _coming(groups: list[int], now: datetime) -> dict[int, Occasion]:
    """The next date of each group that takes place, with how many come."""
    of_group = Occasion.objects.standing().coming(now).filter(meeting__group=OuterRef("pk"))
    first = Group.objects.filter(pk__in=groups).annotate(first=Subquery(of_group.values("pk")[:1]))
    rows = Occasion.objects.filter(pk__in=first.values("first")).with_answers().select_related("meeting")
    return {row.meeting.group_id: row for row in rows}


def _by_group(rows) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for row in rows:
        found[row.group_id].append(row)
    return found
