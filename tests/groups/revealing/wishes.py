"""What staff wish to see, and what the student then reads."""

from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessRecord
from groups.models import Reveal
from groups.revealing import ask_who_it_is

REASON = "planted-reason: they wrote that they would not see Friday."
NO = "planted-refusal: their mentor can reach them."


def wish(concern, by, **more) -> Reveal:
    said = {"ground": "danger", "reason": REASON, "now": timezone.now()}
    return ask_who_it_is(concern=concern, by=by, **said | more)


def steps(person) -> list[str]:
    return list(AccessRecord.objects.visible_to(person).order_by("pk").values_list("did", flat=True))


def page_of(reveal) -> str:
    return reverse("admin:groups_reveal_change", args=[reveal.pk])


def author_alias(concern) -> str:
    return concern.about.alias
