"""What the first page shows one person. Two queries, whatever there is to show."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, Subquery

from accounts.models import Pause, User
from accounts.prepared import Prepared
from checkins.models import CheckIn, Concern, Plan, RequestDraft, Share
from checkins.scale import QUESTION, Level
from groups.models import Reveal

GLIMPSE = 14
# Something shared with one is news on the first page for this long.
NEWS = timedelta(days=3)


@dataclass(frozen=True)
class Dot:
    """One answer in the glimpse: x and y of its centre, in the drawing's own units."""

    x: int
    y: int
    level: int
    word: str
    on: str


def today_for(user: User, *, now: datetime) -> dict:
    """The page's context."""
    recent = recent_checkins.all(user=user.pk, now=now)
    seen = at_a_glance.first(pk=user.pk, now=now, news_from=now - NEWS)
    answers = [checkin for checkin in recent if checkin.is_answered][:GLIMPSE]
    here = user.local_now(now)
    return {
        "greeting": greeting(here.hour),
        "question": QUESTION,
        "levels": Level.choices,
        "open_checkin": next((checkin for checkin in recent if checkin.is_open(now)), None),
        "answered_today": next((answer for answer in answers if answer.occasion_on == here.date()), None),
        "dots": dots(answers[::-1]),
        "latest": answers[0] if answers else None,
        "has_stopped_letters": user.letters_stopped_at is not None,
        "is_new": user.onboarded_at is None,
        **{name: getattr(seen, name) for name in SEEN},
    }


def greeting(hour: int) -> str:
    """For the person's own time of day. Nobody is told off for being up late."""
    if 5 <= hour < 12:
        return "Good morning"
    if 12 <= hour < 18:
        return "Good afternoon"
    return "Good evening" if hour >= 18 else "Hello, night owl"


@Prepared
def recent_checkins(user, now):
    """The latest answers, and whatever waits for one; without what was written."""
    waiting = CheckIn.objects.own(user).open(now)
    return (
        CheckIn.objects.own(user)
        .filter(Q(answered_at__isnull=False) | Q(pk__in=waiting.values("pk")))
        .defer("note", "draft")
        .order_by("-due_at")[: GLIMPSE + 6]
    )


@Prepared
def at_a_glance(pk, now, news_from):
    """Next moment, pause, request for contact, what others shared, and whether staff saw who one is: one row, since
    each is asked on every visit.
    """
    mine = Q(user=OuterRef("pk"))
    plans = Plan.objects.running().filter(mine)
    soonest = plans.filter(next_due_at__isnull=False).order_by("next_due_at")
    pauses = Pause.objects.running(now).filter(mine).order_by("-ends_at")
    unfinished = CheckIn.objects.unfinished_requests().filter(mine).order_by("-answered_at")
    concerns = Concern.objects.open().filter(student=OuterRef("pk")).order_by("-opened_at")
    shared = Share.objects.open_to(OuterRef("pk")).filter(
        shared_at__gt=news_from, checkin__answered_at__gt=news_from
    )
    return (
        User.objects.filter(pk=pk)
        .order_by()
        .only("pk")
        .annotate(
            has_plan=Exists(plans),
            next_due_at=Subquery(soonest.values("next_due_at")[:1]),
            is_backed_off=Exists(plans.backed_off()),
            pause_id=Subquery(pauses.values("pk")[:1]),
            pause_ends_at=Subquery(pauses.values("ends_at")[:1]),
            pause_name=Subquery(pauses.values("name")[:1]),
            unfinished_id=Subquery(unfinished.values("pk")[:1]),
            has_request_draft=Exists(RequestDraft.objects.filter(student=OuterRef("pk"))),
            concern_id=Subquery(concerns.values("pk")[:1]),
            concern_opened_at=Subquery(concerns.values("opened_at")[:1]),
            concern_acknowledged_at=Subquery(concerns.values("acknowledged_at")[:1]),
            has_shared=Exists(shared),
            is_opened=Exists(Reveal.objects.visible_to(OuterRef("pk")).unread()),
        )
    )


# What `at_a_glance` adds to the person.
SEEN = (
    "has_plan",
    "next_due_at",
    "is_backed_off",
    "pause_id",
    "pause_ends_at",
    "pause_name",
    "unfinished_id",
    "has_request_draft",
    "concern_id",
    "concern_opened_at",
    "concern_acknowledged_at",
    "has_shared",
    "is_opened",
)


def dots(answers: list[CheckIn]) -> list[Dot]:
    """Answers from left to right, the newest at the right edge of a drawing 448 wide and 104 high."""
    left = GLIMPSE - len(answers)
    return [
        Dot(
            x=16 + (left + place) * 32,
            y=16 + (Level.PLENTY - answer.level) * 18,
            level=answer.level,
            word=Level(answer.level).label,
            on=f"{answer.occasion_on.day} {answer.occasion_on:%B}",
        )
        for place, answer in enumerate(answers)
        if answer.level is not None
    ]
