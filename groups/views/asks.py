"""What becomes of an ask: closed with words, opened again, taken, given back, done."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from groups.asks import BY_KIND
from groups.closing import close_ask, give_back, reopen_ask, say_done, take_ask
from groups.forms.talk import CloseForm
from groups.mine import my_membership
from groups.views.talk import my_post, my_running, to_thread


@require_http_methods(["GET", "HEAD", "POST"])
def close(request, key, post):
    """Did this help? For the asker alone."""
    membership = my_membership(request, key)
    found = my_post(membership, post)
    if not found.is_of(membership) or not found.is_ask or not found.is_there:
        raise Http404
    form = CloseForm(
        request.POST if request.method == "POST" else None, question=BY_KIND[found.kind].closing_question
    )
    if form.is_valid():
        close_ask(post=found, by=membership, now=timezone.now(), **form.cleaned_data)
        messages.success(request, "Closed. You can open it again at any time.")
        return to_thread(membership, found)
    return render(request, "groups/close.html", {"membership": membership, "post": found, "form": form})


@require_POST
def reopen(request, key, post):
    membership = my_running(request, key)
    found = my_post(membership, post)
    if reopen_ask(post=found, by=membership, now=timezone.now()):
        messages.success(request, "Open again.")
    return to_thread(membership, found)


VERBS = {
    "take": (take_ask, "It is yours. They know that somebody is on it. You can give it back."),
    "give-back": (give_back, "Given back. Somebody else can take it now."),
    "done": (say_done, "Done. Thank you."),
}


@require_POST
def take(request, key, post):
    """I will do it; I cannot after all; it is done. The button says which."""
    membership = my_running(request, key)
    found = my_post(membership, post)
    if found.is_practical and (what := request.POST.get("what")) in VERBS:
        verb, words = VERBS[what]
        if verb(post=found, by=membership, now=timezone.now()):
            messages.success(request, words)
        else:
            messages.info(request, "Something has changed meanwhile. This is how it stands now.")
    return to_thread(membership, found)
