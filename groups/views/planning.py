"""Planning a meeting, changing it, calling it off, and finding a time that suits."""

from datetime import date as day_type
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.forms.meetings import DateForm, FinderForm, MeetingForm, values_of
from groups.meetings.changes import (
    DatesStay,
    Scope,
    call_off,
    change_date,
    change_dates,
    first_changed,
    plan_meeting,
    stays_until,
    take_back,
    times_left,
)
from groups.meetings.finder import find_times
from groups.meetings.rules import last_on_of, rhythm_of
from groups.mine import my_membership
from groups.models import Meeting, Membership, Occasion
from groups.views.meetings import may_change, my_occasion

SERIES = (Scope.FOLLOWING, Scope.ALL)


def my_running(request, key: str) -> Membership:
    membership = my_membership(request, key)
    if not membership.group.is_running:
        raise Http404
    return membership


def my_changeable(request, key: str, date: str) -> tuple[Membership, Occasion]:
    """A date that this person may change, and that can still be changed."""
    membership, occasion = my_occasion(request, key, date)
    if not may_change(membership, occasion.meeting) or occasion.has_started(timezone.now()):
        raise Http404
    return membership, occasion


@require_http_methods(["GET", "HEAD", "POST"])
def new(request, key):
    membership, now = my_running(request, key), timezone.now()
    group = membership.group
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        now=now,
        initial={**_suggested(request, group, now), "time_zone": group.time_zone},
    )
    if form.is_valid():
        meeting = plan_meeting(by=membership, pattern=form.pattern(), now=now)
        first = meeting.occasions.coming(now).first()
        messages.success(request, "Planned. It is in everybody's list; who says yes or maybe is reminded.")
        return redirect("groups:meeting", key=key, date=first.key)
    return render(request, "groups/meeting_form.html", {"membership": membership, "form": form})


def _suggested(request, group, now) -> dict:
    """Tomorrow at six, for an hour, or what the time finder was asked about."""
    tomorrow = now.astimezone(ZoneInfo(group.time_zone)).date() + timedelta(days=1)
    values = {"rhythm": "once", "minutes": 60, "on": tomorrow, "at": "18:00"}
    try:
        values["on"] = day_type.fromisoformat(request.GET.get("on", ""))
        values["minutes"] = int(request.GET.get("minutes", "")[:4])
        values["at"] = f"{int(request.GET.get('hour', '')[:2]) % 24:02}:00"
    except ValueError:
        pass
    return values


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, key, date):
    """One date; a meeting that is only once is changed as a whole."""
    membership, occasion = my_changeable(request, key, date)
    if not occasion.meeting.is_repeating:
        return change_series(request, key, date, Scope.ALL)
    now = timezone.now()
    form = DateForm(request.POST if request.method == "POST" else None, occasion=occasion, now=now)
    if form.is_valid():
        said = form.cleaned_data
        is_new = change_date(
            occasion=occasion,
            by=request.user,
            starts=form.starts(),
            minutes=said["minutes"],
            place=said["place"],
            link=said["link"],
            now=now,
        )
        _say(request, is_new)
        return redirect("groups:meeting", key=key, date=date)
    context = {"membership": membership, "occasion": occasion, "form": form, "scope": Scope.THIS}
    return render(request, "groups/meeting_change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change_series(request, key, date, scope):
    membership, occasion = my_changeable(request, key, date)
    if scope not in SERIES:
        raise Http404
    meeting, now = occasion.meeting, timezone.now()
    first = first_changed(occasion=occasion, scope=scope, now=now)
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        now=now,
        stays_until=stays_until(occasion=occasion, scope=scope, now=now),
        initial=_values(meeting, first),
    )
    if form.is_valid():
        try:
            there = change_dates(
                occasion=occasion, scope=scope, by=request.user, pattern=form.pattern(), now=now
            )
        except DatesStay as stays:
            # Somebody else changed it between the form's look and ours.
            form.refuse_day(stays.day)
        else:
            _say(request, True)
            return redirect("groups:meeting", key=key, date=there.key if there else date)
    context = {"membership": membership, "occasion": occasion, "form": form, "scope": scope}
    return render(request, "groups/meeting_change.html", context)


def _values(meeting: Meeting, first: Occasion) -> dict:
    values = values_of(
        meeting,
        from_on=first.local_start.date()
        if first.is_moved and not meeting.is_repeating
        else first.originally_on,
        times=times_left(meeting=meeting, first=first),
        last_on=last_on_of(meeting.rule),
    )
    if not meeting.is_repeating:
        values |= {"at": first.local_start.time(), "place": first.place, "link": first.link}
    return {**values, "rhythm": rhythm_of(meeting.rule)}


def _say(request, is_new: bool) -> None:
    messages.success(
        request,
        "Changed. Who said yes or maybe is told, once."
        if is_new
        else "Nothing has changed, and nobody is told.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, key, date):
    """Asks how much of it to call off; undone on its page for as long as it has not begun."""
    membership, occasion = my_changeable(request, key, date)
    if occasion.is_cancelled:
        return redirect("groups:meeting", key=key, date=date)
    scope = request.POST.get("scope", "")
    if request.method == "POST" and scope in _scopes(occasion.meeting):
        call_off(occasion=occasion, scope=scope, by=request.user, now=timezone.now())
        messages.success(
            request, "Called off. Who said yes or maybe is told in five minutes, unless you undo it."
        )
        return redirect("groups:meeting", key=key, date=date)
    context = {"membership": membership, "occasion": occasion, "scopes": _scopes(occasion.meeting)}
    return render(request, "groups/meeting_cancel.html", context)


def _scopes(meeting: Meeting) -> dict[str, str]:
    if not meeting.is_repeating:
        return {Scope.THIS.value: "Call it off"}
    return {
        Scope.THIS.value: "Only this date",
        Scope.FOLLOWING.value: "This date and all that follow",
        Scope.ALL.value: "All dates to come",
    }


@require_POST
def restore(request, key, date):
    membership, occasion = my_changeable(request, key, date)
    if take_back(occasion=occasion, by=request.user, now=timezone.now()):
        messages.success(request, "It takes place after all.")
    return redirect("groups:meeting", key=key, date=date)


@require_safe
def times(request, key):
    """Times at which many can. It says how many, or only "most"; never who cannot."""
    membership = my_running(request, key)
    form = FinderForm(request.GET if "weeks" in request.GET else {"minutes": 60, "weeks": 2})
    found = None
    if form.is_valid():
        found = find_times(group=membership.group, now=timezone.now(), **form.cleaned_data)
    context = {
        "membership": membership,
        "form": form,
        "found": found,
        "has_times": bool(getattr(getattr(request.user, "weekly_times", None), "hours", None)),
    }
    return render(request, "groups/meeting_times.html", context)
