"""People, topics of twenty posts, and browsers that are signed in, in the forum's own environment.

    python -m benchmarks.machina.fill PEOPLE POSTS VISITORS

Writes JSON: for each visitor a cookie and the path of a topic.
"""

import json
import sys

import django

django.setup()

# Models exist once Django stands.
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from machina.apps.forum.models import Forum  # noqa: E402
from machina.apps.forum_conversation.models import Post, Topic  # noqa: E402
from machina.apps.forum_permission.models import ForumPermission, UserForumPermission  # noqa: E402

EACH = 20
WORDS = "A long week, and *nobody* to tell it to. Does anybody have the notes of Monday? I can lend mine in return."
# Rendered when it is written, as saving a post by its form would do.
RENDERED = f"<p>{WORDS.replace('*nobody*', '<em>nobody</em>')}</p>"


def main(people: int, posts: int, visitors: int) -> None:
    call_command("migrate", verbosity=0)
    User = get_user_model()
    User.objects.bulk_create(User(username=f"student{n}", password="!") for n in range(people))
    users = list(User.objects.order_by("pk"))
    forum = Forum.objects.create(name="Forum", type=Forum.FORUM_POST)
    for permission in ForumPermission.objects.filter(
        codename__in=["can_see_forum", "can_read_forum", "can_reply_to_topics", "can_start_new_topics"]
    ):
        UserForumPermission.objects.create(
            permission=permission, authenticated_user=True, forum=forum, has_perm=True
        )
    topics = Topic.objects.bulk_create(
        Topic(
            forum=forum,
            poster=users[n % people],
            subject=f"Topic {n}",
            slug=f"topic-{n}",
            type=Topic.TOPIC_POST,
            status=Topic.TOPIC_UNLOCKED,
            approved=True,
            posts_count=EACH,
        )
        for n in range(posts // EACH)
    )
    made = Post.objects.bulk_create(
        (
            Post(
                topic=topic,
                poster=users[(topic.pk + n) % people],
                subject=topic.subject,
                content=WORDS,
                _content_rendered=RENDERED,
                approved=True,
            )
            for topic in topics
            for n in range(EACH)
        ),
        batch_size=5000,
    )
    for place, topic in enumerate(topics):
        topic.first_post, topic.last_post = made[place * EACH], made[place * EACH + EACH - 1]
    Topic.objects.bulk_update(topics, ["first_post", "last_post"], batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(json.dumps([visitor(users[n], forum, topics[-1 - n]) for n in range(visitors)]))


def visitor(user, forum, topic) -> dict[str, str]:
    browser = Client()
    browser.force_login(user)
    path = reverse(
        "forum_conversation:topic",
        kwargs={"forum_slug": forum.slug, "forum_pk": forum.pk, "slug": topic.slug, "pk": topic.pk},
    )
    page = browser.get(path)
    assert page.status_code == 200, page.status_code
    assert page.content.decode().count("notes of Monday") >= EACH
    cookie = "; ".join(f"{name}={value.value}" for name, value in browser.cookies.items())
    return {"cookie": cookie, "path": path}


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
