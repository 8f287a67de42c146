"""What somebody does with their own stay in a group."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.forms.membership import MembershipForm
from groups.forms.names import NewAliasForm
from groups.keeping import take_on
from groups.leaving import LastKeeper, is_last_keeper, leave_group, step_back
from groups.mine import my_keeping, my_membership
from groups.naming import change_alias, next_change_at
from groups.own_data import own_groups


@require_http_methods(["GET", "HEAD", "POST"])
def me(request, key):
    """Away, letters, and the ways to one's name and out."""
    membership = my_membership(request, key)
    today = request.user.local_now(timezone.now()).date()
    # A form of ticks alone may come without a field.
    sent = request.POST if request.method == "POST" else None
    form = MembershipForm(sent, instance=membership, today=today)
    if form.is_valid():
        form.save()
        messages.success(request, "Kept.")
        return redirect("groups:me", key)
    return render(request, "groups/me.html", {"membership": membership, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def alias(request, key):
    """Another suggestion, once in a while. A group of names has no alias to change."""
    membership = my_membership(request, key)
    group, now = membership.group, timezone.now()
    waits_until = next_change_at(membership, now)
    if not group.goes_by_alias or not group.is_running or waits_until:
        form = None
    elif "another" in request.POST:
        form = NewAliasForm(group=group, user=request.user)
    else:
        form = NewAliasForm(request.POST or None, group=group, user=request.user)
        if form.is_valid() and change_alias(membership=membership, alias=form.cleaned_data["alias"], now=now):
            messages.success(request, f"From now on you are {form.cleaned_data['alias']} here.")
            return redirect("groups:me", key)
    context = {"membership": membership, "form": form, "waits_until": waits_until}
    return render(request, "groups/alias.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, key):
    """The last who looks after the group is asked what shall become of it."""
    membership = my_membership(request, key)
    if request.method == "POST":
        try:
            leave_group(
                membership=membership,
                by=request.user,
                now=timezone.now(),
                even_as_last_keeper=request.POST.get("anyway") == "yes",
            )
        except LastKeeper:
            return redirect("groups:leave", key)
        messages.success(request, f"You have left {membership.group.name}.")
        return redirect("groups:index")
    return render(request, "groups/leave.html", _going(membership))


@require_http_methods(["GET", "HEAD", "POST"])
def step_back_page(request, key):
    membership = my_keeping(request, key)
    if request.method == "POST":
        try:
            step_back(
                membership=membership,
                by=request.user,
                now=timezone.now(),
                even_as_last_keeper=request.POST.get("anyway") == "yes",
            )
        except LastKeeper:
            return redirect("groups:step-back", key)
        messages.success(request, "You are a member like the others now.")
        return redirect("groups:people", key)
    return render(request, "groups/step_back.html", _going(membership))


def _going(membership) -> dict:
    others = membership.group.memberships.active().exclude(pk=membership.pk)
    return {
        "membership": membership,
        "is_last_keeper": is_last_keeper(membership) and membership.group.is_running,
        "is_last_of_all": not others.exists(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def take_on_page(request, key):
    """Any member can look after a group that nobody looks after."""
    membership = my_membership(request, key)
    if request.method == "POST":
        if take_on(membership=membership, now=timezone.now()):
            messages.success(request, "Thank you. You look after this group now; you can hand it over later.")
        else:
            messages.info(request, "Somebody looks after it already.")
        return redirect("groups:people", key)
    if membership.group.unkept_since is None:
        return redirect("groups:people", key)
    return render(request, "groups/take_on.html", {"membership": membership})


@require_safe
def export(request):
    response = JsonResponse(
        own_groups(request.user), safe=False, json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response["Content-Disposition"] = 'attachment; filename="my-groups.json"'
    return response
