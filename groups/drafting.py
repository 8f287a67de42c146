"""What is being typed, kept encrypted until it is said."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from groups.models import Draft, Membership


def keep_draft(*, membership: Membership, place: str, typed: dict[str, Any], now: datetime) -> None:
    """One draft for each place; an empty one is forgotten."""
    if not any(typed.values()):
        Draft.objects.filter(membership=membership, place=place).delete()
        return
    Draft.objects.update_or_create(
        membership=membership, place=place, defaults={"typed": json.dumps(typed), "kept_at": now}
    )


def draft_of(membership: Membership, place: str) -> dict[str, Any]:
    draft = Draft.objects.filter(membership=membership, place=place).first()
    return typed_in(draft) if draft else {}


def typed_in(draft: Draft) -> dict[str, Any]:
    return json.loads(draft.typed)
