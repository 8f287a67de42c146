"""What somebody does with a check-in: answer it, skip it, put it off, say more, change it later.

Every verb locks the row first and returns whether it changed anything, so that a second press of the same button
does nothing.
"""

import json
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from checkins.models import CheckIn, ChosenPerson, Plan
from checkins.models.checkins import Audience
from checkins.sharing import share_with
from checkins.snoozing import latest_answer

# A check-in of one's own accord stays open this long.
SPONTANEOUS_OPEN_FOR = timedelta(hours=12)
NOTE_MOST = 4000


def _locked(checkin: CheckIn) -> CheckIn:
    return CheckIn.objects.select_for_update(of=("self",)).select_related("user").get(pk=checkin.pk)


def _heard_from(checkin: CheckIn) -> None:
    """Its plan keeps its old pace again; what somebody says of their own accord speaks for all their plans."""
    plans = Plan.objects.filter(pk=checkin.plan_id) if checkin.plan_id else checkin.user.plans.running()
    plans.exclude(ignored=0).update(ignored=0)


@transaction.atomic
def check_in_now(*, by: User, now: datetime) -> CheckIn:
    """An occasion of one's own accord. One that still waits is given back instead of a second."""
    User.objects.select_for_update().get(pk=by.pk)
    waiting = CheckIn.objects.open(now).filter(user=by, plan=None).first()
    if waiting:
        return waiting
    return CheckIn.objects.create(
        user=by, occasion_on=by.local_now(now).date(), due_at=now, closes_at=now + SPONTANEOUS_OPEN_FOR
    )


@transaction.atomic
def answer_checkin(
    *,
    checkin: CheckIn,
    by: User,
    level: int,
    now: datetime,
    note: str | None = None,
    tags: Iterable[str] | None = None,
    audience: str = Audience.ONLY_ME,
    chosen: Collection[ChosenPerson] = (),
) -> bool:
    """Keeps the answer and shows it to whom it is for. False when it was answered or closed before.

    Where only a face was asked for (`note` and `tags` None), what lies in the draft becomes part of the answer.
    """
    row = _locked(checkin)
    if row.user_id != by.pk or not row.is_open(now):
        return False
    draft = draft_of(row)
    row.level = level
    row.note = str(draft.get("note") or "") if note is None else note
    row.tags = list(dict.fromkeys(tags if tags is not None else draft.get("tags") or ()))
    row.audience, row.answered_at, row.remind_at, row.draft = audience, now, None, ""
    row.save()
    _heard_from(row)
    share_with(checkin=row, chosen=chosen if audience == Audience.CHOSEN else (), now=now)
    return True


@transaction.atomic
def skip_checkin(*, checkin: CheckIn, by: User, now: datetime) -> bool:
    """Not this time. It counts as having been heard from, so reminders stay as they are."""
    row = _locked(checkin)
    if row.user_id != by.pk or not row.is_open(now):
        return False
    row.skipped_at, row.remind_at, row.draft = now, None, ""
    row.save(update_fields=["skipped_at", "remind_at", "draft"])
    _heard_from(row)
    return True


@transaction.atomic
def snooze_checkin(*, checkin: CheckIn, remind_at: datetime, now: datetime) -> bool:
    """One more letter at `remind_at`, and none before. A newer occasion of the same plan replaces it, and then there
    is none.
    """
    row = _locked(checkin)
    if not row.is_open(now):
        return False
    plan = Plan.objects.running().filter(checkins=row).first()
    CheckIn.objects.filter(pk=row.pk).hush()
    row.closes_at = latest_answer(row.closes_at, remind_at, plan)
    row.remind_at = remind_at if remind_at < row.closes_at else None
    row.save(update_fields=["remind_at", "closes_at"])
    return True


@transaction.atomic
def keep_draft(*, checkin: CheckIn, by: User, typed: dict[str, object], now: datetime) -> bool:
    """Keeps what is being typed, encrypted, until the answer is given."""
    row = _locked(checkin)
    if row.user_id != by.pk or not row.is_open(now):
        return False
    row.draft = json.dumps(typed) if any(typed.values()) else ""
    row.save(update_fields=["draft"])
    return True


@transaction.atomic
def begin_again(*, checkin: CheckIn, by: User, typed: dict[str, object], now: datetime) -> CheckIn:
    """A fresh check-in of one's own accord that holds, as a draft, what was typed for one that is over."""
    fresh = check_in_now(by=by, now=now)
    there = draft_of(fresh)
    note = joined(str(there.get("note") or ""), str(typed.get("note") or ""))[:NOTE_MOST]
    keep_draft(checkin=fresh, by=by, typed={**typed, "note": note}, now=now)
    return fresh


def joined(earlier: str, later: str) -> str:
    """Both, as paragraphs."""
    return "\n\n".join(part for part in (earlier, later) if part)


def ends_with(note: str, words: str) -> bool:
    """Whether these words are the note, or its last paragraphs."""
    return note == words or note.endswith(f"\n\n{words}")


def draft_of(checkin: CheckIn) -> dict[str, Any]:
    return json.loads(checkin.draft) if checkin.draft else {}


@transaction.atomic
def add_to_answer(*, checkin: CheckIn, note: str, tags: Iterable[str], now: datetime) -> bool:
    """Adds words and tags to an answer given without signing in. It adds; it shows and replaces nothing.

    Pressed twice, it adds once. False where there is no room for the words.
    """
    row = _locked(checkin)
    if not row.is_answered:
        return False
    together = row.note if ends_with(row.note, note) else joined(row.note, note)
    if len(together) > NOTE_MOST:
        return False
    row.note = together
    row.tags = list(dict.fromkeys([*row.tags, *tags]))
    row.save(update_fields=["note", "tags"])
    return True


@transaction.atomic
def change_answer(
    *, checkin: CheckIn, by: User, level: int, note: str, tags: Iterable[str], now: datetime
) -> bool:
    """Puts right what was said. When it was said stays as it was."""
    row = _locked(checkin)
    if row.user_id != by.pk or not row.is_answered:
        return False
    row.level, row.note, row.tags = level, note, list(dict.fromkeys(tags))
    row.save(update_fields=["level", "note", "tags"])
    return True
