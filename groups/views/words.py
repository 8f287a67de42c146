"""One post or one reply: changing it, taking it back, saying something to it, reporting it, putting it out of sight.

Both are found by their key through the person who asks; a key of another group, or of what they may not see, is a 404.
"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.asks import BY_KIND
from groups.before_posting import pause_before
from groups.boundaries import block_author
from groups.closing import mark_helped
from groups.forms.talk import HideForm, PostForm, ReplyForm
from groups.gestures import say, unsay
from groups.giveaways import giveaways
from groups.hiding import hide_words, show_words
from groups.mine import my_keeping, my_membership
from groups.models import Membership, Post, Reply
from groups.models.words import Gesture
from groups.talking import change_words, delete_words, undo_deletion
from groups.views.boundaries import what_of_checkins
from groups.views.talk import before_posting, my_running, to_thread
from resources.forms.tips import WORDS_MOST, MissingForm


def my_words(membership: Membership, key: str) -> Post | Reply:
    """A post or a reply that this member sees."""
    posts = Post.objects.of_wall(membership)
    words: Post | Reply
    if post := posts.select_related("author__user").filter(key=key).first():
        words = post
        post.group = membership.group
    else:
        replies = Reply.objects.of_wall(membership).filter(post__in=posts)
        words = reply = get_object_or_404(replies.select_related("author__user", "post__author"), key=key)
        reply.post.group = membership.group
    if words.author is not None:
        words.author.group = membership.group
    return words


def own_words(membership: Membership, key: str, *, is_there: bool = True) -> Post | Reply:
    """One's own, also when it was just deleted."""
    found: Post | Reply | None = None
    for model in (Post, Reply):
        group = "group" if model is Post else "post__group"
        rows = model._default_manager.filter(author=membership, key=key, **{group: membership.group_id})
        found = found or rows.filter(deleted_at__isnull=is_there).first()
    if found is None:
        raise Http404
    post_of(found).group = membership.group
    return found


def post_of(words: Post | Reply) -> Post:
    return words if isinstance(words, Post) else words.post


def back_to(membership: Membership, words: Post | Reply):
    return to_thread(membership, post_of(words), words.key if isinstance(words, Reply) else "")


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, key, words):
    membership = my_running(request, key)
    mine = own_words(membership, words)
    data = request.POST if request.method == "POST" else None
    if isinstance(mine, Post):
        form = PostForm(
            data,
            ask=BY_KIND[mine.kind],
            membership=membership,
            today=request.user.local_now(timezone.now()).date(),
            is_new=False,
            initial=getattr(request, "kept_draft", None) or PostForm.initial_of(mine),
        )
    else:
        form = ReplyForm(data, initial=getattr(request, "kept_draft", None) or ReplyForm.initial_of(mine))
    if form.is_valid() and "change" not in request.POST:
        said = dict(form.cleaned_data)
        seen, text = said.pop("seen"), said.pop("words")
        whole = "\n".join(part for part in (said.get("title"), text) if part)
        if pause := pause_before(text=whole, by=membership, seen=seen):
            return before_posting(request, membership, pause, form)
        change_words(words=mine, by=membership, text=text, now=timezone.now(), **said)
        messages.success(request, "Changed.")
        return back_to(membership, mine)
    context = {"membership": membership, "words": mine, "post": post_of(mine), "form": form}
    return render(request, "groups/change.html", context)


