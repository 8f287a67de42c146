"""The list of groups, and one group: its wall for members, what it is about for those who may join."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from groups.models import Group
from groups.views import talk


@require_safe
def index(request):
    visible = Group.objects.visible_to(request.user).with_seats()
    mine = visible.of(request.user)
    others = visible.running().exclude(pk__in=mine.values("pk"))
    return render(request, "groups/index.html", {"mine": mine, "others": others})


@require_safe
def detail(request, key):
    mine = request.user.memberships.active().select_related("group")
    if membership := mine.filter(group__key=key).first():
        return talk.wall(request, membership)
    group = get_object_or_404(Group.objects.visible_to(request.user).with_seats(), key=key)
    return render(request, "groups/about.html", {"group": group})
