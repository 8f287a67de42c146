"""Please contact me: the form, and the page that says what happened and when."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from checkins.asking import ask_for_contact, open_request, take_back_request
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
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        has_checkin=checkin is not None,
        initial=getattr(request, "kept_draft", None),
    )
    school = request.user.school
    context = {
        "form": form,
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
