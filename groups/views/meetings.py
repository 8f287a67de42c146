"""A group's meetings, one date of them, and what a member says to it."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_POST, require_safe

from groups.calendars.events import meeting_calendar
from groups.calendars.feeds import with_said
from groups.meetings.answers import answer_all, answer_date, can_say_so, place_in_line, say_so
from groups.meetings.reminders import REMIND_BEFORE
from groups.meetings.strip import strip_from, strip_of
from groups.mine import my_membership
from groups.models import Answer, Attendance, Meeting, Membership, Occasion, StandingAnswer
from groups.models.answers import Coming
from resources.online import where_words

PAGE = 12
# The dates of a series that stand on the page of one of them.
MORE_DATES = 6
# Names of who comes are written out up to here.
MOST_NAMES = 24
# And where all seats are taken, by so many fewer than there are seats.
LEFT_OUT = 3


def my_occasion(request, key: str, date: str) -> tuple[Membership, Occasion]:
    """A date of a group that this person is in; everything else is a 404."""
    membership = my_membership(request, key)
    occasion = get_object_or_404(
        Occasion.objects.of_group(membership.group).select_related(
            "meeting__planned_by__user", "meeting__guide"
        ),
        key=date,
    )
    occasion.meeting.group = membership.group
    return membership, occasion


def may_change(membership: Membership, meeting: Meeting) -> bool:
    """Who planned it, and who looks after the group; nobody in a group that is archived."""
    is_theirs = meeting.planned_by_id == membership.pk or membership.is_keeper
    return is_theirs and membership.group.is_running


def page_of(rows, mark: str, *, is_backward: bool) -> tuple[list[Occasion], str]:
    """A page of dates after the one with the key `mark`, and the mark of the next page ("" after the last)."""
    if mark.isalnum() and (after := rows.order_by().filter(key=mark).values_list("starts_at", "pk").first()):
        starts_at, pk = after
        side = "lt" if is_backward else "gt"
        same_time = rows.filter(**{"starts_at": starts_at, f"pk__{side}": pk})
        rows = rows.filter(**{f"starts_at__{side}": starts_at}) | same_time
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].key if len(found) > PAGE else ""


@require_safe
def meetings(request, key):
    """Two weeks at a glance, what is coming with one's own answer, and what has been."""
    membership = my_membership(request, key)
    now, zone = timezone.now(), request.user.time_zone
    all_dates = Occasion.objects.of_group(membership.group).select_related("meeting__group")
    rows = with_said(all_dates, request.user)
    coming, more_coming = page_of(
        rows.coming(now).with_answers(), request.GET.get("after", ""), is_backward=False
    )
    was_there = Attendance.objects.filter(occasion=OuterRef("pk"), membership=membership)
    past, more_past = page_of(
        rows.standing().past(now).with_attendance().annotate(was_there=Exists(was_there)),
        request.GET.get("before", ""),
        is_backward=True,
    )
    first, last = strip_from(now, zone)
    near = all_dates.standing().filter(starts_at__gte=first, starts_at__lt=last).order_by("starts_at")[:60]
    context = {
        "membership": membership,
        "coming": coming,
        "more_coming": more_coming,
        "past": past,
        "more_past": more_past,
        "strip": strip_of(near, now=now, zone=zone),
        "can_say_so": {row.pk for row in past if can_say_so(row, now)},
        "is_further": "after" in request.GET or "before" in request.GET,
    }
    return render(request, "groups/meetings.html", context)


