"""Chosen people: inviting, agreeing, ending; and what others shared with one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import record_access
from checkins.audiences import SHARED_WITH_THEM
from checkins.choosing import (
    TOLD_FOR,
    GivesMarks,
    TooManyPeople,
    accept_invitation,
    decline_invitation,
    end_connection,
    invite_person,
)
from checkins.forms.people import InviteForm
from checkins.models import CheckIn, ChosenPerson, Share

LINK_GONE = "Taken back. The link opens for nobody, and is gone from your list."


@require_http_methods(["GET", "HEAD", "POST"])
def people(request):
    """My people, links on their way, and those who chose me."""
    now = timezone.now()
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            invite_person(by=request.user, nickname=form.cleaned_data["nickname"], now=now)
        except TooManyPeople:
            form.add_error("nickname", "You have as many people here as there is room for. End one first.")
        else:
            messages.success(request, "Here is your link. It can be answered once, within seven days.")
            return redirect("checkins:people")
    mine = ChosenPerson.objects.filter(owner=request.user, ended_at=None)
    context = {
        "form": form,
        "accepted": mine.accepted(),
        "invited": mine.invited().filter(expires_at__gt=now),
        "run_out": mine.invited().filter(expires_at__lte=now, expires_at__gt=now - TOLD_FOR),
        "ended": ChosenPerson.objects.filter(
            owner=request.user, accepted_at__isnull=False, ended_at__gt=now - TOLD_FOR
        ).exclude(person__in=mine.accepted().values("person")),
        "chosen_by": request.user.chosen_by.accepted().select_related("owner"),
    }
    return render(request, "checkins/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """What the person sees who was given the link. Behind another school's wall it does not exist."""
    now = timezone.now()
    found = get_object_or_404(ChosenPerson.objects.select_related("owner"), token=token)
    if not request.user.school_id or found.owner.school_id != request.user.school_id:
        raise Http404
    is_own = found.owner_id == request.user.pk
    # Its sender is not told that somebody said no: to them it looks as it did until it runs out.
    is_over = (
        found.accepted_at or found.ended_at or found.expires_at <= now
        if is_own
        else not found.can_be_accepted_by(request.user, now)
    )
    if is_over:
        return render(request, "checkins/invitation_over.html", {"invitation": found}, status=410)
    if request.method == "POST" and not is_own:
        if request.POST.get("answer") == "yes":
            try:
                done = accept_invitation(invitation=found, by=request.user, now=now)
            except GivesMarks:
                messages.error(
                    request,
                    "You give marks to the person who asks, so nothing of theirs can be shared with you.",
                )
                return redirect("checkins:invitation", token=token)
            words = "You can now see what they share with you." if done else "You two are connected already."
        elif request.POST.get("answer") == "no":
            decline_invitation(invitation=found, by=request.user, now=now)
            words = "Declined. They are not told: the link just runs out, as if nobody had opened it."
        else:
            return redirect("checkins:invitation", token=token)
        messages.success(request, words)
        return redirect("checkins:shared")
    return render(request, "checkins/invitation.html", {"invitation": found, "is_own": is_own})


@require_http_methods(["GET", "HEAD", "POST"])
def end(request, pk):
    connection = get_object_or_404(
        ChosenPerson.objects.visible_to(request.user).select_related("owner"), pk=pk
    )
    is_mine = connection.owner_id == request.user.pk
    if request.method == "POST":
        end_connection(connection=connection, by=request.user, now=timezone.now())
        ended = "Ended. Nothing is shared between you any more."
        messages.success(request, ended if connection.accepted_at else LINK_GONE)
        return redirect("checkins:people")
    return render(request, "checkins/people_end.html", {"connection": connection, "is_mine": is_mine})


@require_safe
def shared(request):
    """That others shared something, and when. What it is opens one at a time, and is recorded."""
    shares = Share.objects.open_to(request.user).select_related("chosen__owner").order_by("-shared_at")[:50]
    chosen_by = request.user.chosen_by.accepted().select_related("owner")
    return render(request, "checkins/shared.html", {"shares": shares, "chosen_by": chosen_by})


@require_safe
def shared_one(request, pk):
    shown = CheckIn.objects.shared_with(request.user).select_related("user").defer("note", "draft")
    checkin = get_object_or_404(shown, pk=pk)
    record_access(
        reader=request.user,
        subject=checkin.user,
        what=SHARED_WITH_THEM,
        about=checkin.pk,
        now=timezone.now(),
    )
    return render(request, "checkins/shared_one.html", {"checkin": checkin})
