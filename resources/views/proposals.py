"""You said, we did: what students miss, who stands behind it, and what the school answered."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import School
from resources.forms.proposals import NoteForm, ProposalForm
from resources.models import Proposal
from resources.models.proposals import COUNTED_FROM, Stand
from resources.proposals import (
    TooMany,
    alike,
    co_sign,
    make_proposal,
    take_back_sign,
    withdraw_proposal,
    write_note,
)

PAGE = 20
# Short, for a row of links; the whole words stand on each proposal.
SHORT = {
    Stand.NEW: "Waiting",
    Stand.LOOKING: "Looked into",
    Stand.PLANNED: "Planned",
    Stand.DONE: "Done",
    Stand.NOT_NOW: "Not now",
}
TOO_MANY = "You have said a lot this week, thank you. Please wait a few days before the next one."
TOO_MANY_NOTES = "That is as much as can be written in a day. Please come back tomorrow."


@require_safe
def index(request):
    """The newest first; `before` is the last row of the page before, `stand` narrows it down."""
    rows = Proposal.objects.visible_to(request.user).with_own_sign(request.user).with_signs()
    stand = request.GET.get("stand", "")
    if stand in Stand.values:
        rows = rows.filter(stand=stand)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    shown = list(rows.order_by("-pk")[: PAGE + 1])
    context = {
        "proposals": shown[:PAGE],
        "more": shown[PAGE - 1].pk if len(shown) > PAGE else None,
        "stand": stand if stand in Stand.values else "",
        "stands": SHORT.items(),
        "counted_from": COUNTED_FROM,
        "today": timezone.localdate(),
    }
    return render(request, "resources/proposals/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Close ones are shown before a second one of the same is made."""
    request.is_unnamed = True
    school = get_object_or_404(School, users=request.user)  # an operator belongs to none
    form = ProposalForm(request.POST if request.method == "POST" else None)
    close = []
    if form.is_valid():
        said = form.cleaned_data
        close = [] if said["is_other"] else list(alike(said["title"], reader=request.user))
        if not close:
            try:
                made = make_proposal(
                    by=request.user,
                    school=school,
                    secret=said["secret"],
                    title=said["title"],
                    words=said["words"],
                    is_anonymous=said["is_anonymous"],
                    now=timezone.now(),
                )
            except TooMany:
                form.add_error(None, TOO_MANY)
            else:
                if made.is_anonymous:
                    return redirect("resources:proposal-secret", secret=said["secret"])
                messages.success(request, "It is there, under your alias. The wellness staff answer it here.")
                return redirect("resources:proposal", pk=made.pk)
    return render(request, "resources/proposals/new.html", {"form": form, "close": close})


@require_POST
def close_ones(request):
    """The fragment below the title while one types: by POST, so that no address and no log has the words."""
    request.is_unnamed = True
    title = request.POST.get("title", "").replace("\0", "").strip()
    close = alike(title, reader=request.user) if len(title) >= 6 else []
    return render(request, "resources/proposals/_close.html", {"close": close})


def _mine_or_shown(request, pk) -> Proposal:
    rows = Proposal.objects.visible_to(request.user).with_own_sign(request.user).with_signs()
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request, pk):
    proposal = _mine_or_shown(request, pk)
    is_mine = proposal.author_id == request.user.pk
    form = NoteForm(request.POST if request.method == "POST" and is_mine else None)
    if form.is_valid() and _wrote(form, proposal):
        messages.success(request, "Your words are with the wellness staff.")
        return redirect("resources:proposal", pk=pk)
    context = {
        "proposal": proposal,
        "is_mine": is_mine,
        "notes": proposal.notes.all() if is_mine else [],
        "form": form,
        "counted_from": COUNTED_FROM,
        "today": timezone.localdate(),
    }
    return render(request, "resources/proposals/detail.html", context)


def _wrote(form: NoteForm, proposal: Proposal) -> bool:
    try:
        write_note(proposal=proposal, words=form.cleaned_data["words"], by_staff=None, now=timezone.now())
    except TooMany:
        form.add_error("words", TOO_MANY_NOTES)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def secret(request, secret):
    """An anonymous author's way back. It asks nobody who they are, and leaves no id in a log."""
    request.is_unnamed = True
    proposal = get_object_or_404(Proposal.objects.of_secret(secret).with_signs(), hidden_at=None)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _wrote(form, proposal):
        messages.success(request, "Your words are with the wellness staff.")
        return redirect("resources:proposal-secret", secret=secret)
    context = {
        "proposal": proposal,
        "notes": proposal.notes.all(),
        "form": form,
        "secret": secret,
        "counted_from": COUNTED_FROM,
    }
    return render(request, "resources/proposals/secret.html", context)


@require_POST
def sign(request, pk):
    proposal = _mine_or_shown(request, pk)
    if co_sign(proposal=proposal, by=request.user, now=timezone.now()):
        messages.success(request, "You stand behind it too. Nobody is shown that it was you.")
    return redirect("resources:proposal", pk=pk)


@require_POST
def unsign(request, pk):
    if take_back_sign(proposal=_mine_or_shown(request, pk), by=request.user):
        messages.success(request, "Taken back.")
    return redirect("resources:proposal", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    """Taking one's own back, as long as the school has not answered: after that it is everybody's."""
    mine = get_object_or_404(Proposal.objects.filter(author=request.user, stand=Stand.NEW), pk=pk)
    if request.method == "POST":
        withdraw_proposal(proposal=mine, by=request.user)
        messages.success(request, "It is gone.")
        return redirect("resources:proposals")
    return render(request, "resources/proposals/withdraw.html", {"proposal": mine})
