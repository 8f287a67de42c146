"""What is said in a group: the wall, and one thread."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from groups.before_posting import nearby, pause_before
from groups.boundaries import mute_thread, unmute_thread
from groups.drafting import draft_of, keep_draft
from groups.forms.talk import ReplyForm
from groups.gestures import heard_by_author
from groups.mine import my_membership
from groups.models import Membership, Post, Said
from groups.models.words import Gesture
from groups.promise import promise_of
from groups.talking import forget_draft, write_reply
from groups.wall import page_of, replies_page
from groups.wall_cards import Face, row_of, standing_of
from groups.wall_page import wall_page


def my_running(request, key: str) -> Membership:
    """Where one can say something: one's stay in a group that runs. A group at rest is read, not written to."""
    membership = my_membership(request, key)
    membership.user = request.user
    if not membership.group.is_running:
        raise Http404
    return membership


def my_post(membership: Membership, key: str) -> Post:
    """A post that this member sees."""
    posts = Post.objects.of_wall(membership).select_related(
        "author__user", "hidden_by__user", "taken_by__user"
    )
    post = get_object_or_404(posts, key=key)
    post.group = membership.group
    for member in (post.author, post.hidden_by, post.taken_by):
        if member is not None:
            member.group = membership.group
    return post


def to_thread(membership: Membership, post: Post, anchor: str = "") -> HttpResponse:
    address = reverse("groups:thread", args=[membership.group.key, post.key])
    return redirect(f"{address}#{anchor}" if anchor else address)


def wall(request, membership: Membership) -> HttpResponse:
    """The page of the group, for a member; reached through `groups:detail`."""
    membership.user = request.user
    before = request.GET.get("before", "")[:12].replace("\0", "")
    page = page_of(membership, before=before, now=timezone.now(), zone=request.user.time_zone)
    if messages.get_messages(request):
        context = {"membership": membership, "page": page, "is_first": not before}
        return render(request, "groups/wall.html", context)
    return HttpResponse(wall_page(membership, page, is_first=not before))


@require_http_methods(["GET", "HEAD", "POST"])
def thread(request, key, post):
    """One post and its replies; by POST, a reply."""
    membership = my_membership(request, key)
    membership.user = request.user
    found = my_post(membership, post)
    form = ReplyForm(
        request.POST if request.method == "POST" else None, initial=reply_initial(request, membership, found)
    )
    if request.method == "POST":
        if not membership.group.is_running or not found.is_there:
            raise Http404
        if form.is_valid() and "change" not in request.POST:
            said = form.cleaned_data
            if pause := pause_before(text=said["words"], by=membership, seen=said["seen"]):
                return before_posting(request, membership, pause, form)
            reply = write_reply(to=found, by=membership, words=said["words"], now=timezone.now())
            forget_draft(membership, found.key)
            messages.success(request, "Said. Thank you for being there.", extra_tags="said")
            return to_thread(membership, found, reply.key)
    return render(request, "groups/thread.html", thread_context(request, membership, found, form))


def reply_initial(request, membership: Membership, post: Post) -> dict:
    return getattr(request, "kept_draft", None) or draft_of(membership, post.key)


def thread_context(request, membership: Membership, post: Post, form: ReplyForm) -> dict:
    now, zone = timezone.now(), request.user.time_zone
    after = request.GET.get("after", "")[:12].replace("\0", "")
    replies, more = replies_page(post, membership, after=after)
    face = Face(membership, now, zone)
    card = face.ask(row_of(post), standing_of(post))
    mine = post.is_of(membership)
    own = [reply for reply in replies if reply.is_of(membership)]
    said = Said.objects.filter(by=membership)
    return {
        "membership": membership,
        "post": post,
        "card": card,
        "form": form,
        "replies": [(face.reply(row_of(reply), reply.helped_at is not None), reply) for reply in replies],
        "after": after,
        "more": more,
        "gestures": Gesture.choices,
        "said_to_post": set(said.filter(post=post).values_list("gesture", flat=True)),
        "said_to": said_to(said.filter(reply__in=[reply.pk for reply in replies])),
        "heard": heard_by_author([post], post).get(post.pk, []) if mine else [],
        "heard_replies": heard_by_author(own, post),
        "promise": promise_of(post) if mine else None,
        "is_muted": post.mutes.filter(membership=membership).exists(),
        "is_taker": post.taken_by_id == membership.pk,
        "has_expired": post.has_expired(now),
        "is_first_reply": post.answered_at is None and not mine,
        "my_name": post.name_of(membership),
        "was_kept": getattr(request, "kept_draft", None),
    }


def said_to(rows) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for pk, gesture in rows.values_list("reply_id", "gesture"):
        found.setdefault(pk, set()).add(gesture)
    return found


def before_posting(request, membership: Membership, pause, form) -> HttpResponse:
    """The private page between writing and posting: what was typed travels along, and nothing is kept of it."""
    typed = [(name, value) for name in form.fields if name != "seen" for value in request.POST.getlist(name)]
    context = {"membership": membership, "typed": typed, "pause": pause}
    if pause.is_risk:
        school = membership.group.school
        context["nearby"] = nearby(school, now=timezone.now(), zone=request.user.time_zone)
        context["school"] = school
    return render(request, "groups/gentle.html" if pause.is_risk else "groups/hints.html", context)


@require_POST
def thread_draft(request, key, post):
    """What is being typed, kept while it is typed."""
    membership = my_running(request, key)
    found = my_post(membership, post)
    form = ReplyForm(request.POST)
    form.is_valid()
    keep_draft(
        membership=membership,
        place=found.key,
        typed={"words": form.cleaned_data.get("words")},
        now=timezone.now(),
    )
    return HttpResponse(status=204)


@require_POST
def mute(request, key, post):
    membership = my_membership(request, key)
    found = my_post(membership, post)
    if request.POST.get("what") == "mute":
        if mute_thread(post=found, by=membership, now=timezone.now()):
            messages.success(request, "No letters about this one any more. You can read along all the same.")
    elif request.POST.get("what") == "unmute" and unmute_thread(post=found, by=membership):
        messages.success(request, "We write to you about this one again, when there is a reason.")
    return to_thread(membership, found)
