"""Letters to the people on duty and to those who look after a group. None says what it is about."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from accounts.letter_kinds import LetterKind
from accounts.slips import Slip
from groups.models import GroupConcern


def duty_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """Staff are written to as long as nobody has taken it and they are still on duty for it."""
    waiting = set(
        GroupConcern.objects.unacknowledged()
        .filter(
            pk__in={slip.about for slip in slips},
            group__school__users__is_staff=True,
            group__school__users__is_on_duty_list=True,
        )
        .values_list("pk", "group__school__users__pk")
    )
    return {
        slip.pk: {"number": str(slip.about)} for slip in slips if (slip.about, slip.recipient_id) in waiting
    }


def _links(slips: Sequence[Slip], rows: dict[tuple[int, int | None], str]) -> dict[int, dict[str, str]]:
    return {
        slip.pk: {
            "link": settings.SITE_URL + reverse("groups:concern", args=[rows[slip.about, slip.recipient_id]])
        }
        for slip in slips
        if (slip.about, slip.recipient_id) in rows
    }


def raiser_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """Whoever raised it hears that it moved, unless they took it back."""
    rows = GroupConcern.objects.filter(pk__in={slip.about for slip in slips}, withdrawn_at=None)
    return _links(slips, {(pk, by): key for pk, by, key in rows.values_list("pk", "raised_by", "key")})


def student_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """The student it is about hears that there is something to read."""
    rows = GroupConcern.objects.filter(pk__in={slip.about for slip in slips}, told_at__isnull=False)
    return _links(
        slips, {(pk, about): key for pk, about, key in rows.values_list("pk", "about__user", "key")}
    )


LETTERS = [
    LetterKind(
        name="group-duty",
        title="Duty list: something waits in a group",
        template="emails/groups/duty",
        fields=("number",),
        values=duty_values,
        fresh_for=timedelta(days=7),
        is_urgent=True,
        can_be_refused=False,
        heeds_pause=False,
        heeds_quiet_hours=False,
    ),
    LetterKind(
        name="group-news",
        title="Something you handed on has moved",
        template="emails/groups/news",
        fields=("link",),
        values=raiser_values,
        fresh_for=timedelta(days=3),
        can_be_refused=False,
        heeds_pause=False,
    ),
    LetterKind(
        name="group-about-you",
        title="There is something about you to read",
        template="emails/groups/about_you",
        fields=("link",),
        values=student_values,
        fresh_for=timedelta(days=7),
        can_be_refused=False,
        heeds_pause=False,
    ),
]
