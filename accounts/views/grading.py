"""Whom somebody grades, declared by themselves: so that they are kept out of where that student can be seen."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.grading import GradingForm, end_grading
from accounts.models import Grading


@require_http_methods(["GET", "HEAD", "POST"])
def grading(request):
    if not request.user.school_id:
        raise Http404
    now = timezone.now()
    new = Grading(
        school_id=request.user.school_id, grader=request.user, declared_by=request.user, declared_at=now
    )
    form = GradingForm(request.POST if request.method == "POST" else None, instance=new)
    if form.is_valid():
        form.save()
        messages.success(request, "Kept. You cannot be where these students can be seen until it is over.")
        return redirect("accounts:grading")
    mine = Grading.objects.visible_to(request.user).not_over().select_related("student")
    return render(request, "accounts/grading.html", {"form": form, "gradings": mine})


@require_http_methods(["GET", "HEAD", "POST"])
def grading_end(request, pk):
    """What staff have declared is theirs to end."""
    mine = Grading.objects.visible_to(request.user).not_over().filter(declared_by=request.user)
    found = get_object_or_404(mine, pk=pk)
    if request.method == "POST":
        end_grading(grading=found, now=timezone.now())
        messages.success(request, "Ended.")
        return redirect("accounts:grading")
    return render(request, "accounts/grading_end.html", {"grading": found})
