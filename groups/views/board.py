"""The board of those who look after groups: is the group well, and what can be done?"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from checkins.desk import desk_of
from groups.boards import boards_of, weeks_of
from groups.charts import bars_of
from groups.concerns import raise_concern
from groups.forms.board import HelpForm, WorryForm
from groups.kinds import Role
from groups.mine import my_keeping, my_membership
from groups.models import Membership
from groups.models.concerns import Severity, Source
from groups.pulse import opt_in, opt_out


def my_board(request, key: str) -> Membership:
    """This person's stay as host or mentor of a running group. Whoever is no longer named a mentor has none."""
    membership = my_keeping(request, key)
    if not membership.group.is_running or not _may_keep(request.user, membership):
        raise Http404
    return membership


def _may_keep(user, membership: Membership) -> bool:
    """A mentor is named by the school, and has shown a second factor (accounts/second_factor.py asks whoever is)."""
    return membership.role != Role.MENTOR or user.is_mentor


@require_safe
def board(request, key):
    membership, now = my_board(request, key), timezone.now()
    (shown,) = boards_of([membership], now=now)
    context = {
        "membership": membership,
        "board": shown,
        "talk": bars_of([week.said for week in shown.weeks]),
        "came": bars_of([week.came for week in shown.weeks]),
        "now": now,
    }
    return render(request, "groups/board.html", context)


@require_safe
def boards(request):
    """All groups that this person looks after, side by side."""
    mine = [
        membership
        for membership in request.user.memberships.active()
        .keepers()
        .filter(group__archived_at=None)
        .select_related("group")
        if _may_keep(request.user, membership)
    ]
    if not mine:
        raise Http404
    return render(request, "groups/boards.html", {"boards": boards_of(mine, now=timezone.now())})


@require_http_methods(["GET", "HEAD", "POST"])
def worry(request, key):
    """Hands a worry about a member to the wellness staff. The student is told, unless danger is stated."""
    membership, now = my_board(request, key), timezone.now()
    others = membership.group.memberships.active().exclude(pk=membership.pk).select_related("group", "user")
    form = WorryForm(request.POST if request.method == "POST" else None, members=list(others))
    if form.is_valid():
        concern = raise_concern(
            group=membership.group,
            raised_by=request.user,
            source=Source.MENTOR,
            tells_student=form.cleaned_data["severity"] != Severity.NOW,
            now=now,
            **form.cleaned_data,
        )
        messages.success(request, "Passed on. Here you see what becomes of it.")
        return redirect("groups:concern", concern.key)
    return render(request, "groups/worry.html", _asking(request, membership, form, now))


@require_http_methods(["GET", "HEAD", "POST"])
def help_for_myself(request, key):
    membership, now = my_board(request, key), timezone.now()
    form = HelpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        concern = raise_concern(
            group=membership.group, raised_by=request.user, source=Source.MYSELF, now=now, **form.cleaned_data
        )
        messages.success(request, "Sent. Here you see what becomes of it.")
        return redirect("groups:concern", concern.key)
    return render(request, "groups/help_for_myself.html", _asking(request, membership, form, now))


def _asking(request, membership: Membership, form, now) -> dict:
    school = request.user.school
    return {
        "membership": membership,
        "form": form,
        "desk": desk_of(school, now=now, zone=request.user.time_zone),
        "is_answered": school.offers_contact(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def pulse(request, key):
    """For every member: what the pulse is, how it was, and whether one counts in it here."""
    membership, now = my_membership(request, key), timezone.now()
    if request.method == "POST" and membership.group.is_running:
        if request.POST.get("count") == "yes":
            opt_in(membership=membership, now=now)
            messages.success(request, "From now on you count in the pulse of this group.")
        elif request.POST.get("count") == "no":
            opt_out(membership=membership)
            messages.success(request, "You no longer count. Weeks that are over hold nobody's name.")
        return redirect("groups:pulse", key)
    weeks = [
        week for week in weeks_of([membership.group_id], now)[membership.group_id] if not week.is_running
    ]
    context = {"membership": membership, "weeks": weeks, "has_pulse": any(week.mood for week in weeks)}
    return render(request, "groups/pulse.html", context)
