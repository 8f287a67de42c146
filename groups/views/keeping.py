"""What hosts and mentors do for a group: answer who asks to come in, change its words, close it, open it again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.forms.founding import GroupForm
from groups.joining import answer_request
from groups.keeping import archive_group, reopen_group
from groups.mine import my_keeping
from groups.models import Group, JoinRequest
from groups.waiting import offer_seats_of


@require_safe
def requests(request, key):
    """Who asks, oldest first, and how many stand on the waiting list; by the name they would have here."""
    membership = my_keeping(request, key)
    rows = membership.group.join_requests
    context = {
        "membership": membership,
        "requests": rows.unanswered().select_related("user"),
        "waiting": rows.waiting().count(),
    }
    return render(request, "groups/requests.html", context)


@require_POST
def answer(request, key, request_key):
    membership = my_keeping(request, key)
    answerable = JoinRequest.objects.answerable_by(request.user).filter(group=membership.group)
    row = get_object_or_404(answerable, key=request_key)
    if request.POST.get("answer") in ("yes", "no"):
        says_yes = request.POST["answer"] == "yes"
        answer_request(request=row, by=request.user, says_yes=says_yes, now=timezone.now())
        messages.success(
            request, "They are in, or first in line." if says_yes else "Answered. They are told kindly."
        )
    return redirect("groups:requests", key)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request, key):
    membership = my_keeping(request, key)
    group = Group.objects.get(pk=membership.group_id)
    form = GroupForm(request.POST or None, instance=group)
    if request.method == "POST" and form.is_valid():
        form.save()
        offer_seats_of(group=group, now=timezone.now())  # there may be more seats now
        messages.success(request, "Kept.")
        return redirect("groups:people", key)
    return render(request, "groups/settings.html", {"membership": membership, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def archive(request, key):
    membership = my_keeping(request, key)
    if request.method == "POST":
        archive_group(group=membership.group, by=request.user, now=timezone.now())
        messages.success(request, "The group is closed. Everybody in it can still read, and is told.")
        return redirect("groups:detail", key)
    return render(request, "groups/archive.html", {"membership": membership})


@require_POST
def unarchive(request, key):
    membership = my_keeping(request, key)
    if reopen_group(group=membership.group, by=request.user, now=timezone.now()):
        messages.success(request, "The group is open again, and its members are told.")
    return redirect("groups:detail", key)
