"""Which groups might suit somebody, and searching among those that they may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, FloatField, Func, OuterRef, Q, Value
from django.db.models.functions import Greatest, Lower

from accounts.models import User
from accounts.support import Support
from groups.kinds import Entry, Kind
from groups.models import Group
from groups.models.groups import Time

PAGE = 20
MOST_LOOKED_AT = 200  # the liveliest ones, for suggestions
LIVELY = timedelta(days=7)
NEW = timedelta(days=14)
ENOUGH_TO_TALK = 3
CLOSE_ENOUGH = 0.45  # of pg_trgm: one letter wrong in a word of seven still finds it

WANTED = {
    Support.EMOTIONAL: ((Kind.CIRCLE, Kind.BUDDIES), "for listening, which you said would be good"),
    Support.INSTRUMENTAL: ((Kind.STUDY, Kind.BUDDIES), "for practical help, which you said would be good"),
    Support.INFORMATIONAL: ((Kind.STUDY, Kind.MENTORING), "for knowing how things work, as you wished"),
    Support.APPRAISAL: ((Kind.MENTORING, Kind.BUDDIES), "for honest feedback, as you wished"),
}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Suggestion:
    """A group and why it is suggested, as a line such as "Same year, evenings, two places left"."""

    group: Group
    reason: str
    weight: int


def joinable(user: User):
    """Groups that this person could get into: seen, running, not theirs yet, and not by invitation only."""
    visible = Group.objects.visible_to(user).running()
    return visible.exclude(entry=Entry.INVITATION).exclude(pk__in=Group.objects.of(user).values("pk"))


def suggest_groups(user: User, *, now: datetime, count: int = 3) -> list[Suggestion]:
    """By rule, best first: for one's own year, of a kind that gives what one would like to get, not full, not quiet.

    One query, whatever there is. Nothing of anybody's check-ins or posts is looked at.
    """
    waits_for = user.join_requests.pending().values("group")
    liveliest = joinable(user).exclude(pk__in=waits_for).with_seats().order_by("-last_active_at", "pk")
    found = [suggestion_of(group, user, now) for group in liveliest[:MOST_LOOKED_AT]]
    good = [suggestion for suggestion in found if suggestion.weight > 0]
    return sorted(good, key=lambda suggestion: (-suggestion.weight, suggestion.group.key))[:count]


def suggestion_of(group, user: User, now: datetime) -> Suggestion:
    weight, reasons = 0, []
    if user.stage and user.stage in group.stages:
        weight += 4
        is_year = user.stage.startswith("year-")
        reasons.append("same year" if is_year else f"for {user.get_stage_display().lower()}")
    elif group.stages:
        weight -= 4
    for wish in user.wants:
        kinds, words = WANTED[Support(wish)]
        if group.kind in kinds:
            weight += 3
            reasons.append(words)
            break
    if group.times:
        reasons.append(in_words_of(group.times))
    if group.places_left <= 0:
        weight -= 3
        reasons.append("a waiting list")
    elif group.places_left <= 3:
        weight += 1
        reasons.append(places_in_words(group.places_left))
    if now - group.founded_at < NEW:
        weight += 1
        reasons.append("just begun")
    elif now - group.last_active_at < LIVELY and group.seats_taken >= ENOUGH_TO_TALK:
        weight += 1
        reasons.append("lively these days")
    line = ", ".join(reasons)
    return Suggestion(group, line[:1].upper() + line[1:], weight)


def in_words_of(times: Iterable[str]) -> str:
    """Evenings and weekends."""
    words = [Time(time).label.lower() for time in times]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def places_in_words(places: int) -> str:
    number = NUMBERS[places] if places < len(NUMBERS) else str(places)
    return f"{number} place{'' if places == 1 else 's'} left"


def unaccented(expression) -> Func:
    return Func(expression, function="unaccent")


def likeness(words, text) -> Func:
    """From 0 to 1: how well `words` fit the most similar stretch of words in `text` (pg_trgm)."""
    return Func(words, text, function="word_similarity", output_field=FloatField())


def search_groups(
    user: User,
    *,
    words: str = "",
    kind: str = "",
    time: str = "",
    stage: str = "",
    entry: str = "",
    has_room: bool = False,
    after: str = "",
) -> tuple[list[Group], str]:
    """A page of groups by name, and the mark of the next page ("" after the last). Two queries at most.

    Searches names and what groups say of themselves: without accents, and with a letter wrong. A mark is the key of
    the last group of a page; one that is unknown, or not to be seen, means the first page.
    """
    found = (
        Group.objects.visible_to(user)
        .running()
        .with_seats()
        .annotate(
            sort_name=Lower("name"), is_mine=Exists(user.memberships.active().filter(group=OuterRef("pk")))
        )
    )
    if words:
        plain = unaccented(Value(words))
        found = found.annotate(
            likeness=Greatest(
                likeness(plain, unaccented(F("name"))),
                likeness(plain, unaccented(F("about"))),
            )
        ).filter(
            Q(name__unaccent__icontains=words)
            | Q(about__unaccent__icontains=words)
            | Q(likeness__gte=CLOSE_ENOUGH)
        )
    if kind:
        found = found.filter(kind=kind)
    if time:
        found = found.filter(times__contains=[time])
    if stage:
        found = found.filter(Q(stages__contains=[stage]) | Q(stages=[]))
    if entry:
        found = found.filter(entry=entry)
    if has_room:
        found = found.filter(places_left__gt=0, is_mine=False)
    if after and (last := Group.objects.visible_to(user).filter(key=after).first()):
        name = Lower(Value(last.name))
        found = found.filter(Q(sort_name__gt=name) | Q(sort_name=name, key__gt=last.key))
    rows = list(found.order_by("sort_name", "key")[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].key if len(rows) > PAGE else ""
