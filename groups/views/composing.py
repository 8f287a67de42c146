"""Writing an ask or a note: which kind, and the composer of that kind."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.asks import ALL, BY_DOOR, Ask
from groups.before_posting import pause_before
from groups.drafting import draft_of, keep_draft
from groups.forms.talk import PostForm
from groups.models import Membership
from groups.promise import bring_at
from groups.talking import forget_draft, write_post
from groups.views.talk import before_posting, my_running, to_thread

DRAFTED = ("title", "words", "needed_until", "is_fresh")


@require_safe
def choose(request, key):
    return render(request, "groups/ask.html", {"membership": my_running(request, key), "asks": ALL})


def ask_behind(door: str) -> Ask:
    if door not in BY_DOOR:
        raise Http404
    return BY_DOOR[door]


def post_form(request, ask: Ask, membership: Membership, data=None, initial=None) -> PostForm:
    today = request.user.local_now(timezone.now()).date()
    return PostForm(data, initial=initial, ask=ask, membership=membership, today=today)


@require_http_methods(["GET", "HEAD", "POST"])
def compose(request, key, door):
    """One kind's composer. It says who sees it and under which name before a word is written."""
    membership, ask = my_running(request, key), ask_behind(door)
    now = timezone.now()
    if request.method == "POST":
        form = post_form(request, ask, membership, request.POST)
        if form.is_valid() and "change" not in request.POST:
            said = dict(form.cleaned_data)
            text = "\n".join(said[name] for name in ("title", "words") if said.get(name))
            seen = said.pop("seen")
            if pause := pause_before(text=text, by=membership, seen=seen):
                return before_posting(request, membership, pause, form)
            post = write_post(by=membership, kind=ask.kind, now=now, **said)
            forget_draft(membership, door)
            messages.success(
                request, "It is there." if ask.is_ask else "Your note is there.", extra_tags="said"
            )
            return to_thread(membership, post)
        drafted = False
    else:
        kept = getattr(request, "kept_draft", None)
        draft = draft_of(membership, door)
        drafted = bool(draft)
        form = post_form(request, ask, membership, initial=kept or draft)
    context = {
        "membership": membership,
        "ask": ask,
        "form": form,
        "bring_at": bring_at(membership.group, now) if ask.is_ask else None,
        "has_draft": drafted,
        "was_kept": getattr(request, "kept_draft", None),
    }
    return render(request, "groups/compose.html", context)


@require_POST
def compose_draft(request, key, door):
    """What is being typed, kept while it is typed."""
    membership, ask = my_running(request, key), ask_behind(door)
    form = post_form(request, ask, membership, request.POST)
    form.is_valid()
    typed = {name: form.cleaned_data.get(name) for name in DRAFTED if name in form.fields}
    if typed.get("needed_until"):
        typed["needed_until"] = typed["needed_until"].isoformat()
    keep_draft(membership=membership, place=door, typed=typed, now=timezone.now())
    return HttpResponse(status=204)


@require_POST
def forget(request, key, door):
    """The draft is thrown away."""
    membership, ask = my_running(request, key), ask_behind(door)
    forget_draft(membership, ask.door)
    messages.success(request, "Forgotten. Nothing of it is kept.")
    return redirect("groups:asks", key)
