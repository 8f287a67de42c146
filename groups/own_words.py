"""Everything that somebody said in groups, and what was said to them alone, for themselves."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from groups.drafting import typed_in
from groups.models import (
    Block,
    Brought,
    Draft,
    EarlierWords,
    Mute,
    Post,
    Reply,
    Report,
    Said,
    Thanks,
    Willing,
)

POST_FIELDS = (
    "group__name", "kind", "title", "words", "fresh_alias", "posted_at", "edited_at", "deleted_at", "hidden_at",
    "hidden_because", "needed_until", "done_at", "closed_at", "closing", "closing_words",
)  # fmt: skip
REPLY_FIELDS = (
    "post__group__name",
    "words",
    "fresh_alias",
    "posted_at",
    "edited_at",
    "hidden_at",
    "hidden_because",
)


def own_words(user: User) -> dict[str, Any]:
    """Plain values, for JSON."""
    posts = Post.objects.filter(author__user=user)
    replies = Reply.objects.filter(author__user=user, deleted_at=None)
    earlier = EarlierWords.objects.filter(post__in=posts) | EarlierWords.objects.filter(reply__in=replies)
    drafts = Draft.objects.filter(membership__user=user).select_related("membership__group")
    return {
        "posts": list(posts.order_by("posted_at").values(*POST_FIELDS)),
        "replies": list(replies.order_by("posted_at").values(*REPLY_FIELDS)),
        "what_stood_there_before": list(
            earlier.order_by("replaced_at").values("title", "words", "replaced_at")
        ),
        "said": list(Said.objects.filter(by__user=user).values("by__group__name", "gesture", "said_at")),
        "thanks_you_gave": list(
            Thanks.objects.filter(by__user=user).values("by__group__name", "words", "sent_at")
        ),
        "thanks_you_received": list(
            Thanks.objects.filter(to__user=user).values("to__group__name", "words", "sent_at", "read_at")
        ),
        "taken_on": list(
            Post.objects.filter(taken_by__user=user).values("group__name", "taken_at", "done_at")
        ),
        "out_of_sight": list(Block.objects.visible_to(user).values("group__name", "called", "blocked_at")),
        "muted": list(Mute.objects.filter(membership__user=user).values("post__group__name", "muted_at")),
        "willing": list(
            Willing.objects.filter(membership__user=user).values("membership__group__name", "most_a_week")
        ),
        "brought_to_you": list(
            Brought.objects.filter(to__user=user).values("post__group__name", "brought_at")
        ),
        "reported": list(Report.objects.filter(by__user=user).values("concern__group__name", "reported_at")),
        "drafts": [
            {"group": draft.membership.group.name, "typed": typed_in(draft), "kept_at": draft.kept_at}
            for draft in drafts
        ],
    }
