"""One's own calendar over all groups: what is coming, addresses for calendar programs, free times, rotations."""

import hashlib

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import parse_etags
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.calendars.events import feed_calendar
from groups.calendars.feeds import feed_url, make_feed, occasions_of, renew_feed, with_said
from groups.calendars.rotations import (
    MOST_ROTATIONS,
    UnreadableCalendar,
    bring_rotation,
    exam_blocks_of,
    pause_for_block,
)
from groups.forms.calendars import WEEKDAYS, RotationForm, WeeklyTimesForm
from groups.meetings.strip import strip_from, strip_of
from groups.models import BusyTime, Feed, Occasion, Rotation, WeeklyTimes
from groups.models.answers import Coming

COMING = 15
TOO_OFTEN = (
    "That were many files in a short time, and reading them is work. Please try again in a while. What you brought "
    "before stays as it is."
)
SHOWN_BLOCKS = 40


@require_safe
def calendar(request):
    """Everything of mine that is coming, in all groups."""
    now, zone = timezone.now(), request.user.time_zone
    mine = Occasion.objects.visible_to(request.user).filter(meeting__group__archived_at=None)
    rows = with_said(mine.select_related("meeting__group"), request.user)
    first, last = strip_from(now, zone)
    near = rows.standing().filter(starts_at__gte=first, starts_at__lt=last).order_by("starts_at")[:90]
    feeds = {feed.membership_id: feed for feed in Feed.objects.filter(user=request.user).live()}
    memberships = request.user.memberships.active().select_related("group").filter(group__archived_at=None)
    context = {
        "coming": rows.exclude(said=Coming.NO).coming(now)[:COMING],
        "strip": strip_of((row for row in near if row.said != Coming.NO), now=now, zone=zone),
        "feed": _shown(feeds.get(None)),
        "groups": [
            (membership, _shown(feeds.get(membership.pk)))
            for membership in memberships.order_by("group__name", "pk")
        ],
        "rotations": Rotation.objects.filter(user=request.user),
        "has_times": WeeklyTimes.objects.filter(user=request.user).exclude(hours=[]).exists(),
    }
    return render(request, "groups/calendar.html", context)


def _shown(feed: Feed | None) -> tuple[Feed, str] | None:
    return (feed, feed_url(feed)) if feed else None


@require_POST
def feed_make(request):
    """An address for all groups, or for the one whose key is in `group`; again, to say what it shows."""
    membership = None
    if key := request.POST.get("group", ""):
        membership = get_object_or_404(request.user.memberships.active(), group__key=key.replace("\0", ""))
    make_feed(
        user=request.user,
        membership=membership,
        shows_names=request.POST.get("names") == "yes",
        now=timezone.now(),
    )
    messages.success(request, "Here is your address. Whoever has it can read it, so keep it to yourself.")
    return redirect("groups:calendar")


@require_POST
def feed_renew(request, pk):
    feed = get_object_or_404(Feed.objects.filter(user=request.user).live(), pk=pk)
    renew_feed(feed=feed, now=timezone.now())
    messages.success(request, "Here is a new address. The old one is dead.")
    return redirect("groups:calendar")


@require_POST
def feed_end(request, pk):
    get_object_or_404(Feed.objects.filter(user=request.user).live(), pk=pk).delete()
    messages.success(request, "Ended. Calendars with this address get nothing any more.")
    return redirect("groups:calendar")


@login_not_required
@require_safe
def feed(request, token):
    """For calendar programs: no sign-in, no cookie; it says 304 to whoever has the latest already."""
    found = get_object_or_404(Feed.objects.live().select_related("user", "membership"), token=token)
    now = timezone.now()
    body = feed_calendar(occasions_of(found, now), shows_names=found.shows_names, now=now)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="tandem.ics"'
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def my_times(request):
    """When I can usually meet. Nobody sees it; it is counted with that of others."""
    kept = WeeklyTimes.objects.filter(user=request.user).first()
    form = WeeklyTimesForm(
        request.POST if request.method == "POST" else None, hours=kept.hours if kept else ()
    )
    if form.is_valid():
        WeeklyTimes.objects.update_or_create(
            user=request.user, defaults={"hours": form.hours(), "changed_at": timezone.now()}
        )
        messages.success(request, "Kept. You can change it whenever your weeks do.")
        return redirect("groups:calendar")
    return render(request, "groups/calendar_times.html", {"form": form, "weekdays": WEEKDAYS})


@require_http_methods(["GET", "HEAD", "POST"])
def rotations(request):
    """What I brought, and bringing one more; exam weeks are offered as a pause, never paused by themselves."""
    now = timezone.now()
    form = RotationForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial={"label": "My rotation"},
    )
    mine = Rotation.objects.filter(user=request.user)
    if form.is_valid() and _bring(request, form, mine, now):
        return redirect("groups:rotations")
    busy = BusyTime.objects.of(request.user).not_over(now).select_related("rotation")
    context = {
        "form": form,
        "rotations": mine,
        "busy": busy[:SHOWN_BLOCKS],
        "how_many": busy.count(),
        "exams": exam_blocks_of(request.user, now),
    }
    return render(request, "groups/calendar_rotations.html", context)


def _bring(request, form: RotationForm, mine, now) -> bool:
    """The same name again replaces what was brought under it."""
    said = form.cleaned_data
    same = mine.filter(label=said["label"]).first()
    if same is None and mine.count() >= MOST_ROTATIONS:
        form.add_error("label", "You have as many as there is room for. Use the name of one to replace it.")
        return False
    if not ratelimit.consume(request, action="bring_calendar"):
        form.add_error("file", TOO_OFTEN)
        return False
    try:
        brought = bring_rotation(
            user=request.user,
            raw=said["file"].read(),
            label=said["label"],
            keeps_titles=said["keeps_titles"],
            takes_whole_days=said["takes_whole_days"],
            now=now,
            replaces=same,
        )
    except UnreadableCalendar as error:
        form.add_error("file", str(error))
        return False
    words = "1 busy time" if brought.kept == 1 else f"{brought.kept} busy times"
    rest = f" {brought.left_out} entries could not be used." if brought.left_out else ""
    messages.success(request, f"Kept: {words} in the coming year. The file itself is not kept.{rest}")
    return True


@require_POST
def rotation_delete(request, pk):
    get_object_or_404(Rotation.objects.filter(user=request.user), pk=pk).delete()
    messages.success(request, "Deleted, with everything that came from it.")
    return redirect("groups:rotations")


@require_POST
def rotation_delete_all(request):
    Rotation.objects.filter(user=request.user).delete()
    messages.success(request, "Deleted. Nothing of your rotations is left.")
    return redirect("groups:rotations")


@require_POST
def rotation_pause(request):
    block = pause_for_block(user=request.user, mark=request.POST.get("block", ""), now=timezone.now())
    if block is None:
        raise Http404
    messages.success(request, "Paused for these days: no letters. You can end it whenever you like.")
    return redirect("groups:rotations")
