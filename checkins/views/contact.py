"""Please contact me: the form, and the page that says what happened and when."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from checkins.asking import (
    ask_for_contact,
    forget_request_draft,
    keep_request_draft,
    open_request,
    request_draft_of,
    take_back_request,
)
from checkins.concerns import NobodyOnDuty
from checkins.desk import desk_of
from checkins.forms.contact import ContactForm
from checkins.models import CheckIn, Concern


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, pk=None):
    """Asks to be contacted, about one answer (`pk`) or about nothing in particular."""
    now = timezone.now()
    mine = CheckIn.objects.answered().own(request.user).defer("note", "draft")
    checkin = get_object_or_404(mine, pk=pk) if pk else None
    already = open_request(request.user, checkin)
    if already:
        return redirect("checkins:concern", pk=already.pk)
    began = _began(request) if request.method != "POST" else {}
    form = ContactForm(
        request.POST if request.method == "POST" else None, has_checkin=checkin is not None, initial=began
    )
    school = request.user.school
    context = {
        "form": form,
        "began": bool(began),
        "was_kept": getattr(request, "kept_draft", None),
        "checkin": checkin,
        "school": school,
        "offers_contact": school is not None and school.offers_contact(),
        "desk": desk_of(school, now=now, zone=request.user.time_zone) if school else None,
    }
    if form.is_valid() and context["offers_contact"]:
        try:
            concern = ask_for_contact(by=request.user, checkin=checkin, now=now, **form.cleaned_data)
        except NobodyOnDuty:
            context["offers_contact"] = False
        else:
            return redirect("checkins:concern", pk=concern.pk)
    return render(request, "checkins/ask.html", context)


def _began(request) -> dict:
    """What had been typed before: when the session ended, or else while it was typed."""
    kept = getattr(request, "kept_draft", None)
    # A box that is not ticked is not sent, and would come back ticked.
    return {"shows_checkin": False} | kept if kept else request_draft_of(request.user)


@require_POST
def draft(request):
    """What is being typed, kept while it is typed."""
    form = ContactForm(request.POST, has_checkin=True)
    if form.typed:
        keep_request_draft(by=request.user, typed=form.typed, now=timezone.now())
    else:
        forget_request_draft(request.user)
    return HttpResponse(status=204)


@require_POST
def forget(request):
    """What was begun is not sent after all."""
    forget_request_draft(request.user)
    messages.success(request, "Nothing was sent, and nothing of it is kept.", extra_tags="said")
    return redirect("checkins:index")


@require_http_methods(["GET", "HEAD"])
def concern(request, pk):
    """What happened to one's request, and when."""
    mine = Concern.objects.visible_to(request.user).prefetch_related("events")
    request_made = get_object_or_404(mine, pk=pk)
    school = request.user.school
    context = {
        "concern": request_made,
        "events": list(request_made.events.all()),
        "is_anybody_there": school is not None and school.offers_contact(),
        "desk": desk_of(school, now=timezone.now(), zone=request.user.time_zone) if school else None,
    }
    return render(request, "checkins/concern.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    request_made = get_object_or_404(Concern.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        if take_back_request(concern=request_made, by=request.user, now=timezone.now()):
            told = " Whoever had taken it hears that." if request_made.acknowledged_at else ""
            messages.success(request, f"Taken back. Staff no longer see it.{told}")
        return redirect("checkins:concern", pk=pk)
    return render(request, "checkins/withdraw.html", {"concern": request_made})
