"""Asking staff to look at what somebody wrote."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from checkins.desk import desk_of
from groups.forms.talk import ReportForm
from groups.mine import my_membership
from groups.models import Report
from groups.reporting import TooManyReports, report_words
from groups.talking import trace_of
from groups.views.words import my_words, post_of


@require_http_methods(["GET", "HEAD", "POST"])
def report(request, key, words):
    """Reasons, and words if one likes. The page says who reads it, how soon, and that nothing happens by itself."""
    membership = my_membership(request, key)
    membership.user = request.user
    found = my_words(membership, words)
    if found.is_of(membership) or not found.is_there:
        raise Http404
    mine = Report.objects.filter(by__user=request.user, **trace_of(found)).select_related("concern").first()
    if mine is not None:
        return redirect("groups:concern", mine.concern.key)
    kept = getattr(request, "kept_draft", None)
    form = ReportForm(request.POST if request.method == "POST" else None, initial=kept)
    now = timezone.now()
    if form.is_valid():
        try:
            concern = report_words(words=found, by=membership, now=now, **form.cleaned_data)
        except TooManyReports:
            form.add_error(
                "reason",
                "You have asked staff to look at several things today, and they are on it. "
                "If somebody is in danger, call: help now has numbers.",
            )
        else:
            messages.success(request, "Staff are asked to look. You read here what comes of it.")
            return redirect("groups:concern", concern.key)
    desk = desk_of(membership.group.school, now=now, zone=request.user.time_zone)
    context = {"membership": membership, "words": found, "post": post_of(found), "form": form, "desk": desk}
    return render(request, "groups/report.html", context)
