"""Practical asks are taken by one, answers are marked, asks are closed with words; one tap says something, once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter
from accounts.support import Support
from groups.closing import close_ask, give_back, mark_helped, reopen_ask, say_done, take_ask
from groups.gestures import heard_by_author, say, unsay
from groups.models import Post, Said, Thanks
from groups.thanking import thank
from tests.factories import GroupFactory, MembershipFactory, PostFactory, ReplyFactory


@pytest.fixture
def circle(school):
    return GroupFactory(school=school)


@pytest.fixture
def me(circle, ada):
    return MembershipFactory(group=circle, user=ada)


@pytest.fixture
def other(circle, ben):
    return MembershipFactory(group=circle, user=ben)


def now():
    return timezone.now()


def practical(me, **fields):
    return PostFactory(author=me, kind=Support.INSTRUMENTAL, title="Notes", **fields)


def test_one_takes_it_gives_it_back_and_another_does_it(me, other, circle):
    post, third = practical(me), MembershipFactory(group=circle)
    assert not take_ask(post=post, by=me, now=now())
    assert take_ask(post=post, by=other, now=now())
    assert not take_ask(post=post, by=third, now=now())
    assert Letter.objects.get(kind="group-reply").recipient == me.user
    assert not give_back(post=post, by=third, now=now())
    assert give_back(post=post, by=other, now=now())
    post.refresh_from_db()
    assert post.bring_at is not None
    assert post.answered_at is None
    assert take_ask(post=post, by=third, now=now())
    assert not say_done(post=post, by=other, now=now())
    assert say_done(post=post, by=third, now=now())
    assert not give_back(post=post, by=third, now=now())


@pytest.mark.django_db(transaction=True)
def test_of_many_who_press_at_once_one_has_it(run_in_threads):
    me = MembershipFactory()
    post = practical(me)
    others = iter([MembershipFactory(group=me.group) for _ in range(8)])
    assert sum(run_in_threads(lambda: take_ask(post=post, by=next(others), now=now()), times=8)) == 1


def test_after_its_day_nobody_takes_it(me, other):
    post = practical(me, needed_until=now().date() - timedelta(days=1))
    assert not take_ask(post=post, by=other, now=now())


def test_the_database_lets_only_practical_asks_be_taken(me, other):
    with pytest.raises(IntegrityError, match="only_practical_asks_are_taken"), transaction.atomic():
        PostFactory(author=me, taken_by=other, taken_at=now())


def test_who_took_it_is_for_the_asker_to_know(me, other, circle, client, zed):
    third = MembershipFactory(group=circle, user=zed)
    post = practical(me)
    take_ask(post=post, by=other, now=now())
    address = reverse("groups:thread", args=[circle.key, post.key])
    client.force_login(me.user)
    assert other.alias in client.get(address).text
    client.force_login(third.user)
    page = client.get(address).text
    assert other.alias not in page
    assert "Somebody is on it" in page


def test_the_asker_marks_what_helped_and_nobody_else_does(me, other):
    post = PostFactory(author=me, kind=Support.INFORMATIONAL, title="Which?")
    reply = ReplyFactory(post=post, author=other)
    assert not mark_helped(reply=reply, by=other, has_helped=True, now=now())
    assert mark_helped(reply=reply, by=me, has_helped=True, now=now())
    assert not mark_helped(reply=reply, by=me, has_helped=True, now=now())
    assert mark_helped(reply=reply, by=me, has_helped=False, now=now())
    listened = ReplyFactory(post=PostFactory(author=me), author=other)
    assert not mark_helped(reply=listened, by=me, has_helped=True, now=now())


def test_closing_ends_the_wait_and_opening_again_begins_it_anew(me, other):
    post = PostFactory(author=me, bring_at=now())
    assert not close_ask(post=post, by=other, closing="yes", words="", now=now())
    assert close_ask(post=post, by=me, closing="partly", words="Thanks", now=now())
    assert not close_ask(post=post, by=me, closing="yes", words="", now=now())
    post.refresh_from_db()
    assert (post.bring_at, post.closing) == (None, "partly")
    assert not Post.objects.waiting().exists()
    assert reopen_ask(post=post, by=me, now=now())
    post.refresh_from_db()
    assert post.bring_at is not None


def test_a_gesture_is_said_once_and_taken_back(me, other):
    post = PostFactory(author=me)
    assert not say(to=post, by=me, gesture="hear", now=now())
    assert say(to=post, by=other, gesture="hear", now=now())
    assert not say(to=post, by=other, gesture="hear", now=now())
    post.refresh_from_db()
    assert post.gestures == ["hear"]
    assert unsay(to=post, by=other, gesture="hear")
    post.refresh_from_db()
    assert post.gestures == []


def test_who_said_it_is_for_the_one_it_was_said_to_and_nobody_counts(me, other, circle, client, zed):
    post, third = PostFactory(author=me), MembershipFactory(group=circle, user=zed)
    extra = MembershipFactory(group=circle)
    for member in (other, extra):
        say(to=post, by=member, gesture="too", now=now())
    assert heard_by_author([post], post)[post.pk][0].names == sorted(
        [other.alias, extra.alias], key=str.casefold
    )
    address = reverse("groups:thread", args=[circle.key, post.key])
    client.force_login(me.user)
    assert other.alias in client.get(address).text
    client.force_login(third.user)
    page = client.get(address).text
    assert '<p class="talk-said">Somebody said: Me too</p>' in page, "neither who nor how many"
    assert other.alias not in page


def test_by_the_button(me, other, circle, client):
    post = PostFactory(author=me)
    client.force_login(other.user)
    address = reverse("groups:words-said", args=[circle.key, post.key])
    client.post(address, {"say": "hear"})
    assert Said.objects.get().by == other
    client.post(address, {"unsay": "hear"})
    assert not Said.objects.exists()


def test_thanks_are_for_two_people(me, other, circle, client, zed, mo):
    third = MembershipFactory(group=circle, user=zed)
    assert thank(to=me, by=other, words="planted-kindness", now=now()) is not None
    assert thank(to=other, by=other, words="x", now=now()) is None
    address = reverse("groups:thanks", args=[circle.key])
    for person, sees in ((me.user, True), (other.user, True), (third.user, False)):
        client.force_login(person)
        assert ("planted-kindness" in client.get(address).text) is sees
    assert set(Thanks.objects.visible_to(me.user)) == set(Thanks.objects.visible_to(other.user))
    assert not Thanks.objects.visible_to(third.user).exists()


def test_thanks_are_new_until_one_says_that_one_has_read_them(me, other, circle, client):
    thank(to=me, by=other, words="x", now=now())
    client.force_login(me.user)
    wall = reverse("groups:detail", args=[circle.key])
    assert "something kind" in client.get(wall).text
    client.get(reverse("groups:thanks", args=[circle.key]))
    assert "something kind" in client.get(wall).text
    client.post(reverse("groups:thanks", args=[circle.key]))
    assert "something kind" not in client.get(wall).text
