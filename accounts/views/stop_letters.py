"""What the link at the foot of a letter opens. No sign-in: who has the letter may stop such letters."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.letter_kinds import LetterKind, registry
from accounts.models import User
from accounts.models.preferences import Channel
from accounts.stop_links import read_stop_token
from accounts.wishes import is_wanted_by_email, resume_letters, set_wish, stop_all_letters


@login_not_required
@csrf_exempt  # a mail program has no cookie to show (RFC 8058); the signed token is what counts
@require_http_methods(["GET", "HEAD", "POST"])
def stop_letters(request, token):
    """GET shows. A POST without a choice changes nothing: scanners send forms as they stand."""
    link = read_stop_token(token)
    person = link and User.objects.active().filter(pk=link.recipient_id).first()
    if not person:
        return render(request, "accounts/stop/unknown.html", status=404)
    kind = registry.get(link.kind)
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        choose(person, kind, "stop-kind")
        return HttpResponse(status=200)
    if request.method == "POST":
        choose(person, kind, request.POST.get("choice", ""))
        return redirect("accounts:stop-letters", token)
    is_wanted = is_wanted_by_email(person, kind)
    return render(
        request, "accounts/stop/letters.html", {"person": person, "kind": kind, "is_wanted": is_wanted}
    )


def choose(person: User, kind: LetterKind, choice: str) -> None:
    """Any other word is no choice. Every choice can be made twice, and taken back."""
    if choice in ("stop-kind", "start-kind") and kind.can_be_refused:
        set_wish(user_id=person.pk, kind=kind, channel=Channel.EMAIL, is_wanted=choice == "start-kind")
    elif choice == "stop-all":
        stop_all_letters(user=person, now=timezone.now())
    elif choice == "start-all":
        resume_letters(user=person)
