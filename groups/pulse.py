"""The pulse of a group: a coarse word for a week, from the answers of members who opted in for this very group.

What it promises, whatever somebody else knows about all the others:
- fewer than five people who answered in a week: no word;
- a week is frozen when it has ended, so joining, leaving, opting in or out and deleting later change nothing before;
- no single person decides between all three words. "Mostly low" and "mostly well" are only said where they would also
  be said without any one of the people counted (more than half, even then); everything else is "mixed". Somebody who
  knows every other answer of a week can therefore tell at most on which side of one line the last one lay (low or not,
  or well or not), and only where the others stand right at that line;
- each person counts once, by the middle of their answers of that week.
"""

from datetime import datetime

from django.db import connection

from groups.models import Membership

FEWEST = 5

# A week is the group's own, Monday to Sunday in its zone. Only the last one that ended is frozen: what was missed while
# no worker ran stays unknown rather than being reckoned with another membership than that week's.
FREEZE = """
INSERT INTO groups_pulseweek (group_id, week_on, mood, frozen_at)
SELECT g.id, week.begins_on,
       CASE WHEN counted.people < %(fewest)s THEN ''
            WHEN 2 * counted.low > counted.people + 1 THEN 'low'
            WHEN 2 * counted.well > counted.people + 1 THEN 'well'
            ELSE 'mixed' END,
       %(now)s
  FROM groups_group g
 CROSS JOIN LATERAL (
       SELECT date_trunc('week', %(now)s AT TIME ZONE g.time_zone)::date - 7 AS begins_on) AS week
 CROSS JOIN LATERAL (
       SELECT week.begins_on::timestamp AT TIME ZONE g.time_zone AS starts_at,
              (week.begins_on + 7)::timestamp AT TIME ZONE g.time_zone AS ends_at) AS span
 CROSS JOIN LATERAL (
       SELECT count(*) AS people,
              count(*) FILTER (WHERE level <= 2) AS low,
              count(*) FILTER (WHERE level >= 4) AS well
         FROM (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY c.level) AS level
                 FROM groups_membership m
                 JOIN checkins_checkin c ON c.user_id = m.user_id
                  AND c.answered_at >= GREATEST(span.starts_at, m.pulse_since, m.joined_at)
                  AND c.answered_at < span.ends_at
                WHERE m.group_id = g.id AND m.left_at IS NULL AND m.pulse_since IS NOT NULL
                GROUP BY m.user_id) AS person) AS counted
 WHERE g.archived_at IS NULL AND g.founded_at < span.ends_at
   AND NOT EXISTS (SELECT 1 FROM groups_pulseweek p WHERE p.group_id = g.id AND p.week_on = week.begins_on)
    ON CONFLICT (group_id, week_on) DO NOTHING
"""


def freeze_weeks(*, now: datetime) -> int:
    """Writes the week that has ended, for each running group that has none yet; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(FREEZE, {"now": now, "fewest": FEWEST})
        return cursor.rowcount


def opt_in(*, membership: Membership, now: datetime) -> None:
    """Counts from now on, and only for this stay in this group. Saying so twice changes nothing."""
    Membership.objects.active().filter(pk=membership.pk, pulse_since=None).update(pulse_since=now)


def opt_out(*, membership: Membership) -> None:
    """Not counted any more, this week's answers neither. Weeks that were frozen hold nobody."""
    Membership.objects.filter(pk=membership.pk).update(pulse_since=None)