@require_safe
def earlier(request, key, words):
    """What stood there before: for the one who wrote it."""
    membership = my_membership(request, key)
    mine = own_words(membership, words)
    versions = mine.earlierwords_set.all()
    context = {"membership": membership, "words": mine, "post": post_of(mine), "versions": versions}
    return render(request, "groups/earlier.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, key, words):
    membership = my_membership(request, key)
    mine = own_words(membership, words)
    if request.method == "POST":
        delete_words(words=mine, by=membership, now=timezone.now())
        return redirect("groups:deleted", key, words)
    context = {"membership": membership, "words": mine, "post": post_of(mine)}
    return render(request, "groups/delete.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def deleted(request, key, words):
    """Deleted just now: a button brings it back, for half an hour."""
    membership = my_membership(request, key)
    mine = own_words(membership, words, is_there=False)
    if not mine.can_be_undone(timezone.now()):
        raise Http404
    if request.method == "POST":
        undo_deletion(words=mine, by=membership, now=timezone.now())
        messages.success(request, "It is back.")
        return back_to(membership, mine)
    return render(request, "groups/deleted.html", {"membership": membership, "words": mine})


@require_POST
def said(request, key, words):
    """One tap: "I hear you", or taking it back. The button says which; anything else says nothing."""
    membership = my_running(request, key)
    found = my_words(membership, words)
    gesture, taken_back = request.POST.get("say", ""), request.POST.get("unsay", "")
    if gesture in Gesture.values and say(
        to=found, by=membership, gesture=Gesture(gesture), now=timezone.now()
    ):
        messages.success(
            request, f"Said: {Gesture(gesture).label}. Only the one you said it to sees that it was you."
        )
    elif taken_back in Gesture.values and unsay(to=found, by=membership, gesture=Gesture(taken_back)):
        messages.success(request, "Taken back.")
    return back_to(membership, found)


@require_POST
def helped(request, key, words):
    """The asker says of an answer that it helped, or no longer."""
    membership = my_membership(request, key)
    found = my_words(membership, words)
    what = request.POST.get("what")
    if (
        isinstance(found, Reply)
        and what in ("helped", "not-helped")
        and mark_helped(reply=found, by=membership, has_helped=what == "helped", now=timezone.now())
    ):
        messages.success(request, "Marked as what helped." if what == "helped" else "No longer marked.")
    return back_to(membership, found)


@require_POST
def propose(request, key, words):
    """What helped, carried into the form that asks for something to be added to the library. Nothing is kept or sent by
    it, no author is named, and what may give somebody away is said beside it.
    """
    membership = my_membership(request, key)
    found = my_words(membership, words)
    if not isinstance(found, Reply) or found.helped_at is None or found.is_hidden or not found.is_there:
        raise Http404
    form = MissingForm(initial={"words": found.words[:WORDS_MOST]})
    hints = giveaways(found.words)
    context = {"membership": membership, "post": found.post, "form": form, "close": [], "hints": hints}
    return render(request, "groups/propose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def put_away(request, key, words):
    """Puts their author and oneself out of each other's sight; a thread under a fresh alias, only the thread."""
    membership = my_membership(request, key)
    membership.user = request.user
    found = my_words(membership, words)
    if found.is_of(membership) or found.author is None:
        raise Http404
    if request.method == "POST":
        block_author(words=found, by=membership, now=timezone.now())
        messages.success(request, "Out of your sight. Nobody is told, and you can undo it here.")
        return redirect("groups:out-of-sight", key)
    context = {
        "membership": membership,
        "words": found,
        "post": post_of(found),
        **what_of_checkins(membership, found.author),
    }
    return render(request, "groups/put_away.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hide(request, key, words):
    """A keeper puts words out of the group's sight until somebody has looked."""
    membership = my_keeping(request, key)
    found = my_words(membership, words)
    if found.is_of(membership) or not found.is_there:
        raise Http404
    form = HideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        hide_words(words=found, by=membership, because=form.cleaned_data["because"], now=timezone.now())
        messages.success(request, "Hidden. Its author sees why.")
        return back_to(membership, found)
    context = {"membership": membership, "words": found, "post": post_of(found), "form": form}
    return render(request, "groups/hide.html", context)


@require_POST
def show(request, key, words):
    membership = my_keeping(request, key)
    found = my_words(membership, words)
    if show_words(words=found, by=membership, now=timezone.now()):
        messages.success(request, "Everybody here sees it again.")
    return back_to(membership, found)
