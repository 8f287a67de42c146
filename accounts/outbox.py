"""How a letter leaves.

Whoever causes a letter calls `post_letters` in the transaction of the cause, so that both are kept or neither.
A worker calls `send_waiting`: it opens the way out, claims a batch with a lease, asks once more whether each letter
is still wanted, sends, and stamps the rows as the letters leave. A worker killed at any point loses nothing (the
lease lapses and the row is claimed again) and doubles at most the letters sent since its last stamp.

The outbox knows no kind of letter: each app declares its own (see accounts/letter_kinds.py).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.carriers import CARRIERS, Carrier, CarrierUnavailable, NotWelcome, open_carrier
from accounts.held import MOST_ATTEMPTS, Clock, Held, LeaseLost
from accounts.letter_kinds import LetterKind, Values, registry
from accounts.models.letters import Letter
from accounts.models.preferences import Channel
from accounts.slips import Slip, take_slips
from accounts.steadfast import steadfast
from accounts.wire import Outcome, Verdict

logger = logging.getLogger(__name__)

BATCH = 500
LEASE = timedelta(seconds=settings.OUTBOX_LEASE)
# Nobody on duty should wait ten minutes because the worker that held their letter was killed.
URGENT_LEASE = min(LEASE, timedelta(minutes=2))
# A worker lets go of what it has not sent well before its lease ends, so that nobody sends it beside them: 3.5 of 10
# minutes, which with a mail server that falls silent at the end stays within Celery's soft time limit.
SENDING_SHARE = 0.35
# Workers that took a letter among others and died; from then on it is taken alone.
LEFT_BEHIND = 2

Wanted = dict[LetterKind, list[tuple[Slip, Values]]]


@dataclass(frozen=True)
class Occasion:
    """One reason to write to one person: `about` is the causing row, `mark` tells its occasions apart."""

    recipient_id: int
    about: int
    due_at: datetime
    mark: str


POST = """
INSERT INTO accounts_letter (key, kind, recipient_id, channel, about, is_urgent, due_at, stale_at, attempts,
                             dropped_because, dead_reason)
SELECT %(kind)s || ':' || o.mark || ':' || o.recipient_id || ':' || c.channel,
       %(kind)s, o.recipient_id, c.channel, o.about, %(is_urgent)s, o.due_at, o.due_at + %(fresh_for)s, 0, '', ''
  FROM {occasions} AS o(recipient_id, about, due_at, mark)
 CROSS JOIN unnest(%(channels)s::text[]) AS c(channel)
  LEFT JOIN accounts_letterpreference p
    ON p.user_id = o.recipient_id AND p.kind = %(kind)s AND p.channel = c.channel
 WHERE NOT %(can_be_refused)s OR COALESCE(p.is_wanted, %(by_default)s)
    ON CONFLICT (recipient_id, key) DO NOTHING
