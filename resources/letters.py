"""The letters that the library causes. Subjects and names are neutral: they are seen on locked screens and in logs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from accounts.letter_kinds import LetterKind
from accounts.slips import Slip
from resources.models import CoSign, Proposal


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


LETTERS = [
    LetterKind(
        name="proposal-moved",
        title="Something you said was missing, or stood behind, was answered",
        template="emails/resources/proposal_moved",
        fields=("link",),
        values=proposal_values,
        fresh_for=timedelta(days=7),
    ),
]
