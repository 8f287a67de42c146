"""The list of groups, finding one, and one group: its wall for members, what it is about for those who may join."""

from datetime import timedelta

from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from groups.finding import search_groups, suggest_groups
from groups.forms.finding import FindForm
from groups.joining import way_in
from groups.mine import find_membership, memberships_of
from groups.models import Group, Invitation
from groups.models.requests import Ending
from groups.views import talk

# What has ended is said on the list of groups for as long as this.
NEWS = timedelta(days=14)


@require_safe
def index(request):
    user, now = request.user, timezone.now()
    requests = user.join_requests.select_related("group").defer("words")
    mine = sorted(memberships_of(user), key=_order)
    context = {
        "mine": mine,
        "keeps_several": sum(stay.is_keeper and stay.group.is_running for stay in mine) > 1,
        "invitations": Invitation.objects.usable_by(user, now)
        .filter(is_personal=True)
        .exclude(group__memberships__in=user.memberships.active())
        .select_related("group"),
        "pending": [(row, row.is_offered(now)) for row in requests.pending()],
        "ended": requests.filter(
            ended_as__in=(Ending.DECLINED, Ending.LAPSED, Ending.CLOSED), ended_at__gt=now - NEWS
        ),
        "removed": user.memberships.filter(was_removed=True, left_at__gt=now - NEWS).select_related("group"),
        "suggestions": suggest_groups(user, now=now),
        "is_empty": not Group.objects.visible_to(user).exists(),
        "may_found": bool(user.school_id),
    }
    return render(request, "groups/index.html", context)


def _order(membership):
    """Running ones first, then by name: never by when one joined."""
    return (not membership.group.is_running, membership.group.name.casefold())


@require_http_methods(["GET", "HEAD", "POST"])
def find(request):
    """Filters may stand in an address. Words are sent by POST, which changes nothing: what somebody looks for is
    nobody's business in a log or a history."""
    sent = request.POST if request.method == "POST" else request.GET
    form = FindForm(sent, has_words=request.method == "POST")
    wishes = form.wishes()
    groups, next_mark = search_groups(request.user, **wishes, after=sent.get("after", "")[:12])
    context = {
        "form": form,
        "groups": groups,
        "is_searching": bool(wishes),
        "is_narrowed": bool(form.errors) or bool(wishes.keys() - {"words"}),
        "next_mark": next_mark,
        "wishes": wishes.items(),
        "query": urlencode(wishes),
    }
    return render(request, "groups/find.html", context)


@transaction.non_atomic_requests  # it only reads, each question by itself
@require_safe
def detail(request, key):
    if membership := find_membership(request.user, key):
        return talk.wall(request, membership)
    group = Group.objects.visible_to(request.user).with_seats().filter(key=key).first()
    if group is None:
        raise Http404
    now = timezone.now()
    pending = request.user.join_requests.pending().filter(group=group).first()
    context = {
        "group": group,
        "pending": pending,
        "place": pending.place if pending and pending.is_waiting else 0,
        "is_offered": bool(pending) and pending.is_offered(now),
        "way": way_in(group, request.user).value,
    }
    return render(request, "groups/about.html", context)
