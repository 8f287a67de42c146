"""Coming in and going out."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.firewall import FOR_JOINING
from groups.agreement import POINTS, VERSION
from groups.joining import KeptApart, join_group, leave_group
from groups.kinds import Entry
from groups.mine import my_membership
from groups.models import Group


@require_http_methods(["GET", "HEAD", "POST"])
def join(request, key):
    """The agreement, and a button that accepts it."""
    open_to_me = Group.objects.visible_to(request.user).running().filter(entry=Entry.OPEN)
    group = get_object_or_404(open_to_me.with_seats(), key=key)
    if request.method == "POST":
        try:
            joined = join_group(group=group, by=request.user, agreement_version=VERSION, now=timezone.now())
        except KeptApart:
            messages.error(request, FOR_JOINING)
            return redirect("groups:detail", key)
        if joined:
            messages.success(request, "You are in. Read along for as long as you like.")
        else:
            messages.info(request, "Somebody had the last seat a moment before you.")
        return redirect("groups:detail", key)
    return render(request, "groups/join.html", {"group": group, "points": POINTS})


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, key):
    membership = my_membership(request, key)
    if request.method == "POST":
        leave_group(membership=membership, by=request.user, now=timezone.now())
        messages.success(request, "You have left the group.")
        return redirect("groups:index")
    return render(request, "groups/leave.html", {"membership": membership})
