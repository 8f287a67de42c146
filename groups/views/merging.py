"""Two groups become one, as their keepers see it."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from groups.forms.merging import MergeForm
from groups.merging import answer_merge, propose_merge, take_merge_back
from groups.mine import my_keeping
from groups.models import Group, Merge

MOST_OFFERED = 200


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request, key):
    """What is proposed to this group, what it proposed itself, or the form to propose something."""
    membership = my_keeping(request, key)
    group = membership.group
    others = Group.objects.visible_to(request.user).running().exclude(pk=group.pk).filter(unkept_since=None)
    form = MergeForm(request.POST or None, others=others.order_by("name", "key")[:MOST_OFFERED])
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        if propose_merge(group=group, into=into, by=request.user, now=timezone.now()):
            messages.success(request, "Proposed. Their keepers are asked first, then everybody here.")
        else:
            messages.info(request, "One of the two is moving or closed already.")
        return redirect("groups:merge", key)
    open_ones = Merge.objects.open().filter(Q(group=group) | Q(into=group)).select_related("group", "into")
    context = {"membership": membership, "form": form, "merges": list(open_ones)}
    context["is_moving"] = any(row.group_id == group.pk for row in context["merges"])
    return render(request, "groups/merge.html", context)


@require_POST
def answer(request, key, merge_key):
    """The asked group's keeper says yes or no; either side takes it back."""
    membership = my_keeping(request, key)
    group, now = membership.group, timezone.now()
    here = Merge.objects.open().filter(Q(group=group) | Q(into=group))
    row = get_object_or_404(here, key=merge_key)
    said = request.POST.get("answer")
    if said == "back":
        take_merge_back(merge=row, now=now)
        messages.success(request, "Taken back. Both groups go on as they are.")
    elif said in ("yes", "no") and row.into_id == group.pk and row.agreed_at is None:
        answer_merge(merge=row, by=request.user, says_yes=said == "yes", now=now)
        messages.success(
            request, "Agreed. Everybody in the other group is asked." if said == "yes" else "Declined."
        )
    return redirect("groups:merge", key)
