"""The letters that check-ins cause. Subjects and names are neutral: they are seen on locked screens and in logs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from accounts.letter_kinds import LetterKind
from accounts.slips import Slip
from checkins.models import CheckIn, ChosenPerson, Concern
from checkins.models.plans import BACK_OFF_AFTER, is_frequent
from checkins.moments import moment_url
from checkins.reminders import FRESH_FOR

BACKING_OFF = (
    "You have not had a moment lately, and that is fine. From now on we write about once a week, "
    "until you feel like answering again."
)


def page_url(name: str, *args: int | str) -> str:
    """The absolute address of a page."""
    return settings.SITE_URL + reverse(name, args=args)


def letter_number(slip: Slip) -> int:
    """Which of the letters about its check-in it is, by the mark in its key (checkins/reminders.py)."""
    return int(slip.key.split(":", 2)[1].partition(".")[2])


def moment_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """Only check-ins that still wait for an answer, and only the latest letter about each; the link opens that one
    occasion and nothing else.
    """
    waiting = {
        pk: known
        for pk, *known in CheckIn.objects.open(now)
        .filter(pk__in={slip.about for slip in slips})
        .values_list("pk", "letters_posted", "plan__ignored", "plan__rhythm", "plan__weekdays")
    }
    values = {}
    for slip in slips:
        if slip.about not in waiting:
            continue
        latest, ignored, rhythm, weekdays = waiting[slip.about]
        if letter_number(slip) >= latest:
            is_backing_off = ignored == BACK_OFF_AFTER and is_frequent(rhythm, weekdays)
            values[slip.pk] = {"link": moment_url(slip.about), "note": BACKING_OFF if is_backing_off else ""}
    return values


def page_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """Staff are written to as long as nobody has taken the concern and they are still on duty for it."""
    waiting = set(
        Concern.objects.unacknowledged()
        .filter(
            pk__in={slip.about for slip in slips},
            student__school__users__is_staff=True,
            student__school__users__is_on_duty_list=True,
        )
        .values_list("pk", "student__school__users__pk")
    )
    return {
        slip.pk: {"number": str(slip.about)} for slip in slips if (slip.about, slip.recipient_id) in waiting
    }


def over_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """Whoever had taken a request hears that it was taken back."""
    over = set(
        Concern.objects.filter(pk__in={slip.about for slip in slips}, withdrawn_at__isnull=False)
        .filter(acknowledged_by__is_staff=True)
        .values_list("pk", "acknowledged_by")
    )
    return {slip.pk: {"number": str(slip.about)} for slip in slips if (slip.about, slip.recipient_id) in over}


def still_open_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """The student hears what happened, as long as they have not taken it back."""
    there = set(
        Concern.objects.filter(pk__in={slip.about for slip in slips}, withdrawn_at=None).values_list(
            "pk", flat=True
        )
    )
    return {
        slip.pk: {"link": page_url("checkins:concern", slip.about)} for slip in slips if slip.about in there
    }


def shared_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """A chosen person hears that something was shared, unless it was taken back meanwhile."""
    values: dict[int, dict[str, str]] = {}
    for recipient_id in {slip.recipient_id for slip in slips}:
        mine = [slip for slip in slips if slip.recipient_id == recipient_id]
        shared = set(
            CheckIn.objects.shared_with(recipient_id)
            .filter(pk__in=[slip.about for slip in mine])
            .values_list("pk", flat=True)
        )
        values.update(
            {slip.pk: {"link": page_url("checkins:shared")} for slip in mine if slip.about in shared}
        )
    return values


def accepted_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """Who made a link hears that it was accepted, as long as the two are connected."""
    connected = set(
        ChosenPerson.objects.accepted()
        .filter(pk__in={slip.about for slip in slips})
        .values_list("pk", "owner_id")
    )
    link = page_url("checkins:people")
    return {slip.pk: {"link": link} for slip in slips if (slip.about, slip.recipient_id) in connected}


LETTERS = [
    LetterKind(
        name="moment",
        title="A moment for you, when your plan says so",
        template="emails/checkins/moment",
        fields=("link", "note"),
        values=moment_values,
        fresh_for=FRESH_FOR,
        staff_see_recipient=True,
        staff_see_undelivered_only=True,
    ),
    LetterKind(
        name="shared",
        title="Somebody who chose you has shared something with you",
        template="emails/checkins/shared",
        fields=("link",),
        values=shared_values,
        fresh_for=timedelta(days=2),
    ),
    LetterKind(
        name="accepted",
        title="Somebody has accepted your link",
        template="emails/checkins/accepted",
        fields=("link",),
        values=accepted_values,
        fresh_for=timedelta(days=2),
    ),
    LetterKind(
        name="request-moved",
        title="Something you asked for has moved on",
        template="emails/checkins/request_moved",
        fields=("link",),
        values=still_open_values,
        fresh_for=timedelta(days=3),
        can_be_refused=False,
        heeds_pause=False,
        staff_see_recipient=True,
    ),
    LetterKind(
        name="duty",
        title="Duty list: somebody is waiting",
        template="emails/checkins/duty",
        fields=("number",),
        values=page_values,
        fresh_for=timedelta(days=7),
        is_urgent=True,
        can_be_refused=False,
        heeds_pause=False,
        heeds_quiet_hours=False,
    ),
    LetterKind(
        name="duty-over",
        title="Duty list: what you had taken was taken back",
        template="emails/checkins/duty_over",
        fields=("number",),
        values=over_values,
        fresh_for=timedelta(days=2),
        is_urgent=True,
        can_be_refused=False,
        heeds_pause=False,
    ),
]