@require_safe
def meeting(request, key, date):
    membership, occasion = my_occasion(request, key, date)
    now = timezone.now()
    mine = occasion.answers.filter(membership=membership).first()
    standing = StandingAnswer.objects.filter(meeting=occasion.meeting, membership=membership).first()
    said = occasion.answers.of_members().select_related("membership__user")
    coming = [answer.membership for answer in said if answer.answer == Coming.YES and not answer.is_waiting]
    unseen = set(membership.group.memberships.out_of_sight_of(request.user).values_list("pk", flat=True))
    named = [person for person in coming if person.pk not in unseen]
    for person in named:
        person.group = membership.group
    is_full = occasion.meeting.capacity is not None and len(coming) >= occasion.meeting.capacity
    counted = Occasion.objects.filter(pk=occasion.pk).with_attendance().get()
    others = with_said(occasion.meeting.occasions.coming(now), request.user).exclude(pk=occasion.pk)
    context = {
        "membership": membership,
        "occasion": occasion,
        "meeting": occasion.meeting,
        "answer": mine,
        "standing": standing,
        "choices": Coming.choices,
        "names": names_of(named, occasion, membership, is_full=is_full),
        # Not how many are taken: beside the names, a number would say that somebody keeps out of sight.
        "is_full": is_full,
        "maybe": sum(answer.answer == Coming.MAYBE for answer in said),
        "waiting": sum(answer.is_waiting for answer in said),
        "place_in_line": place_in_line(mine) if mine and mine.is_waiting else 0,
        "came": counted.came,
        "was_there": Attendance.objects.filter(occasion=occasion, membership=membership).exists(),
        "can_say_so": can_say_so(occasion, now),
        "can_answer": not occasion.is_cancelled
        and not occasion.has_started(now)
        and membership.group.is_running,
        "is_over": occasion.is_over(now),
        "has_started": occasion.has_started(now),
        "may_change": may_change(membership, occasion.meeting),
        "where_words": where_words(occasion.link) if occasion.link else "",
        "planner": planner_of(occasion.meeting, unseen),
        "others": others[:MORE_DATES],
        "hours_before": int(REMIND_BEFORE / timedelta(hours=1)),
    }
    return render(request, "groups/meeting.html", context)


def names_of(coming: list[Membership], occasion: Occasion, reader: Membership, *, is_full: bool) -> list[str]:
    """Some of those who come, in the order of their names; never said to be all of them.

    Where every seat is taken their number is known, and one name too few would say that somebody keeps out of sight.
    So a few names are left out for everybody, others for each reader, the same ones each time that they look.
    """
    most = MOST_NAMES
    if is_full and occasion.meeting.capacity is not None:
        most = min(most, max(occasion.meeting.capacity - LEFT_OUT, 1))

    def draw(person: Membership) -> bytes:
        return salted_hmac("groups.names_of", f"{occasion.key}:{reader.key}:{person.key}").digest()

    return sorted((person.shown_name for person in sorted(coming, key=draw)[:most]), key=str.casefold)


def planner_of(meeting: Meeting, unseen: set[int]) -> str:
    """By the name that the group knows; who has left, or is out of the reader's sight, is not named."""
    planner = meeting.planned_by
    if planner is None or planner.left_at is not None or planner.pk in unseen:
        return ""
    planner.group = meeting.group
    return planner.shown_name


@require_POST
def answer(request, key, date):
    """Yes, maybe, no, later: to this date, or to all that come."""
    membership, occasion = my_occasion(request, key, date)
    if not membership.group.is_running:
        raise Http404
    said, now = request.POST.get("answer"), timezone.now()
    if said in Coming.values:
        if "all" in request.POST and occasion.meeting.is_repeating:
            answer_all(meeting=occasion.meeting, by=membership, answer=said, now=now)
            kept = occasion.answers.filter(membership=membership).first()
        else:
            kept = answer_date(occasion=occasion, by=membership, answer=said, now=now)
        messages.success(request, _kept_words(kept))
    return redirect("groups:meeting", key=key, date=date)


def _kept_words(kept: Answer | None) -> str:
    if kept is None:
        return "This date takes no answers any more."
    if kept.is_waiting:
        return "It is full, so you are on the waiting list. If a seat becomes free, it is yours and we write to you."
    return {
        Coming.YES: "Good, you are coming. You can change your mind at any time.",
        Coming.MAYBE: "Kept: maybe.",
        Coming.NO: "Kept: not this time. Nobody is told.",
        Coming.LATER: "Kept. There is no hurry.",
    }[Coming(kept.answer)]


@require_POST
def attended(request, key, date):
    """I was there; or not after all."""
    membership, occasion = my_occasion(request, key, date)
    was_there = {"yes": True, "no": False}.get(request.POST.get("was-there", ""))
    if was_there is not None and can_say_so(occasion, timezone.now()):
        say_so(occasion=occasion, by=membership, was_there=was_there, now=timezone.now())
        words = "Kept. Only you see it; the group sees how many." if was_there else "Taken back."
        messages.success(request, words)
    return redirect("groups:meeting", key=key, date=date)


@require_safe
def calendar_file(request, key, date):
    """The meeting for one's own calendar; `names` in the query puts in what it is called and where."""
    membership, occasion = my_occasion(request, key, date)
    rows = list(occasion.meeting.occasions.order_by("originally_on"))
    for row in rows:
        row.meeting = occasion.meeting
    body = meeting_calendar(occasion.meeting, rows, shows_names="names" in request.GET, now=timezone.now())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response
