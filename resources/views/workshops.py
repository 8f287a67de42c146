"""Workshops of one's school: what is coming, one's seat, and what it was like."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from resources.forms.workshops import WorkshopAnswerForm
from resources.models import Resource, SignUp, Workshop
from resources.models.workshops import FEWEST_ANSWERS
from resources.online import where_words
from resources.workshops.answers import answer_workshop, heard_of, say_was_there
from resources.workshops.calendar import workshop_calendar
from resources.workshops.signing_up import place_in_line, sign_up, take_back_sign_up

PAGE = 20


def found(request, key: str) -> Workshop:
    return get_object_or_404(Workshop.objects.visible_to(request.user).select_related("school"), key=key)


def page_of(rows, mark: str, *, is_backward: bool) -> tuple[list[Workshop], str]:
    """A page of rows after the one with the key `mark`, and the mark of the next page ("" after the last)."""
    if mark and (after := rows.order_by().filter(key=mark).values_list("starts_at", "pk").first()):
        starts_at, pk = after
        side = "lt" if is_backward else "gt"
        same_time = rows.filter(starts_at=starts_at, **{f"pk__{side}": pk})
        rows = rows.filter(**{f"starts_at__{side}": starts_at}) | same_time
    shown = list(rows[: PAGE + 1])
    return shown[:PAGE], shown[PAGE - 1].key if len(shown) > PAGE else ""


@require_safe
def index(request):
    """What is coming, soonest first."""
    now = timezone.now()
    rows = Workshop.objects.visible_to(request.user).shown().coming(now)
    rows = rows.with_own_seat(request.user).with_numbers()
    mark = request.GET.get("after", "").replace("\0", "")
    workshops, more = page_of(rows, mark, is_backward=False)
    has_past = Workshop.objects.visible_to(request.user).shown().past(now).exists()
    context = {"workshops": workshops, "more": more, "now": now, "has_past": has_past}
    return render(request, "resources/workshops/index.html", context)


@require_safe
def past(request):
    """What has been, latest first."""
    now = timezone.now()
    rows = Workshop.objects.visible_to(request.user).shown().past(now)
    rows = rows.with_own_seat(request.user).with_numbers()
    mark = request.GET.get("before", "").replace("\0", "")
    workshops, more = page_of(rows, mark, is_backward=True)
    context = {"workshops": workshops, "more": more, "now": now}
    return render(request, "resources/workshops/past.html", context)


@require_safe
def detail(request, key):
    now = timezone.now()
    rows = Workshop.objects.visible_to(request.user).with_numbers()
    workshop = get_object_or_404(rows, key=key)
    mine = SignUp.objects.visible_to(request.user).filter(workshop=workshop).first()
    has_seat = mine is not None and not mine.is_waiting
    is_over = workshop.is_over(now)
    context = {
        "workshop": workshop,
        "mine": mine,
        "has_seat": has_seat,
        "place_in_line": place_in_line(mine) if mine and mine.is_waiting and not is_over else 0,
        "is_open": workshop.is_open(now),
        "has_started": workshop.has_started(now),
        "is_over": is_over,
        "takes_words": workshop.takes_words(now),
        "heard": heard_of(workshop) if is_over else None,
        "fewest": FEWEST_ANSWERS,
        # Where it is: for those with a seat alone, and never part of the page for anybody else.
        "place": workshop.place if has_seat else "",
        "link": workshop.link if has_seat else "",
        "where_words": where_words(workshop.link) if has_seat and workshop.link else "",
        "is_elsewhere": workshop.time_zone != request.user.time_zone,
        "starts_there": workshop.starts_at.astimezone(workshop.zone).replace(tzinfo=None),
        "entry": Resource.objects.visible_to(request.user).filter(pk=workshop.entry_id).first(),
    }
    return render(request, "resources/workshops/detail.html", context)


@require_POST
def join(request, key):
    workshop = found(request, key)
    mine = sign_up(workshop=workshop, by=request.user, now=timezone.now())
    if mine is None:
        messages.warning(request, "Sign-up is closed.")
    elif mine.is_waiting:
        messages.success(
            request,
            "It is full, so you are in line. If a seat becomes free, it is yours and we write to you.",
        )
    else:
        messages.success(request, "You have a seat. Below you see where it is.")
    return redirect(workshop)


@require_POST
def leave(request, key):
    workshop = found(request, key)
    if take_back_sign_up(workshop=workshop, by=request.user, now=timezone.now()):
        messages.success(request, "Taken back. Nobody is told, and nothing is kept of it.")
    return redirect(workshop)


@require_POST
def attended(request, key):
    """I was there; or not after all. It is asked of nobody else."""
    workshop = found(request, key)
    was_there = {"yes": True, "no": False}.get(request.POST.get("was-there", ""))
    if was_there is not None and say_was_there(
        workshop=workshop, by=request.user, was_there=was_there, now=timezone.now()
    ):
        if was_there:
            messages.success(request, "Kept. There are two questions, if you like.")
            return redirect("resources:workshop-answer", key=key)
        messages.success(request, "Taken back.")
    return redirect(workshop)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, key):
    """Two questions to somebody who was there. The log does not name them beside it."""
    request.is_unnamed = True
    workshop, now = found(request, key), timezone.now()
    mine = get_object_or_404(SignUp.objects.visible_to(request.user), workshop=workshop, was_there=True)
    if not workshop.takes_words(now):
        raise Http404
    if mine.has_answered:
        return redirect(workshop)
    form = WorkshopAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer_workshop(workshop=workshop, by=request.user, now=now, **form.cleaned_data)
        messages.success(request, "Thank you. Nothing we keep leads from your words back to you.")
        return redirect(workshop)
    context = {"workshop": workshop, "form": form, "fewest": FEWEST_ANSWERS}
    return render(request, "resources/workshops/answer.html", context)


@require_safe
def calendar_file(request, key):
    """For one's own calendar. `names` in the query puts in what it is called and, for who has a seat, where."""
    workshop = found(request, key)
    has_seat = SignUp.objects.visible_to(request.user).seated().filter(workshop=workshop).exists()
    body = workshop_calendar(workshop, shows_title="names" in request.GET, shows_place=has_seat)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="workshop.ics"'
    return response
