"""Private thanks, and being willing to be asked."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.answering import set_willing, week_of
from groups.before_posting import pause_before
from groups.forms.talk import ThanksForm, WillingForm
from groups.mine import my_membership
from groups.models import Membership, Thanks
from groups.thanking import mark_read, thank
from groups.views.talk import before_posting, my_running


def with_group(rows, membership: Membership) -> list:
    """The names of both sides, without asking for the group again."""
    found = list(rows.select_related("by__user", "to__user"))
    for row in found:
        row.by.group = row.to.group = membership.group
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def thanks(request, key):
    """What was said to one, and what one said. Reading changes nothing; a button says that it was read."""
    membership = my_membership(request, key)
    if request.method == "POST":
        mark_read(membership=membership, now=timezone.now())
        return redirect("groups:thanks", key)
    context = {
        "membership": membership,
        "received": with_group(
            Thanks.objects.filter(to=membership).exclude(by__in=unseen(request.user))[:50], membership
        ),
        "given": with_group(Thanks.objects.filter(by=membership)[:50], membership),
    }
    return render(request, "groups/thanks.html", context)


def unseen(user):
    return Membership.objects.out_of_sight_of(user).values("pk")


@require_http_methods(["GET", "HEAD", "POST"])
def thanks_new(request, key):
    """I saw you do this well. To one member, and to nobody else."""
    membership = my_running(request, key)
    others = (
        membership.group.memberships.active()
        .exclude(pk=membership.pk)
        .exclude(pk__in=unseen(request.user))
        .select_related("user", "group")
    )
    kept = getattr(request, "kept_draft", None)
    form = ThanksForm(request.POST if request.method == "POST" else None, members=others, initial=kept)
    if form.is_valid() and "change" not in request.POST:
        said = dict(form.cleaned_data)
        if pause := pause_before(text=said["words"], by=membership, seen=said.pop("seen")):
            return before_posting(request, membership, pause, form)
        thank(by=membership, now=timezone.now(), **said)
        messages.success(request, "Told. Only they and you can read it.")
        return redirect("groups:thanks", key)
    return render(request, "groups/thanks_new.html", {"membership": membership, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def willing(request, key):
    """Whether, and how often, one may be written to when an ask waits."""
    membership = my_membership(request, key)
    form = WillingForm(
        request.POST if request.method == "POST" else None, initial={"most_a_week": week_of(membership)}
    )
    if form.is_valid():
        set_willing(membership=membership, most_a_week=form.cleaned_data["most_a_week"])
        messages.success(request, "Kept. You can change it at any time.")
        return redirect("groups:detail", key)
    return render(request, "groups/willing.html", {"membership": membership, "form": form})
