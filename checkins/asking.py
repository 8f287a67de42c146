"""Asking to be contacted: the student's side of a concern. Nothing is sent before its own button is pressed."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from checkins.concerns import open_concern, withdraw_concern
from checkins.models import CheckIn, Concern, RequestDraft
from checkins.models.checkins import Audience

# A draft that arrives this soon after a request holds the same words once more.
JUST_SENT = timedelta(minutes=1)


def open_request(user: User, checkin: CheckIn | None) -> Concern | None:
    """The request that is already on its way about this check-in (or about none)."""
    return Concern.objects.open().filter(student=user, checkin=checkin).first()


def unfinished_request(user: User) -> CheckIn | None:
    """The latest answer that said "please contact me" without the request having been sent."""
    return CheckIn.objects.unfinished_requests().filter(user=user).order_by("-answered_at").first()


@transaction.atomic
def ask_for_contact(
    *,
    by: User,
    words: str,
    reach_by: str,
    reach_when: str,
    urgency: str,
    now: datetime,
    checkin: CheckIn | None = None,
    shows_checkin: bool = True,
) -> Concern:
    """Sends the request once: pressing twice, or in two windows, gives back the one that is on its way."""
    User.objects.select_for_update().get(pk=by.pk)
    forget_request_draft(by)
    already = open_request(by, checkin)
    if already:
        return already
    if checkin is not None and checkin.audience != Audience.CONTACT:
        CheckIn.objects.filter(pk=checkin.pk).update(audience=Audience.CONTACT)
        checkin.shares.filter(revoked_at=None).update(revoked_at=now)
    return open_concern(
        by=by,
        words=words,
        reach_by=reach_by,
        reach_when=reach_when,
        urgency=urgency,
        now=now,
        checkin=checkin,
        shows_checkin=shows_checkin and checkin is not None,
    )


@transaction.atomic
def keep_request_draft(*, by: User, typed: dict[str, object], now: datetime) -> None:
    """Keeps what is being typed, encrypted, until it is sent or left; one for each person."""
    User.objects.select_for_update().get(pk=by.pk)
    if Concern.objects.filter(student=by, opened_at__gt=now - JUST_SENT).exists():
        return
    RequestDraft.objects.update_or_create(student=by, defaults={"typed": json.dumps(typed), "kept_at": now})


def request_draft_of(user: User) -> dict[str, Any]:
    draft = RequestDraft.objects.filter(student=user).first()
    return json.loads(draft.typed) if draft else {}


def forget_request_draft(user: User) -> None:
    RequestDraft.objects.filter(student=user).delete()


@transaction.atomic
def take_back_request(*, concern: Concern, by: User, now: datetime) -> bool:
    """Withdraws it; the check-in it came from is for its owner alone again."""
    if concern.student_id != by.pk or not withdraw_concern(concern=concern, now=now):
        return False
    CheckIn.objects.filter(concerns=concern, audience=Audience.CONTACT).update(audience=Audience.ONLY_ME)
    return True


@transaction.atomic
def never_mind(*, checkin: CheckIn, by: User) -> bool:
    """An unsent request is dropped: the answer stays with its owner, and nothing of the words is kept."""
    forget_request_draft(by)
    return bool(
        CheckIn.objects.unfinished_requests().filter(pk=checkin.pk, user=by).update(audience=Audience.ONLY_ME)
    )
