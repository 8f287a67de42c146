"""What is said in the world's group: Ada asks, Ben answers, Ada took something back, Ben asked staff to look."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.support import Support
from groups.closing import mark_helped
from groups.models import Group, Post, Reply, Report
from groups.reporting import report_words
from groups.thanking import thank
from tests.factories import PostFactory, ReplyFactory

# Planted words: see world.py.
POST_WORDS = "marigold-canal-post"
REPLY_WORDS = "thimble-orchard-reply"
THANKS_WORDS = "juniper-kettle-thanks"
GONE_WORDS = "hazel-anchor-gone"
REPORT_NOTE = "mauve-starling-note"
BENS_KEY = "bensplanted2"


@dataclass
class Talk:
    post: Post
    reply: Reply
    practical: Post
    gone: Post
    report: Report
    member: str  # the key of Ben's stay


def talk_of(group: Group, ada: User, ben: User) -> Talk:
    now = timezone.now()
    group.memberships.filter(user=ben).update(key=BENS_KEY)
    mine, other = group.memberships.get(user=ada), group.memberships.get(user=ben)
    post = PostFactory(
        author=mine,
        kind=Support.INFORMATIONAL,
        title="Which form?",
        words=POST_WORDS,
        edited_at=now,
        posted_at=now - timedelta(hours=3),
    )
    reply = ReplyFactory(post=post, author=other, words=REPLY_WORDS)
    mark_helped(reply=reply, by=mine, has_helped=True, now=now)
    practical = PostFactory(author=mine, kind=Support.INSTRUMENTAL, title="Notes of the lecture")
    gone = PostFactory(author=mine, words=GONE_WORDS, deleted_at=now)
    thank(to=mine, by=other, words=THANKS_WORDS, now=now)
    concern = report_words(words=post, by=other, reason="other", note=REPORT_NOTE, now=now)
    return Talk(post, reply, practical, gone, concern.report, other.key)


def talk_things(talk: Talk, group: Group) -> dict[str, list]:
    """By the names of the cases in the table."""
    return {
        "door": [group.key, "listen"],
        "door-hand": [group.key, "hand"],
        "thread": [group.key, talk.post.key],
        "practical": [group.key, talk.practical.key],
        "post": [group.key, talk.post.key],
        "answer": [group.key, talk.reply.key],
        "gone": [group.key, talk.gone.key],
        "member": [group.key, talk.member],
        "report": [talk.report.pk],
    }
