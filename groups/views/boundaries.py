"""What one has put out of one's sight in this group, and bringing it back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.boundaries import block_member, shares_of, unblock
from groups.mine import my_membership
from groups.models import Block, Membership


@require_http_methods(["GET", "HEAD", "POST"])
def out_of_sight(request, key):
    membership = my_membership(request, key)
    mine = Block.objects.visible_to(request.user).filter(group=membership.group_id)
    if request.method == "POST":
        wanted = request.POST.get("back", "")
        found = (
            mine.filter(pk=wanted).first()
            if wanted.isascii() and wanted.isdecimal() and len(wanted) < 18
            else None
        )
        if found is not None and unblock(block=found, by=request.user):
            messages.success(request, "You see each other again.")
        return redirect("groups:out-of-sight", key)
    return render(request, "groups/out_of_sight.html", {"membership": membership, "blocks": mine})


@require_http_methods(["GET", "HEAD", "POST"])
def put_away_member(request, key, member):
    """The same from the list of people."""
    membership = my_membership(request, key)
    membership.user = request.user
    others = (
        Membership.objects.visible_to(request.user).filter(group=membership.group_id).select_related("user")
    )
    found = get_object_or_404(others, key=member)
    found.group = membership.group
    if found.pk == membership.pk:
        raise Http404
    if request.method == "POST":
        block_member(member=found, by=membership, now=timezone.now())
        messages.success(request, "Out of your sight. Nobody is told, and you can undo it here.")
        return redirect("groups:out-of-sight", key)
    context = {"membership": membership, "member": found, **what_of_checkins(membership, found)}
    return render(request, "groups/put_away.html", context)


def what_of_checkins(mine: Membership, theirs: Membership) -> dict[str, bool]:
    """What blocking does to check-ins, said before it happens. What they share is theirs, and stays as it is."""
    return {
        "ends_sharing": shares_of(mine, theirs).exists(),
        "they_share": shares_of(theirs, mine).exists(),
    }
