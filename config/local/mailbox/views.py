"""The demo's mailbox, open to whoever runs the demo. `config/urls.py` includes these in demo and dev only."""

from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from config.local.mailbox import letters
from config.local.mailbox.codes import current_codes

# A letter is somebody else's document: no script, no form, no origin; its own styles and links that open.
LETTER_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
    "form-action": ["'none'"],
    "base-uri": ["'none'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox", "allow-top-navigation-by-user-activation"],
}


def folder():
    return settings.BASE_DIR / "var" / "mailbox"


def found(key: str) -> letters.Received:
    letter = letters.one(folder(), key)
    if letter is None:
        raise Http404("There is no such letter.")
    return letter


@login_not_required
@require_safe
def index(request):
    to = request.GET.get("to", "")
    context = {
        "letters": letters.received(folder(), to),
        "people": letters.people(folder()),
        "to": to,
        "codes": current_codes(),
        "most": letters.MOST,
    }
    return render(request, "mailbox/index.html", context)


@login_not_required
@require_safe
def letter(request, key):
    return render(request, "mailbox/letter.html", {"letter": found(key)})


@login_not_required
@require_safe
@xframe_options_sameorigin
@csp(LETTER_POLICY)  # type: ignore[arg-type]  # csp knows views without arguments only
def html(request: HttpRequest, key: str) -> HttpResponse:
    return HttpResponse('<!doctype html><base target="_top">' + found(key).html)


@login_not_required
@require_POST
def clear(request):
    letters.clear(folder())
    messages.success(request, "The mailbox is empty.")
    return redirect("mailbox:index")
