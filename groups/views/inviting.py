"""Invitations of one group, for its keepers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from groups.forms.inviting import AddressForm, LinkForm
from groups.inviting import TooManyInvitations, invite_address, make_link, revoke_invitation
from groups.mine import my_keeping

FULL = "There are as many open invitations as anybody can look over. Take one back first."


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request, key):
    """A link to pass on, or a letter to an address: each is a form of its own."""
    membership = my_keeping(request, key)
    group, now = membership.group, timezone.now()
    link = LinkForm(request.POST if "label" in request.POST else None)
    address = AddressForm(request.POST if "email" in request.POST else None)
    try:
        if group.is_running and link.is_valid():
            make_link(group=group, by=request.user, label=link.cleaned_data["label"], now=now)
            messages.success(request, "Here is the link. It opens for people of your school, for two weeks.")
            return redirect("groups:invite", key)
        if group.is_running and address.is_valid():
            invite_address(group=group, by=request.user, email=address.cleaned_data["email"], now=now)
            messages.success(request, "If somebody of your school has this address, a letter is on its way.")
            return redirect("groups:invite", key)
    except TooManyInvitations:
        (link if link.is_bound else address).add_error("label" if link.is_bound else "email", FULL)
    context = {
        "membership": membership,
        "link": link,
        "address": address,
        "invitations": group.invitations.open(now).filter(made_by=request.user),
    }
    return render(request, "groups/invite.html", context)


@require_POST
def revoke(request, key, invitation_key):
    membership = my_keeping(request, key)
    mine = membership.group.invitations.open(timezone.now()).filter(made_by=request.user)
    invitation = get_object_or_404(mine, key=invitation_key)
    revoke_invitation(invitation=invitation, now=timezone.now())
    messages.success(request, "Taken back. It opens for nobody any more.")
    return redirect("groups:invite", key)
