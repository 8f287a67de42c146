"""Letters to the people on duty and to those who look after a group. None says what it is about."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.urls import reverse

from accounts.letter_kinds import LetterKind
from accounts.slips import Slip
from groups.kinds import KEEPERS
from groups.models import GroupConcern, QuietSpell, Reveal
from groups.models.reveals import Answer


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


def quiet_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """Keepers hear of it as long as the group is quiet, nobody said that this is fine, and they still look after it."""
    rows = (
        QuietSpell.objects.open()
        .filter(pk__in={slip.about for slip in slips}, let_be_at=None)
        .filter(group__last_active_at__lte=F("since"), group__archived_at=None)
        .filter(group__memberships__left_at=None, group__memberships__role__in=KEEPERS)
        .values_list("pk", "group__memberships__user", "group__key")
    )
    keys = {(pk, user): key for pk, user, key in rows}
    return {
        slip.pk: {
            "link": settings.SITE_URL + reverse("groups:quiet", args=[keys[slip.about, slip.recipient_id]])
        }
        for slip in slips
        if (slip.about, slip.recipient_id) in keys
    }


def second_person_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """Colleagues are written to as long as nobody has answered and they are still wellness staff there."""
    waiting = set(
        Reveal.objects.waiting(now)
        .filter(pk__in={slip.about for slip in slips})
        .filter(concern__group__school__users__is_staff=True, concern__group__school__users__is_active=True)
        .values_list("pk", "concern__group__school__users__pk")
    )
    return {
        slip.pk: {"number": str(slip.about)} for slip in slips if (slip.about, slip.recipient_id) in waiting
    }


def second_answer_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """Whoever asked hears that a colleague has answered."""
    rows = Reveal.objects.filter(
        pk__in={slip.about for slip in slips},
        asked_by__is_staff=True,
        answer__in=[Answer.AGREED, Answer.REFUSED],
    ).values_list("pk", "asked_by")
    answered = set(rows)
    return {
        slip.pk: {"number": str(slip.about)} for slip in slips if (slip.about, slip.recipient_id) in answered
    }


def opened_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """The student hears of it, unless they have read it on the page meanwhile."""
    rows = Reveal.objects.unread().filter(pk__in={slip.about for slip in slips})
    unread = set(rows.values_list("pk", "student"))
    link = {"link": settings.SITE_URL + reverse("groups:reveals")}
    return {slip.pk: link for slip in slips if (slip.about, slip.recipient_id) in unread}


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
    LetterKind(
        name="group-quiet",
        title="A group that you look after has become quiet",
        template="emails/groups/quiet",
        fields=("link",),
        values=quiet_values,
        fresh_for=timedelta(days=7),
    ),
    LetterKind(
        name="group-quiet-offer",
        title="What can be done with a group that is quiet",
        template="emails/groups/quiet_offer",
        fields=("link",),
        values=quiet_values,
        fresh_for=timedelta(days=7),
    ),
    LetterKind(
        name="group-second-person",
        title="A colleague needs a second person",
        template="emails/groups/second_person",
        fields=("number",),
        values=second_person_values,
        fresh_for=timedelta(hours=24),
        is_urgent=True,
        can_be_refused=False,
        heeds_pause=False,
        heeds_quiet_hours=False,
        is_for_staff=True,
    ),
    LetterKind(
        name="group-second-answer",
        title="A colleague has answered what you asked",
        template="emails/groups/second_answer",
        fields=("number",),
        values=second_answer_values,
        fresh_for=timedelta(hours=72),
        is_urgent=True,
        can_be_refused=False,
        heeds_pause=False,
        heeds_quiet_hours=False,
        is_for_staff=True,
    ),
    LetterKind(
        name="group-opened",
        title="Two of the staff have seen something of yours",
        template="emails/groups/opened",
        fields=("link",),
        values=opened_values,
        fresh_for=timedelta(days=14),
        can_be_refused=False,
        heeds_pause=False,
    ),
]
