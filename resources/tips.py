"""Telling the staff that an entry is wrong or that one is missing, and hearing back."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify

from accounts.models import School, User
from accounts.outbox import Occasion, post_letters
from resources.kinds import Kind, Status
from resources.models import Resource, Tip
from resources.models.queries import ResourceQuerySet
from resources.models.tips import What

MOST_A_DAY = 10
ALIKE = 0.4
SHOWN_ALIKE = 4


class TooManyTips(Exception):
    """This person has told as much as one person may in a day."""


def entries_like(title: str, url: str, *, reader: User) -> ResourceQuerySet:
    """Entries that the library may hold already: a title that comes close, or the same site."""
    entries = (
        Resource.objects.visible_to(reader)
        .listed()
        .annotate(closeness=TrigramWordSimilarity(title[:120], "title"))
    )
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    is_named = "." in host  # not yet, while one types
    same = Q(url__icontains=f"//{host}") | Q(url__icontains=f"//www.{host}") if is_named else Q(pk=None)
    return entries.filter(Q(closeness__gte=ALIKE) | same).order_by("-closeness", "title")[:SHOWN_ALIKE]


def tell(
    *,
    by: User,
    school: School,
    what: str,
    now: datetime,
    resource: Resource | None = None,
    title: str = "",
    url: str = "",
    words: str = "",
) -> Tip | None:
    """Keeps what somebody tells; None when they told the same before and nobody has looked yet. Raises TooManyTips."""
    if Tip.objects.filter(by=by, made_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooManyTips
    try:
        with transaction.atomic():
            return Tip.objects.create(
                by=by,
                school=school,
                what=what,
                resource=resource,
                title=title,
                url=url,
                words=words,
                made_at=now,
            )
    except IntegrityError:
        return None


@transaction.atomic
def answer_tip(*, tip: Tip, by: User, outcome: str, answer: str, now: datetime) -> Tip:
    """Ends it with words that whoever told it reads; they hear that there is an answer."""
    row = Tip.objects.for_staff(by).select_for_update().get(pk=tip.pk)
    row.outcome, row.answer, row.answered_at, row.answered_by = outcome, answer, now, by
    row.save()
    if row.by_id:
        post_letters("library-answer", [Occasion(row.by_id, row.pk, now, f"{row.pk}.{now:%Y%m%d%H%M%S}")])
    return row


@transaction.atomic
def pass_on(*, tip: Tip, by: User, now: datetime) -> bool:
    """To the operator, who keeps the global entries. Who told it is not passed on."""
    return bool(
        Tip.objects.for_staff(by)
        .filter(pk=tip.pk, resource__school=None, resource__isnull=False, passed_on_at=None)
        .update(passed_on_at=now)
    )


@transaction.atomic
def draft_from(*, tip: Tip, by: User, now: datetime) -> Resource | None:
    """An entry of the school's own, not shown to anybody yet, with what the tip says; None once it was answered."""
    waiting = Tip.objects.for_staff(by).open().filter(pk=tip.pk, what=What.NEW)
    row = waiting.select_for_update().first()
    if row is None:
        return None
    base = slugify(row.title)[:70] or "entry"
    taken = set(
        Resource.objects.filter(school=row.school_id, slug__startswith=base).values_list("slug", flat=True)
    )
    slug = next(s for s in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if s not in taken)
    return Resource.objects.create(
        school=row.school,
        slug=slug,
        kind=Kind.SERVICE,
        title=row.title,
        summary=(row.words or row.title)[:300],
        url=row.url,
        status=Status.INACTIVE,
        owner=by,
        changed_by=by,
    )
