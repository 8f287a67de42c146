"""The wall: what it shows to whom, in how many queries, and how one goes back."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from groups.boundaries import block_author
from groups.mine import find_membership
from groups.models import Group, Membership, Post, Reply, Thanks
from groups.wall import PAGE, REPLIES_PAGE, latest_replies, page_of, sight_of
from tests.factories import GroupFactory, JoinRequestFactory, MembershipFactory, PostFactory, ReplyFactory


@pytest.fixture(params=["aliases", "names"])
def me(request, school, ada):
    group = GroupFactory(school=school, identity=request.param, kind="interest", capacity=60)
    return MembershipFactory(group=group, user=ada)


def fill(me, count, replies=3):
    now = timezone.now()
    others = [MembershipFactory(group=me.group) for _ in range(4)]
    posts = Post.objects.bulk_create(
        Post(
            group=me.group,
            author=others[n % 4],
            kind="emotional",
            words=f"words-{n}",
            html=f"<p>words-{n}.</p>",
            posted_at=now - timedelta(minutes=n),
            replied_at=now,
        )
        for n in range(count)
    )
    Reply.objects.bulk_create(
        Reply(post=post, author=others[n % 4], words="x", html="<p>x</p>", posted_at=now)
        for post in posts
        for n in range(replies)
    )
    return posts


def queries(client, address) -> int:
    """What the page asks, without the transaction around it; a session's first page, which notes the device, apart."""
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    asked = [query["sql"] for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]]
    return len(asked)


def test_one_post_and_five_hundred_cost_as_many_queries(me, client):
    client.force_login(me.user)
    address = reverse("groups:detail", args=[me.group.key])
    fill(me, 1)
    one = queries(client, address)
    fill(me, 500)
    assert queries(client, address) == one <= 6


def test_a_thread_of_one_reply_and_of_five_hundred_cost_as_many(me, client):
    client.force_login(me.user)
    (post,) = fill(me, 1, replies=1)
    address = reverse("groups:thread", args=[me.group.key, post.key])
    one = queries(client, address)
    other = MembershipFactory(group=me.group)
    Reply.objects.bulk_create(
        Reply(post=post, author=other, words="x", html="<p>x</p>", posted_at=timezone.now())
        for _ in range(500)
    )
    assert queries(client, address) == one <= 12


def test_one_goes_back_page_by_page_and_sees_each_post_once(me, client):
    posts = fill(me, 2 * PAGE + 3)
    Post.objects.filter(pk__in=[post.pk for post in posts[5:15]]).update(posted_at=timezone.now())
    client.force_login(me.user)
    address, seen = reverse("groups:detail", args=[me.group.key]), []
    for _ in range(5):
        response = client.get(address)
        seen += re.findall(r'<article class="[^"]*" id="(\w+)"', response.text)
        older = re.search(r'href="(\?before=\w+)"', response.text)
        if not older:
            break
        address = reverse("groups:detail", args=[me.group.key]) + older[1]
    assert len(seen) == len(set(seen)) == 2 * PAGE + 3


def test_replies_are_read_page_by_page_in_the_order_in_which_they_came(me, client):
    (post,) = fill(me, 1, replies=REPLIES_PAGE + 7)
    client.force_login(me.user)
    address = reverse("groups:thread", args=[me.group.key, post.key])
    first = client.get(address).context
    rest = client.get(f"{address}?after={first['more']}").context
    keys = [card.key for card, _ in [*first["replies"], *rest["replies"]]]
    assert keys == list(post.replies.order_by("posted_at", "pk").values_list("key", flat=True))


@pytest.mark.parametrize("before", ["no-such", "\0", "x" * 5000, "'; --", "🙂"])
def test_a_place_that_is_not_there_is_the_end(me, client, before):
    fill(me, 2)
    client.force_login(me.user)
    page = client.get(reverse("groups:detail", args=[me.group.key]), {"before": before})
    assert page.status_code == 200


def test_a_key_of_another_group_opens_nothing_there(me, client):
    fill(me, 1)
    foreign = PostFactory()
    client.force_login(me.user)
    page = client.get(reverse("groups:detail", args=[me.group.key]), {"before": foreign.key})
    assert "<article" not in page.text
    assert client.get(reverse("groups:thread", args=[me.group.key, foreign.key])).status_code == 404


def test_the_latest_replies_stand_below_their_ask(me, client):
    post = PostFactory(author=MembershipFactory(group=me.group))
    now = timezone.now()
    for n in range(4):
        ReplyFactory(post=post, words=f"reply-{n}.", posted_at=now - timedelta(minutes=10 - n))
    client.force_login(me.user)
    page = client.get(reverse("groups:detail", args=[me.group.key])).text
    assert "reply-0." not in page
    assert "reply-2." in page
    assert page.index("reply-2.") < page.index("reply-3.")
    assert "Read all of it" in page


def test_no_page_says_when_exactly_or_carries_a_row_number(me, client):
    """Coarse times, opaque keys: nothing by which one name could be tied to another."""
    numbers = range(76_543_210, 76_543_213)  # that are nothing else on a page, as a small one may be
    posts = [PostFactory(pk=number, author=MembershipFactory(group=me.group)) for number in numbers]
    ReplyFactory(post=posts[0])
    client.force_login(me.user)
    at = posts[0].posted_at
    for address in (
        reverse("groups:detail", args=[me.group.key]),
        reverse("groups:thread", args=[me.group.key, posts[0].key]),
    ):
        page = client.get(address).text
        main = page[page.index("<main") : page.index("</main")]
        assert f"{at:%H:%M}" not in main
        assert f"{at:%Y-%m-%d}" not in main
        assert "datetime=" not in main
        assert "7654321" not in main


