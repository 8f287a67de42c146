"""The page that a letter opens: one occasion, no sign-in, nothing of the past. GET and HEAD change nothing.

Only a pressed button says anything: a form sent off as it stands carries no face and changes no row.
"""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from checkins.answers import NOTE_MOST, add_to_answer, answer_checkin, skip_checkin, snooze_checkin
from checkins.forms.answers import AddForm
from checkins.models import CheckIn
from checkins.models.checkins import Audience
from checkins.moments import checkin_id_from
from checkins.scale import QUESTION, Level
from checkins.snoozing import later_at, later_choices
from checkins.words_at_risk import looks_at_risk

# The browser that answered may add to the answer for this long; it is remembered in its session only.
ADD_FOR = timedelta(hours=1)
ANSWERED_HERE = "moments"
FULL = f"That is more than fits beside what you wrote before: at most {NOTE_MOST:,} characters together."


@login_not_required
@transaction.non_atomic_requests  # a wrong link costs no connection; each verb is a transaction of its own
@require_http_methods(["GET", "HEAD", "POST"])
def moment(request, token):
    now = timezone.now()
    pk = checkin_id_from(token)
    checkin = pk and CheckIn.objects.filter(pk=pk, user__is_active=True).select_related("user").first()
    if not checkin:
        response = render(request, "checkins/moment_unknown.html", status=404)
    elif checkin.is_open(now):
        response = _open(request, checkin, token, now)
    elif checkin.is_answered and _answered_here(request, checkin, now):
        response = _add(request, checkin, token, now)
    else:
        response = render(request, "checkins/moment_over.html", {"checkin": checkin}, status=410)
    # same-origin, not no-referrer: with the latter browsers hide the origin that the form's own check asks for.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _open(request, checkin: CheckIn, token: str, now: datetime):
    pressed = request.POST
    if request.method == "POST" and pressed.get("level") in map(str, Level.values):
        answer_checkin(checkin=checkin, by=checkin.user, level=int(pressed["level"]), now=now)
        _remember(request, checkin)
        return redirect("checkins:moment", token=token)
    if request.method == "POST" and pressed.get("skip"):
        skip_checkin(checkin=checkin, by=checkin.user, now=now)
        return render(request, "checkins/moment_done.html", {"title": "Skipped. That is a fine answer too."})
    if request.method == "POST" and (wish := later_at(checkin.user, pressed.get("later", ""), now)):
        snooze_checkin(checkin=checkin, remind_at=wish.at, now=now)
        done = {"title": "All right, later.", "later": wish.words}
        return render(request, "checkins/moment_done.html", done)
    context = {
        "question": QUESTION,
        "levels": Level.choices,
        "later": later_choices(checkin.user, now),
        "was_empty": request.method == "POST",
    }
    return render(request, "checkins/moment.html", context)


def _add(request, checkin: CheckIn, token: str, now: datetime):
    """Words and tags for the answer just given. What was said before is not shown, here or anywhere on this page."""
    form = AddForm(request.POST if request.method == "POST" and "level" not in request.POST else None)
    if form.is_valid():
        note, tags = form.cleaned_data["note"], form.cleaned_data["tags"]
        if (note or tags) and add_to_answer(checkin=checkin, note=note, tags=tags, now=now):
            done = {"title": "Added.", "is_added": True, "is_heavy": looks_at_risk(note)}
            return render(request, "checkins/moment_done.html", done)
        if note:
            form.add_error("note", FULL)
    return render(request, "checkins/moment_kept.html", {"form": form, "checkin": checkin})


def _remember(request, checkin: CheckIn) -> None:
    request.session[ANSWERED_HERE] = [*request.session.get(ANSWERED_HERE, []), checkin.pk][-5:]


def _answered_here(request, checkin: CheckIn, now: datetime) -> bool:
    """Here, a while ago at most, and for nobody else's eyes since: the page says that only its owner sees it."""
    if checkin.answered_at is None or checkin.pk not in request.session.get(ANSWERED_HERE, []):
        return False
    if checkin.audience != Audience.ONLY_ME:
        return False
    return checkin.answered_at > now - ADD_FOR
