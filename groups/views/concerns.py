"""What became of something that was passed on: for whoever did so, and for the student it is about."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.concerns import withdraw_concern
from groups.models import GroupConcern
from groups.models.concerns import Source


@require_safe
def concern(request, key):
    found = get_object_or_404(
        GroupConcern.objects.visible_to(request.user).select_related("group", "about__user", "about__group"),
        key=key,
    )
    is_member = request.user.memberships.active().filter(group=found.group_id).exists()
    context = {
        "concern": found,
        "is_raiser": found.raised_by_id == request.user.pk,
        "back_url": reverse("groups:detail", args=[found.group.key]) if is_member else "",
    }
    return render(request, "groups/concern.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def concern_withdraw(request, key):
    """Only a call for help for oneself can be taken back."""
    mine = GroupConcern.objects.raised_by(request.user).filter(source=Source.MYSELF)
    found = get_object_or_404(mine.select_related("group"), key=key)
    if request.method == "POST":
        if withdraw_concern(concern=found, now=timezone.now()):
            messages.success(request, "Taken back. Staff no longer see it.")
        return redirect("groups:concern", key=key)
    return render(request, "groups/concern_withdraw.html", {"concern": found})