"""
LISTED = "unnest(%(recipients)s::bigint[], %(abouts)s::bigint[], %(dues)s::timestamptz[], %(marks)s::text[])"

# Until when a letter to `recipient` whose key begins so waits, `now` at the earliest; null when none waits.
WAITS_UNTIL = """(
    SELECT max(greatest(due_at, %(now)s)) FROM accounts_letter
     WHERE recipient_id = {recipient} AND starts_with(key, {begins})
       AND sent_at IS NULL AND dropped_at IS NULL AND dead_at IS NULL)"""


def posting(occasions: str) -> str:
    """SQL that writes letters, one for each channel the recipient wants, as a statement or as a part of one.

    `occasions` is a relation in parentheses or a function call with the columns recipient_id, about, due_at, mark. The
    statement needs the values of `posting_values`. Posting the same occasion again changes nothing.
    """
    return POST.format(occasions=occasions)


def posting_values(kind_name: str) -> dict[str, Any]:
    kind = registry.get(kind_name)
    return {
        "kind": kind.name,
        "is_urgent": kind.is_urgent,
        "can_be_refused": kind.can_be_refused,
        "by_default": kind.by_default,
        "fresh_for": kind.fresh_for,
        "channels": Channel.values,
    }


def announce(kind_name: str, posted: int) -> None:
    """Wakes a worker once the letters that were posted are kept."""
    if posted:
        is_urgent = registry.get(kind_name).is_urgent
        transaction.on_commit(lambda: ring(is_urgent=is_urgent), robust=True)


def post_letters(kind_name: str, occasions: Iterable[Occasion]) -> int:
    """Writes the letters of these occasions; returns how many are new.

    To be called in the transaction of the cause.
    """
    occasions = list(occasions)
    if not occasions:
        return 0
    listed = {
        "recipients": [occasion.recipient_id for occasion in occasions],
        "abouts": [occasion.about for occasion in occasions],
        "dues": [occasion.due_at for occasion in occasions],
        "marks": [occasion.mark for occasion in occasions],
    }
    with connection.cursor() as cursor:
        cursor.execute(posting(LISTED), posting_values(kind_name) | listed)
        posted = cursor.rowcount
    announce(kind_name, posted)
    return posted


# Seconds. Celery's own patience with a broker that takes connections and says nothing is two minutes.
AT_ONCE = {"socket_timeout": 1, "socket_connect_timeout": 1}


def ring(*, is_urgent: bool) -> None:
    """Wakes a worker. A broker that is away costs the waiting page a few seconds: beat rings again."""
    name = "accounts.tasks.send_urgent_letters" if is_urgent else "accounts.tasks.send_letters"
    try:
        with current_app.connection_for_write(transport_options=AT_ONCE) as broker:
            current_app.send_task(name, expires=60, connection=broker, retry=False)
    except (OperationalError, OSError, *current_app.connection_for_write().connection_errors):
        logger.warning("bell-not-heard", extra={"task": name})


def lease_of(is_urgent: bool) -> timedelta:
    return URGENT_LEASE if is_urgent else LEASE


def claim(channel: Channel, *, is_urgent: bool, now: datetime, limit: int = BATCH) -> list[Slip]:
    """Takes up to `limit` due letters of a channel for this worker until the lease ends, oldest first.

    Letters that several workers left behind without an outcome come last and one at a time: if one of them is what
    ends workers, it uses up no other's tries and holds up nobody.
    """
    wanted: dict[str, Any] = {
        "channel": channel,
        "is_urgent": is_urgent,
        "now": now,
        "until": now + lease_of(is_urgent),
        "left_behind": LEFT_BEHIND,
    }
    return take_slips({**wanted, "limit": limit, "is_alone": False}) or take_slips(
        {**wanted, "limit": 1, "is_alone": True}
    )


def send_waiting(*, is_urgent: bool, clock: Clock = timezone.now) -> int:
    """Sends what is due, by each channel there is, until nothing is or a share of the lease has passed.

    Returns how many letters left.
    """
    return sum(_send_by(channel, is_urgent=is_urgent, clock=clock) for channel in CARRIERS)


def _send_by(channel: Channel, *, is_urgent: bool, clock: Clock) -> int:
    if not Letter.objects.due(clock()).filter(is_urgent=is_urgent, channel=channel).exists():
        return 0
    sent = 0
    ends = time.monotonic() + lease_of(is_urgent).total_seconds() * SENDING_SHARE
    try:
        with open_carrier(channel) as carrier:
            while time.monotonic() < ends and (slips := claim(channel, is_urgent=is_urgent, now=clock())):
                sent += _send_batch(slips, carrier, clock=clock, ends=ends)
    except CarrierUnavailable as error:
        # Without a way out nothing is claimed, and what was claimed before it closed has been given back.
        logger.warning("no-way-out", extra={"channel": channel, "reason": str(error)})
    except LeaseLost:
        logger.warning("lease-lost", extra={"channel": channel})
    return sent


def _send_batch(slips: Sequence[Slip], carrier: Carrier, *, clock: Clock, ends: float) -> int:
    held = Held(slips, clock)
    wanted = sift(slips, held)
    try:
        for kind, letters in wanted.items():
            carrier.send(kind, _while_time_lasts(letters, ends), held.stamp)
    except (NotWelcome, LeaseLost):
        held.give_back(_without_outcome(wanted, held))
        raise
    except (CarrierUnavailable, SoftTimeLimitExceeded) as error:
        # The letter at hand may be what the server cannot bear: for that one it was a try, and it steps aside.
        for pk in _without_outcome(wanted, held)[:1]:
            held.stamp([Outcome(pk, Verdict.UNKNOWN, 0, str(error))])
        held.give_back(_without_outcome(wanted, held))
        raise
    held.give_back(_without_outcome(wanted, held))
    return held.sent


def _without_outcome(wanted: Wanted, held: Held) -> list[int]:
    return [slip.pk for letters in wanted.values() for slip, _ in letters if slip.pk not in held.done]


def _while_time_lasts(letters: Sequence[tuple[Slip, Values]], ends: float) -> Iterator[tuple[Slip, Values]]:
    for letter in letters:
        if time.monotonic() > ends:
            return
        yield letter


def sift(slips: Sequence[Slip], held: Held) -> Wanted:
    """Asks again, now that it is about to leave, whether each letter is wanted; drops or postpones the others."""
    now = held.clock()
    dropped: dict[str, list[int]] = {}
    by_kind: dict[LetterKind, list[Slip]] = {}
    for slip in slips:
        kind = registry.find(slip.kind)
        if slip.attempts > MOST_ATTEMPTS:
            # Every worker that took it died before it could say why.
            held.bury(slip.pk, f"Taken {slip.attempts - 1} times without an outcome.", now)
        elif kind is None:
            # While releases change, another worker may know it.
            held.stamp([Outcome(slip.pk, Verdict.DEFERRED, 0, "This release knows no such letter.")])
        elif reason := _unwanted(slip, kind, now):
            dropped.setdefault(reason, []).append(slip.pk)
        elif kind.heeds_quiet_hours and (until := slip.quiet_until(now)):
            held.postpone(slip.pk, until)
        else:
            by_kind.setdefault(kind, []).append(slip)
    wanted: Wanted = {}
    for kind, letters in by_kind.items():
        values = steadfast(kind.values)(letters, now)
        wanted[kind] = [(slip, values[slip.pk]) for slip in letters if slip.pk in values]
        dropped.setdefault("no longer wanted", []).extend(
            slip.pk for slip in letters if slip.pk not in values
        )
    for reason, ids in dropped.items():
        if ids:
            held.drop(ids, reason, now)
    return wanted


def _unwanted(slip: Slip, kind: LetterKind, now: datetime) -> str:
    """Why this letter must not leave, or "" when it may."""
    if not slip.is_active:
        return "left"
    if slip.stale_at <= now:
        return "too late"
    if kind.can_be_refused and (slip.has_stopped_all or slip.has_refused):
        return "refused"
    if kind.heeds_pause and slip.is_paused:
        return "paused"
    return ""
