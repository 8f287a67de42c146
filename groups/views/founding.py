"""A new group: first of which kind, then in one's own words or in ours."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.beginnings import BEGINNINGS, beginning_of
from groups.forms.founding import FoundForm
from groups.forms.names import typed_so_far
from groups.founding import TooManyKept, found_group
from groups.models import Group


@require_safe
def begin(request):
    if not request.user.school_id:
        raise Http404
    return render(request, "groups/new.html", {"beginnings": BEGINNINGS.values()})


@require_http_methods(["GET", "HEAD", "POST"])
def found(request, kind):
    beginning = beginning_of(kind)
    if beginning is None or not request.user.school_id:
        raise Http404
    is_own = "own" in request.GET
    group = Group(kind=beginning.kind, beginning="" if is_own else beginning.kind.value)
    initial = beginning.initial()
    if is_own:
        initial |= {"about": "", "rhythm": "", "times": []}
    form = FoundForm(request.POST or None, user=request.user, instance=group, initial=initial)
    if "another" in request.POST:
        fresh = Group(kind=group.kind, beginning=group.beginning)
        form = FoundForm(user=request.user, instance=fresh, initial=typed_so_far(form))
    elif form.is_valid():
        try:
            group = found_group(
                group=form.save(commit=False),
                school=request.user.school,
                by=request.user,
                alias=form.cleaned_data["alias"],
                now=timezone.now(),
            )
        except TooManyKept:
            form.add_error(None, "You look after five groups already. Hand one over or close one first.")
        else:
            messages.success(request, "Your group is there. Invite somebody, or write the first words.")
            return redirect("groups:detail", group.key)
    return render(request, "groups/found.html", {"form": form, "beginning": beginning, "is_own": is_own})
