"""Who is in a group; the questions that a member is asked; what keepers do with a member."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.firewall import FOR_JOINING
from groups.beginnings import beginning_of
from groups.forms.membership import HostForm, RemoveForm
from groups.joining import KeptApart, Outcome
from groups.keeping import answer_handover, ask_to_host
from groups.leaving import may_remove, remove_member
from groups.merging import answer_as_member
from groups.mine import my_keeping, my_membership
from groups.models import Handover, Membership, Merge, MergeAnswer


@require_safe
def people(request, key):
    """Everybody who is here, in the order of the names that the group goes by: never in that of joining.

    Whom one has put out of one's sight is not on the list, nor who has put one out of theirs. Beside such a list stands
    no number: it would say that somebody is missing. Keepers see everybody, and the number of seats.
    """
    membership = my_membership(request, key)
    now = timezone.now()
    here = Membership.objects.visible_to(request.user).filter(group=membership.group_id)
    members = sorted(
        here.select_related("group", "user"),
        key=lambda member: member.shown_name.casefold(),
    )
    shown = [(member, member.is_away(now)) for member in members]
    return render(request, "groups/people.html", {"membership": membership, "members": shown})


@require_safe
def guide(request, key):
    """How a meeting might go, and what to say first."""
    membership = my_membership(request, key)
    beginning = beginning_of(membership.group.kind)
    return render(request, "groups/guide.html", {"membership": membership, "beginning": beginning})


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request, key):
    """Would you look after this group, and would you come along into another one: a yes or a no to each."""
    membership = my_membership(request, key)
    now = timezone.now()
    handover = Handover.objects.open().filter(member=membership).select_related("asked_by__user").first()
    merge = _merge_asking(membership, now)
    answer = request.POST.get("answer", "")
    if request.method == "POST" and answer in ("yes", "no"):
        if "host" in request.POST and handover:
            answer_handover(handover=handover, says_yes=answer == "yes", now=now)
            words = (
                "Thank you. You look after this group now."
                if answer == "yes"
                else "That is fine. They are told."
            )
            messages.success(request, words)
        elif "merge" in request.POST and merge:
            _answer_merge(request, merge, membership, answer == "yes", now)
        return redirect("groups:people", key)
    if handover:
        handover.asked_by.group = membership.group
    context = {"membership": membership, "handover": handover, "merge": merge}
    return render(request, "groups/questions.html", context)


COMING = {
    Outcome.IN: "You are in {name} now.",
    Outcome.WAITING: "Every place in {name} is taken; you are on its waiting list.",
    Outcome.CLOSED: "That is fine. You stay where you are.",
}


def _answer_merge(request, merge, membership, comes_along, now) -> None:
    try:
        outcome = answer_as_member(merge=merge, membership=membership, comes_along=comes_along, now=now)
    except KeptApart:
        messages.error(request, FOR_JOINING)
    else:
        messages.success(request, COMING[outcome].format(name=merge.into.name))


def _merge_asking(membership, now) -> Merge | None:
    merge = (
        Merge.objects.agreed()
        .filter(group=membership.group_id, closes_at__gt=now)
        .select_related("into")
        .first()
    )
    if merge and MergeAnswer.objects.filter(merge=merge, user=membership.user_id).exists():
        return None
    return merge


@require_http_methods(["GET", "HEAD", "POST"])
def host(request, key, member_key):
    """A keeper asks a member to look after the group."""
    membership = my_keeping(request, key)
    member = _member(membership, member_key)
    form = HostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_to_host(
            member=member, by=membership, is_instead=form.cleaned_data["how"] == "instead", now=timezone.now()
        )
        messages.success(request, "Asked. Nothing changes until they say yes.")
        return redirect("groups:people", key)
    return render(request, "groups/host.html", {"membership": membership, "member": member, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, key, member_key):
    membership = my_keeping(request, key)
    member = _member(membership, member_key)
    form = RemoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        remove_member(
            membership=member, by=request.user, words=form.cleaned_data["words"], now=timezone.now()
        )
        messages.success(request, f"{member.shown_name} is no longer in this group, and is told so.")
        return redirect("groups:people", key)
    return render(request, "groups/remove.html", {"membership": membership, "member": member, "form": form})


def _member(membership, member_key):
    """Somebody whom this keeper may ask, or ask to go: a member who is no keeper. Who has gone meanwhile is found
    too, so that pressing twice is no error; nothing happens to them."""
    here = membership.group.memberships.select_related("group", "user")
    member = get_object_or_404(here, key=member_key)
    if member.is_keeper or not may_remove(member, membership.user):
        raise Http404
    return member
