"""Leaving for good: after this, no row anywhere is about the person who left. docs/privacy.md says it in words."""

from __future__ import annotations

import logging
from datetime import datetime

import pgtrigger
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.db.models.deletion import Collector

from accounts.models import User

logger = logging.getLogger(__name__)


class LastOperator(Exception):
    """Nobody would be left who can look after the house."""


@transaction.atomic
def erase_person(*, user: User, now: datetime) -> None:
    """Deletes the account and everything that is about this person, or raises LastOperator.

    What is another's stays and no longer names them: a request for contact that they took as staff keeps its
    history, an access record that they caused keeps the role in which they read.
    """
    operators = User.objects.active().filter(is_superuser=True).select_for_update()
    if user.is_superuser and not [other for other in operators if other.pk != user.pk]:
        raise LastOperator
    pk = user.pk
    _blank_log_entries(user)
    _end_sessions(user)
    # Access records are append-only for everybody else. They belong to the person who leaves.
    with pgtrigger.ignore("accounts.AccessRecord:append_only"):
        user.delete()
    logger.info("person-erased", extra={"person_id": pk, "at_hour": now.strftime("%Y-%m-%dT%H")})


def _blank_log_entries(user: User) -> None:
    """Staff's own log of changes keeps that something was done, not to whom. Their own lines go with them."""
    collector = Collector(using="default", origin=user)
    with pgtrigger.ignore("accounts.AccessRecord:append_only"):
        collector.collect([user])
    about = Q(object_repr__in=[user.alias, user.email]) | Q(change_message__contains=user.email)
    for model, rows in _rows_that_go(collector):
        kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
        about |= Q(content_type=kind, object_id__in=rows)
    LogEntry.objects.filter(about).exclude(user=user).update(
        object_id=None, object_repr="somebody who has left", change_message=""
    )


def _rows_that_go(collector: Collector):
    for model, instances in collector.data.items():
        yield model, [str(instance.pk) for instance in instances]
    for queryset in collector.fast_deletes:
        if hasattr(queryset, "model"):
            yield queryset.model, [str(pk) for pk in queryset.values_list("pk", flat=True)]


def _end_sessions(user: User) -> None:
    """Every session of theirs, on every device, and every half-finished sign-in with their address."""
    for session in Session.objects.iterator():
        held = session.get_decoded()
        if held.get("_auth_user_id") == str(user.pk) or user.email in str(held):
            session.delete()
