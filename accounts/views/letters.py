"""Which letters come, and times in which none do."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import ExamBlockForm, PauseUntilForm, WishesForm
from accounts.pausing import day_begins, end_pause, pause_for_exams, pause_until, take_back_end
from accounts.wishes import resume_letters, stop_all_letters

ENDED = "ended_pause"  # in the session: the pause that was just ended, so that it can be taken back
UNDO_FOR = timedelta(minutes=10)
LENGTHS = {"day": timedelta(days=1), "week": timedelta(days=7)}


@require_http_methods(["GET", "HEAD", "POST"])
def letters(request):
    form = WishesForm(request.user, request.POST if "keep" in request.POST else None)
    if "stop-all" in request.POST:
        stop_all_letters(user=request.user, now=timezone.now())
    elif "resume" in request.POST:
        resume_letters(user=request.user)
    elif form.is_valid():
        form.save()
        messages.success(request, "Kept.")
    else:
        pauses = request.user.pauses.not_over(timezone.now())
        return render(request, "accounts/letters.html", {"form": form, "pauses": pauses})
    return redirect("accounts:letters")


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request):
    """A day, a week, until a day, or an exam block: each is a form of its own on one page."""
    now, today = timezone.now(), request.user.local_now(timezone.now()).date()
    until = PauseUntilForm(request.POST if "until" in request.POST else None, today=today)
    exams = ExamBlockForm(request.POST if "first" in request.POST else None, today=today)
    length = LENGTHS.get(request.POST.get("for", ""))
    if length:
        pause_until(user=request.user, until=now + length, now=now)
    elif until.is_valid():
        after = until.cleaned_data["until"] + timedelta(days=1)
        pause_until(user=request.user, until=day_begins(after, request.user.time_zone), now=now)
    elif exams.is_valid():
        pause_for_exams(user=request.user, now=now, **exams.cleaned_data)
    else:
        return render(
            request, "accounts/pause.html", _pauses(request, now) | {"until": until, "exams": exams}
        )
    request.session.pop(ENDED, None)
    messages.success(request, "Paused. You can end it whenever you like.")
    return redirect("accounts:pause")


def _pauses(request, now) -> dict:
    return {
        "pauses": request.user.pauses.not_over(now),
        "now": now,
        "ended": request.session.get(ENDED, {}).get("ended_at", "") > (now - UNDO_FOR).isoformat(),
    }


@require_POST
def pause_end(request, pk):
    now = timezone.now()
    found = get_object_or_404(request.user.pauses.not_over(now), pk=pk)
    request.session[ENDED] = end_pause(pause=found, now=now)
    return redirect("accounts:pause")


@require_POST
def pause_undo(request):
    was = request.session.pop(ENDED, None)
    if was and take_back_end(user=request.user, was=was, now=timezone.now()):
        messages.success(request, "The pause is back.")
    return redirect("accounts:pause")
