"""Coming in: through an open door, by asking, by an invitation, or when a seat is offered."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.firewall import FOR_JOINING
from groups.agreeing import earlier_versions, points_in_force
from groups.forms.joining import JoinForm
from groups.forms.names import typed_so_far
from groups.inviting import decline_group_invitation
from groups.joining import (
    KeptApart,
    Outcome,
    WayIn,
    accept_agreement,
    come_in,
    take_seat,
    way_in,
    withdraw_request,
)
from groups.mine import my_membership
from groups.models import Group, Invitation

WORDS = {
    Outcome.IN: "You are in. Read along for as long as you like.",
    Outcome.ASKED: "Asked. We write to you when somebody has answered.",
    Outcome.WAITING: "You are on the waiting list. We write to you when a place is free.",
    Outcome.CLOSED: "This group does not take anybody in just now.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def join(request, key):
    """The agreement and, in a group of aliases, one's name there; below them the button that says yes."""
    group = get_object_or_404(Group.objects.visible_to(request.user).with_seats(), key=key)
    return _door(request, group)


@require_http_methods(["GET", "HEAD", "POST"])
def invited(request, token):
    """What somebody sees who was given a link. Behind another school's wall it does not exist."""
    now = timezone.now()
    found = get_object_or_404(Invitation, token=token)
    if not request.user.school_id or found.group.school_id != request.user.school_id:
        raise Http404
    if found.is_personal and found.recipient_id != request.user.pk and found.made_by_id != request.user.pk:
        raise Http404
    group = Group.objects.with_seats().get(pk=found.group_id)
    usable = Invitation.objects.usable_by(request.user, now).filter(pk=found.pk).first()
    if usable is None:
        return render(request, "groups/invitation_over.html", status=410)
    if request.method == "POST" and "decline" in request.POST:
        decline_group_invitation(invitation=usable, by=request.user, now=now)
        messages.success(request, "Declined. Whoever invited you is not told.")
        return redirect("groups:index")
    return _door(request, group, usable)


def _door(request, group: Group, invitation: Invitation | None = None):
    user = request.user
    way = way_in(group, user, invitation=invitation)
    pending = group.join_requests.pending().filter(user=user).first()
    has_asked = pending is not None and (pending.is_waiting or way is WayIn.ASK)
    is_in = group.memberships.active().filter(user=user).exists()
    if way is WayIn.NONE or has_asked or is_in:
        return redirect("groups:detail", group.key)
    form = JoinForm(request.POST or None, group=group, user=user, way=way)
    if "another" in request.POST:
        form = JoinForm(group=group, user=user, way=way, initial=typed_so_far(form))
    elif "join" in request.POST and form.is_valid():
        try:
            outcome = come_in(
                group=group,
                by=user,
                now=timezone.now(),
                alias=form.cleaned_data.get("alias", ""),
                words=form.cleaned_data.get("words", ""),
                invitation=invitation,
                agreed_to=version_read(request, group),
            )
        except KeptApart:
            messages.error(request, FOR_JOINING)
            return redirect("groups:index")
        (messages.success if outcome is Outcome.IN else messages.info)(request, WORDS[outcome])
        return redirect("groups:detail", group.key)
    context = {
        "form": form,
        "group": group,
        "way": way.value,
        "points": points_in_force(group),
        "invitation": invitation,
    }
    return render(request, "groups/join.html", context)


def version_read(request, group: Group) -> int:
    """Which words stood above the button: older ones than those in force where staff changed them meanwhile."""
    said = request.POST.get("version", "")
    is_older = said.isascii() and said.isdecimal() and len(said) < 5 and int(said) < group.agreement_version
    return int(said) if is_older else group.agreement_version


@require_POST
def seat(request, key):
    """The answer to an offer: take the seat, or let it go to the next."""
    row = get_object_or_404(request.user.join_requests.pending().select_related("group"), group__key=key)
    now = timezone.now()
    if request.POST.get("answer") == "yes":
        try:
            has_sat_down = take_seat(request=row, by=request.user, now=now)
        except KeptApart:
            messages.error(request, FOR_JOINING)
            return redirect("groups:index")
        if has_sat_down:
            messages.success(request, WORDS[Outcome.IN])
        else:
            messages.info(request, "The place was kept until the time we wrote, and has gone on to the next.")
    elif request.POST.get("answer") == "no":
        withdraw_request(request=row, by=request.user, now=now)
        messages.success(request, "Thank you for saying so. The place goes to the next.")
        return redirect("groups:index")
    return redirect("groups:detail", key)


@require_POST
def withdraw(request, key):
    row = get_object_or_404(request.user.join_requests.pending(), group__key=key)
    withdraw_request(request=row, by=request.user, now=timezone.now())
    messages.success(request, "Taken back. You can ask again whenever you like.")
    return redirect("groups:index")


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request, key):
    """The words in force; the button is there for who knows an older version, which stays to be read below."""
    membership = my_membership(request, key)
    group = membership.group
    if request.method == "POST":
        if version_read(request, group) < group.agreement_version:
            messages.info(request, "The words have changed once more. Please read them as they are now.")
            return redirect("groups:agreement", key)
        accept_agreement(membership=membership, now=timezone.now())
        messages.success(request, "Thank you.")
        return redirect("groups:detail", key)
    earlier = earlier_versions(group)
    context = {
        "membership": membership,
        "points": points_in_force(group),
        "earlier": earlier,
        "known": None if membership.has_agreed else dict(earlier).get(membership.agreement_version),
    }
    return render(request, "groups/agreement.html", context)
