"""The letters that the library causes. Subjects and names are neutral: they are seen on locked screens and in logs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from accounts.letter_kinds import LetterKind
from accounts.slips import Slip
from resources.hours_words import date_words
from resources.models import CoSign, Proposal, Tip
from resources.reviewing import KIND, due_to_be_checked
from resources.workshops import letters as workshops


def proposal_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """The author, and whoever still stands behind it."""
    about = {slip.about for slip in slips}
    there = set(
        Proposal.objects.filter(pk__in=about, author__isnull=False).values_list("pk", "author")
    ) | set(CoSign.objects.filter(proposal__in=about).values_list("proposal", "user"))
    return {
        slip.pk: {"link": settings.SITE_URL + reverse("resources:proposal", args=[slip.about])}
        for slip in slips
        if (slip.about, slip.recipient_id) in there
    }


def check_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """Whoever still looks after the entry, as long as nobody has checked it meanwhile."""
    waiting = {
        (pk, owner): due
        for pk, owner, due in due_to_be_checked(now)
        .filter(pk__in={slip.about for slip in slips})
        .values_list("pk", "owner", "next_review_on")
    }
    return {
        slip.pk: {
            "link": settings.SITE_URL + reverse("admin:resources_resource_change", args=[slip.about]),
            "due": date_words(waiting[slip.about, slip.recipient_id]),
        }
        for slip in slips
        if (slip.about, slip.recipient_id) in waiting
    }


def tip_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """Whoever told it, as long as it has an answer."""
    answered = set(
        Tip.objects.filter(pk__in={slip.about for slip in slips}, answered_at__isnull=False).values_list(
            "pk", "by"
        )
    )
    link = settings.SITE_URL + reverse("resources:tips")
    return {slip.pk: {"link": link} for slip in slips if (slip.about, slip.recipient_id) in answered}


LETTERS = [
    LetterKind(
        name="library-answer",
        title="Something you told us about the library was answered",
        template="emails/resources/library_answer",
        fields=("link",),
        values=tip_values,
        fresh_for=timedelta(days=7),
        staff_see_recipient=True,
    ),
    LetterKind(
        name="proposal-moved",
        title="Something you said was missing, or stood behind, was answered",
        template="emails/resources/proposal_moved",
        fields=("link",),
        values=proposal_values,
        fresh_for=timedelta(days=7),
    ),
    LetterKind(
        name=KIND,
        title="An entry of the library that you look after is due for a look",
        template="emails/resources/library_check",
        fields=("link", "due"),
        values=check_values,
        fresh_for=timedelta(days=5),
        can_be_refused=False,
        heeds_pause=False,
    ),
    *workshops.LETTERS,
]
