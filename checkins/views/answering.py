"""The question of the day: asked, answered, put off, put right."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from checkins.answers import (
    answer_checkin,
    begin_again,
    change_answer,
    check_in_now,
    draft_of,
    joined,
    keep_draft,
    skip_checkin,
    snooze_checkin,
)
from checkins.asking import never_mind, request_draft_of, unfinished_request
from checkins.audiences import audience_help, seen_already, who_sees
from checkins.desk import desk_of
from checkins.forms.answers import AnswerForm
from checkins.models import CheckIn, Plan
from checkins.models.checkins import Audience
from checkins.planning import coming
from checkins.scale import QUESTION, Level
from checkins.sharing import change_audience
from checkins.snoozing import later_at, later_choices
from checkins.words_at_risk import looks_at_risk
from resources.next_steps import suggest

DRAFT_FIELDS = ("note", "tags", "audience", "chosen")


def answer_form(user, data=None, initial=None, *, has_request: bool = False) -> AnswerForm:
    offers_contact = bool(user.school) and user.school.offers_contact()
    return AnswerForm(
        data, initial=initial, user=user, offers_contact=offers_contact, has_request=has_request
    )


def form_context(request, form: AnswerForm, now) -> dict:
    """What the question, or the same put right, says around its fields."""
    school = request.user.school
    desk = desk_of(school, now=now, zone=request.user.time_zone) if school else None
    return {
        "form": form,
        "question": QUESTION,
        "levels": Level.choices,
        "audience_help": audience_help(form.people, desk),
        "offers_contact": form.offers_contact,
        "desk": desk,
    }


def question_context(request, checkin: CheckIn, form: AnswerForm, now) -> dict:
    return {
        **form_context(request, form, now),
        "checkin": checkin,
        "later": later_choices(request.user, now),
        "is_open_wide": form.is_bound or bool(form.initial),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def index(request):
    """What waits for an answer now; by POST, a check-in of one's own accord."""
    now = timezone.now()
    if request.method == "POST":
        return redirect("checkins:answer", pk=check_in_now(by=request.user, now=now).pk)
    waiting = list(CheckIn.objects.own(request.user).open(now).order_by("-due_at")[:3])
    plans = list(Plan.objects.visible_to(request.user).running())
    pauses = list(request.user.pauses.not_over(now))
    context = {
        "waiting": waiting[1:],
        "plans": plans,
        "soonest": min(filter(None, (coming(plan, request.user, pauses).at for plan in plans)), default=None),
        "backed_off": [plan for plan in plans if plan.is_backed_off],
        "is_paused": any(pause.starts_at <= now for pause in pauses),
        "unfinished": unfinished_request(request.user),
        "has_request_draft": bool(request_draft_of(request.user)),
    }
    if waiting:
        form = answer_form(request.user, initial=draft_of(waiting[0]))
        context |= question_context(request, waiting[0], form, now)
    return render(request, "checkins/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, pk):
    now = timezone.now()
    checkin = get_object_or_404(CheckIn.objects.own(request.user), pk=pk)
    if not checkin.is_open(now):
        return _too_late(request, checkin, now)
    if request.method == "POST":
        form = answer_form(request.user, request.POST)
        if form.is_valid():
            said = form.cleaned_data
            if "note" not in request.POST:
                # A page that showed the faces alone, as Today does.
                said |= {"note": None, "tags": None}
            if not answer_checkin(checkin=checkin, by=request.user, now=now, **said):
                checkin.refresh_from_db()
                return _too_late(request, checkin, now)
            asks = form.cleaned_data["audience"] == Audience.CONTACT
            return redirect("checkins:ask-about" if asks else "checkins:kept", pk=pk)
        return render(request, "checkins/answer.html", question_context(request, checkin, form, now))
    kept = getattr(request, "kept_draft", None)
    form = answer_form(request.user, initial=kept or draft_of(checkin))
    context = question_context(request, checkin, form, now) | {"was_kept": kept}
    return render(request, "checkins/answer.html", context)


def _too_late(request, checkin: CheckIn, now):
    """It was answered, skipped or closed elsewhere. What was typed here meanwhile is not lost."""
    typed = typed_in(answer_form(request.user, request.POST)) if request.method == "POST" else {}
    note, tags = str(typed.get("note") or ""), typed.get("tags") or []
    if checkin.is_answered:
        if note in checkin.note and set(tags) <= set(checkin.tags):
            return redirect("checkins:kept", pk=checkin.pk)
        both = {"note": joined(checkin.note, note), "tags": [*checkin.tags, *tags]}
        return _show_change(request, checkin, AnswerForm.initial_of(checkin) | both, now, came_late=True)
    left = draft_of(checkin)
    if note or tags or "again" in request.POST:
        fresh = begin_again(checkin=checkin, by=request.user, typed=typed if note or tags else left, now=now)
        if note or tags:
            messages.info(request, "That one was over by then. Here is a fresh one, with what you had typed.")
        return redirect("checkins:answer", pk=fresh.pk)
    return render(request, "checkins/closed.html", {"checkin": checkin, "has_draft": left}, status=410)


def typed_in(form: AnswerForm) -> dict[str, Any]:
    """What a draft keeps of a form: a face is not chosen yet, and half a note is still a note."""
    form.is_valid()
    typed = {name: form.cleaned_data.get(name) for name in DRAFT_FIELDS}
    typed["chosen"] = [person.pk for person in typed["chosen"] or ()]
    if typed["audience"] == Audience.ONLY_ME:
        typed["audience"] = ""
    return typed


@require_POST
def draft(request, pk):
    """What is being typed, kept while it is typed: 204, or 410 when the occasion is over.

    What arrives just after the answer is no fault either: the answer carried it, and there is nothing left to keep.
    """
    checkin = get_object_or_404(CheckIn.objects.own(request.user), pk=pk)
    typed = typed_in(answer_form(request.user, request.POST))
    kept = keep_draft(checkin=checkin, by=request.user, typed=typed, now=timezone.now())
    if not kept:
        checkin.refresh_from_db(fields=["answered_at"])
    return HttpResponse(status=204 if kept or checkin.is_answered else 410)


@require_POST
def skip(request, pk):
    checkin = get_object_or_404(CheckIn.objects.own(request.user), pk=pk)
    if skip_checkin(checkin=checkin, by=request.user, now=timezone.now()):
        messages.success(request, "Skipped. That is a fine answer too.")
    return redirect("today")


@require_POST
def later(request, pk):
    now = timezone.now()
    checkin = get_object_or_404(CheckIn.objects.own(request.user), pk=pk)
    wish = later_at(request.user, request.POST.get("later", ""), now)
    if wish is None:
        messages.warning(request, "That time has passed. Please choose again.")
        return redirect("checkins:answer", pk=pk)
    if not snooze_checkin(checkin=checkin, remind_at=wish.at, now=now):
        return redirect("checkins:answer", pk=pk)
    messages.success(
        request, f"All right. We write again {wish.words}, unless your next check-in comes first."
    )
    return redirect("today")


@require_safe
def kept(request, pk):
    """After an answer: it is kept, who sees it, and one small thing to do, with the reason why."""
    mine = CheckIn.objects.own(request.user).prefetch_related("shares__chosen", "concerns")
    checkin = get_object_or_404(mine, pk=pk)
    if not checkin.is_answered:
        return redirect("checkins:answer", pk=pk)
    is_heavy = looks_at_risk(checkin.note)
    found = suggest(
        level=Level.NOTHING if is_heavy else checkin.level,  # words of danger weigh more than the face
        tags=checkin.tags,
        school=request.user.school,
        stage=request.user.stage,
        wants=request.user.wants,
        turn=checkin.pk,
    )
    context = {
        "checkin": checkin,
        "steps": [step for step in found if not step.is_entry],
        "entries": [step for step in found if step.is_entry],
        "who": who_sees(checkin),
        "is_heavy": is_heavy,
    }
    return render(request, "checkins/kept.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    """Putting an answer right, and changing one's mind about who sees it."""
    now = timezone.now()
    mine = CheckIn.objects.answered().own(request.user).prefetch_related("shares__chosen", "concerns")
    checkin = get_object_or_404(mine, pk=pk)
    initial = getattr(request, "kept_draft", None) or AnswerForm.initial_of(checkin)
    if request.method != "POST":
        return _show_change(request, checkin, initial, now)
    has_request = _has_request(checkin)
    form = answer_form(request.user, request.POST, initial, has_request=has_request)
    if form.is_valid():
        said = dict(form.cleaned_data)
        audience, chosen = said.pop("audience"), said.pop("chosen")
        change_answer(checkin=checkin, by=request.user, now=now, **said)
        change_audience(checkin=checkin, by=request.user, audience=audience, chosen=chosen, now=now)
        if audience == Audience.CONTACT and checkin.audience != audience:
            return redirect("checkins:ask-about", pk=pk)
        takes_back = has_request and audience != Audience.CONTACT
        messages.success(request, "Changed. Your request is taken back." if takes_back else "Changed.")
        return redirect("checkins:kept" if looks_at_risk(said["note"]) else "checkins:detail", pk=pk)
    return _show_change(request, checkin, initial, now, form=form)


def _has_request(checkin: CheckIn) -> bool:
    return any(concern.is_open for concern in checkin.concerns.all())


def _show_change(request, checkin: CheckIn, initial, now, *, form: AnswerForm | None = None, came_late=False):
    """The form as it was sent, or one with what there is (`initial`)."""
    has_request = _has_request(checkin)
    form = form or answer_form(request.user, initial=initial, has_request=has_request)
    chosen_level = int(level) if (level := form["level"].value()) and str(level).isdecimal() else None
    context = form_context(request, form, now) | {
        "checkin": checkin,
        "chosen_level": chosen_level,
        "has_request": has_request,
        "seen_already": seen_already(checkin),
        "came_late": came_late,
    }
    return render(request, "checkins/change.html", context)


@require_POST
def leave_unsent(request, pk):
    """The request for contact that was begun is not sent after all."""
    checkin = get_object_or_404(CheckIn.objects.own(request.user), pk=pk)
    if never_mind(checkin=checkin, by=request.user):
        messages.success(request, "Nothing was sent. Only you see this answer.", extra_tags="said")
    return redirect("checkins:index")