def test_the_wall_shows_what_the_queryset_says(me, client, ben, mo):
    """Two ways to one truth: what blocking and hiding put out of sight, on the wall and by `visible_to`."""
    group, now = me.group, timezone.now()
    other, third = MembershipFactory(group=group, user=ben), MembershipFactory(group=group)
    keeper = MembershipFactory(group=group, user=mo, role="mentor")
    people = [me, other, third, keeper]
    posts = [
        PostFactory(author=author, fresh_alias=fresh, hidden_at=hidden)
        for author in people
        for fresh in ("", f"Slow Tern {author.pk}")
        for hidden in (None, now)
    ]
    for post in posts:
        for author in people:
            ReplyFactory(post=post, author=author, fresh_alias=post.fresh_alias if post.is_of(author) else "")
    block_author(
        words=next(post for post in posts if post.is_of(other) and not post.fresh_alias), by=me, now=now
    )
    block_author(
        words=next(post for post in posts if post.is_of(me) and not post.fresh_alias), by=third, now=now
    )
    for by, author in ((me, third), (other, me)):
        block_author(words=next(p for p in posts if p.is_of(author) and p.fresh_alias), by=by, now=now)
    for member in people:
        page = page_of(member, before="", now=now, zone="UTC")
        shown = {key for card in page.cards for key in re.findall(r' id="(\w+)"', card)}
        assert shown == {post.key for post in Post.objects.visible_to(member.user)}
        sight = sight_of(member)
        ids = [post.pk for post in Post.objects.visible_to(member.user)]
        on_wall = {row.key for rows in latest_replies(ids, member, sight).values() for row, _ in rows}
        assert on_wall <= set(Reply.objects.visible_to(member.user).values_list("key", flat=True))
        for post in Post.objects.visible_to(member.user):
            latest = list(
                Reply.objects.visible_to(member.user).filter(post=post).order_by("posted_at", "pk")
            )[-3:]
            rows = latest_replies([post.pk], member, sight).get(post.pk, [])
            assert [row.key for row, _ in rows] == [reply.key for reply in latest]


def nothing(stay):
    pass


def it_rests(stay):
    Group.objects.filter(pk=stay.group_id).update(archived_at=timezone.now())


def it_is_quiet(stay):
    Group.objects.filter(pk=stay.group_id).update(last_active_at=timezone.now() - timedelta(days=60))


def nobody_keeps_it(stay):
    Group.objects.filter(pk=stay.group_id).update(unkept_since=timezone.now())


def it_is_called(stay):
    Group.objects.filter(pk=stay.group_id).update(name="<script>alert(1)</script> & {{ x }} %s 🙂")


def the_words_have_changed(stay):
    Membership.objects.filter(pk=stay.pk).update(agreement_version=0)


def somebody_knocks(stay):
    Membership.objects.filter(pk=stay.pk).update(role="mentor")
    JoinRequestFactory(group=stay.group)


def somebody_is_thankful(stay):
    by = MembershipFactory(group=stay.group)
    Thanks.objects.create(by=by, to=stay, words="It helped.", sent_at=timezone.now())


def much_was_said(stay):
    fill(stay, PAGE + 1)


@pytest.mark.parametrize(
    "happened",
    [
        nothing,
        it_rests,
        it_is_quiet,
        nobody_keeps_it,
        it_is_called,
        the_words_have_changed,
        somebody_knocks,
        somebody_is_thankful,
        much_was_said,
    ],
)
def test_the_page_from_the_mold_is_the_page_of_its_template(me, client, rf, happened):
    """And it is so when a page of the same shape was poured before for somebody else, in another group."""
    other = MembershipFactory(group=GroupFactory(school=me.group.school, identity=me.group.identity))
    for stay in (other, me):
        happened(stay)
        client.force_login(stay.user)
        request = rf.get(reverse("groups:detail", args=[stay.group.key]))
        request.user, request.resolver_match = stay.user, resolve(request.path)
        membership = find_membership(stay.user, stay.group.key)
        page = page_of(membership, before="", now=timezone.now(), zone=stay.user.time_zone)
        context = {"membership": membership, "page": page, "is_first": True}
        plain = render_to_string("groups/wall.html", context, request)
        assert client.get(request.path).text.split() == plain.split()


def test_news_for_one_visitor_stands_on_their_page_once_and_on_nobody_elses(me, client):
    address = reverse("groups:detail", args=[me.group.key])
    other = MembershipFactory(group=me.group)
    client.force_login(me.user)
    client.post(reverse("groups:willing", args=[me.group.key]), {"most_a_week": "1"})
    with_news = client.get(address).text
    assert with_news.count('class="messages"') == 1
    assert 'class="messages"' not in client.get(address).text
    client.force_login(other.user)
    assert 'class="messages"' not in client.get(address).text


def test_an_empty_wall_helps_its_keeper_to_bring_somebody_in(me, client):
    client.force_login(me.user)
    address, invite = (reverse(f"groups:{name}", args=[me.group.key]) for name in ("detail", "invite"))
    assert f'href="{invite}"' not in client.get(address).text
    Membership.objects.filter(pk=me.pk).update(role="host")
    assert f'href="{invite}"' in client.get(address).text
    Group.objects.filter(pk=me.group_id).update(archived_at=timezone.now())
    assert f'href="{invite}"' not in client.get(address).text
