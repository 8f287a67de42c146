"""Saying that an entry is wrong, or that one is missing; and what became of what one told."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import School
from resources.forms.tips import MissingForm, WrongForm
from resources.models import Tip
from resources.models.tips import What
from resources.tips import TooManyTips, entries_like, tell
from resources.views.library import found

THANKS = "Thank you. The wellness staff look at it, and you hear back."
TOLD = "You told us that already, and nobody has looked yet. You will hear back."
TOO_MANY = "You have told us a lot today, thank you. Please tell us the rest tomorrow."


def _tell(request, form, **said) -> bool:
    try:
        tip = tell(by=request.user, now=timezone.now(), **said)
    except TooManyTips:
        form.add_error(None, TOO_MANY)
        return False
    messages.success(request, THANKS if tip else TOLD)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def wrong(request, key):
    entry = found(request.user, key)
    school = get_object_or_404(School, users=request.user)
    form = WrongForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _tell(request, form, school=school, resource=entry, **form.cleaned_data):
        return redirect(entry)
    return render(request, "resources/tips/wrong.html", {"form": form, "entry": entry})


@require_http_methods(["GET", "HEAD", "POST"])
def missing(request):
    """What the library may hold already is shown before staff are asked."""
    school = get_object_or_404(School, users=request.user)
    form = MissingForm(request.POST if request.method == "POST" else None)
    close = []
    if form.is_valid():
        said = {**form.cleaned_data}
        is_other = said.pop("is_other")
        close = [] if is_other else list(entries_like(said["title"], said["url"], reader=request.user))
        if not close and _tell(request, form, school=school, what=What.NEW, **said):
            return redirect("resources:tips")
    return render(request, "resources/tips/missing.html", {"form": form, "close": close})


@require_POST
def close_ones(request):
    """The fragment above the reasons while one types: by POST, so that no address and no log has the words."""
    form = MissingForm(request.POST)
    form.is_valid()
    said = form.cleaned_data  # without what is not right, or not yet
    close = entries_like(said.get("title", ""), said.get("url", ""), reader=request.user)
    return render(request, "resources/tips/_close.html", {"close": close})


@require_safe
def told(request):
    """The last of what one told, with what became of it."""
    tips = Tip.objects.visible_to(request.user).select_related("resource__school")[:50]
    return render(request, "resources/tips/told.html", {"tips": tips})
