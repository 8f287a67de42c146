"""Members of groups that talk, signed in.

    python -m benchmarks.inside members VISITORS POSTS

Fills groups of fifty with asks and replies (POSTS of both; three replies to an ask), for the people who are there.
Writes JSON: the number of queries of a group's page, and for each visitor a cookie and the path of theirs.
"""

import json
from datetime import timedelta
from itertools import count

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.support import Support
from benchmarks.visitors import BEHIND_PROXY
from groups.agreement import VERSION
from groups.kinds import Kind
from groups.models import Group, Membership, Post, Reply
from resources.markdown import render_talk
from tests.clients import HouseClient

SEATS = 50
REPLIES = 3
ASK = (
    "Ten days without a day off, and *nobody* to tell it to. I keep reading the same page.\n\n"
    "I do not need a plan. I would like somebody to know, and perhaps to hear how you got through yours."
)
REPLY = "I hear you. Mine was long too, and what helped was one person who asked the next day."


def main(visitors: str, posts: str) -> None:
    now = timezone.now()
    people = list(User.objects.order_by("pk"))
    groups = Group.objects.bulk_create(
        Group(
            school_id=people[0].school_id,
            name=f"Group {n}",
            kind=Kind.INTEREST,
            capacity=SEATS,
            time_zone="Europe/London",
            founded_at=now,
            last_active_at=now,
        )
        for n in range(len(people) // SEATS)
    )
    members = Membership.objects.bulk_create(
        (
            Membership(
                group=groups[place // SEATS],
                user=person,
                alias=f"Quiet Otter {place}",
                agreement_version=VERSION,
                agreed_at=now,
                joined_at=now,
            )
            for place, person in enumerate(people[: len(groups) * SEATS])
        ),
        batch_size=2000,
    )
    talk(members, int(posts) // (1 + REPLIES), now)
    browsers = [
        visit(member) for member in members[:: max(len(members) // int(visitors), 1)][: int(visitors)]
    ]
    print(json.dumps({"queries": queries(*browsers[0]), "visitors": [told(*one) for one in browsers]}))


def talk(members: list[Membership], asks: int, now) -> None:
    ask_html, reply_html, minutes = render_talk(ASK), render_talk(REPLY), count()
    posts = Post.objects.bulk_create(
        (
            Post(
                group_id=member.group_id,
                author=member,
                kind=(kind := Support.values[n % 4]),
                title="" if kind == Support.EMOTIONAL else "Something that would help me",
                words=ASK,
                html=ask_html,
                gestures=["hear", "too"],
                posted_at=now - timedelta(minutes=next(minutes)),
                answered_at=now,
                replied_at=now,
            )
            for n in range(asks)
            for member in [members[n * 37 % len(members)]]
        ),
        batch_size=2000,
    )
    here: dict[int, list[Membership]] = {}
    for member in members:
        here.setdefault(member.group_id, []).append(member)
    Reply.objects.bulk_create(
        (
            Reply(
                post=post,
                author=here[post.group_id][(post.pk + n) % SEATS],
                words=REPLY,
                html=reply_html,
                posted_at=post.posted_at + timedelta(minutes=n + 1),
            )
            for post in posts
            for n in range(REPLIES)
        ),
        batch_size=5000,
    )


def visit(member: Membership) -> tuple[HouseClient, str]:
    browser = HouseClient(headers=BEHIND_PROXY)
    browser.force_login(member.user)
    path = reverse("groups:detail", args=[member.group.key])
    page = browser.get(path)
    assert page.status_code == 200
    assert page.text.count("<article") == 20
    return browser, path


def told(browser: HouseClient, path: str) -> dict[str, str]:
    cookie = "; ".join(f"{name}={value.value}" for name, value in browser.cookies.items())
    return {"cookie": cookie, "path": path}


def queries(browser: HouseClient, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    # BEGIN and COMMIT are of every page.
    return sum(query["sql"] not in ("BEGIN", "COMMIT") for query in asked.captured_queries)
