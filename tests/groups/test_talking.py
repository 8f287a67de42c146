"""Saying something, changing it, taking it back; and what becomes of words when their author goes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.erasure import erase_person
from accounts.models import Letter
from accounts.support import Support
from groups.asks import NOTE
from groups.drafting import keep_draft
from groups.models import EarlierWords, Post, Reply, Said
from groups.retention import let_go
from groups.talking import change_words, delete_words, undo_deletion, write_post, write_reply
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


def ask(me, **fields):
    values = {"kind": Support.EMOTIONAL, "words": "A *long* week.", "now": timezone.now(), **fields}
    return write_post(by=me, **values)


def test_what_is_said_is_rendered_once_and_marks_the_group_as_active(me):
    now = timezone.now() + timedelta(hours=1)
    post = ask(me, now=now)
    assert "<em>long</em>" in post.html
    me.group.refresh_from_db()
    assert me.group.last_active_at == now


def test_a_second_press_says_nothing_twice(me, other):
    first, second = ask(me), ask(me)
    assert first.pk == second.pk
    replies = [write_reply(to=first, by=other, words="I hear you.", now=timezone.now()) for _ in range(2)]
    assert replies[0].pk == replies[1].pk
    assert Reply.objects.count() == 1


def test_a_note_waits_for_nobody_and_an_ask_does(me):
    assert ask(me, kind=NOTE).bring_at is None
    assert ask(me).bring_at is not None


def test_the_first_reply_of_somebody_else_ends_the_wait_and_tells_the_asker(me, other):
    post = ask(me)
    write_reply(to=post, by=me, words="One thing more.", now=timezone.now())
    post.refresh_from_db()
    assert post.answered_at is None
    assert post.bring_at is not None
    write_reply(to=post, by=other, words="I hear you.", now=timezone.now())
    write_reply(to=post, by=other, words="Also this.", now=timezone.now())
    post.refresh_from_db()
    assert post.answered_at is not None
    assert post.bring_at is None
    letter = Letter.objects.get(kind="group-reply")
    assert letter.recipient_id == me.user_id
    assert letter.due_at > timezone.now() + timedelta(minutes=5)


def test_a_fresh_alias_is_of_one_thread(me, other):
    one, two = ask(me, is_fresh=True, words="One"), ask(me, is_fresh=True, words="Two")
    own = write_reply(to=one, by=me, words="And", now=timezone.now())
    theirs = write_reply(to=one, by=other, words="I hear you.", now=timezone.now())
    assert len({one.fresh_alias, two.fresh_alias, me.alias, me.user.alias}) == 4
    assert own.fresh_alias == one.fresh_alias
    assert theirs.fresh_alias == ""


def test_where_people_go_by_name_there_is_no_fresh_alias(ada, school):
    me = MembershipFactory(group=GroupFactory(school=school, identity="names"), user=ada)
    assert ask(me, is_fresh=True).fresh_alias == ""


def test_only_the_author_changes_words_and_what_stood_there_is_kept(me, other):
    post = ask(me)
    now = timezone.now()
    assert not change_words(words=post, by=other, text="Mine now", now=now)
    assert change_words(words=post, by=me, text="A short week.", now=now)
    assert not change_words(words=post, by=me, text="A short week.", now=now)
    post.refresh_from_db()
    assert (post.words, post.html.strip()) == ("A short week.", "<p>A short week.</p>")
    assert EarlierWords.objects.get().words == "A *long* week."


def test_deleting_leaves_a_tombstone_only_where_replies_hang_on_it(me, other):
    bare, answered = ask(me, words="One"), ask(me, words="Two")
    reply = write_reply(to=answered, by=other, words="I hear you.", now=timezone.now())
    for post in (bare, answered):
        assert not delete_words(words=post, by=other, now=timezone.now())
        assert delete_words(words=post, by=me, now=timezone.now())
    assert list(Post.objects.visible_to(other.user)) == [answered]
    assert delete_words(words=reply, by=other, now=timezone.now())
    assert not Post.objects.visible_to(other.user).exists()


def test_a_deletion_is_taken_back_within_half_an_hour(me):
    post, now = ask(me), timezone.now()
    delete_words(words=post, by=me, now=now)
    post.refresh_from_db()
    assert undo_deletion(words=post, by=me, now=now + timedelta(minutes=29))
    post.refresh_from_db()
    assert post.is_there
    assert post.bring_at is not None
    delete_words(words=post, by=me, now=now)
    post.refresh_from_db()
    assert not undo_deletion(words=post, by=me, now=now + timedelta(minutes=31))


def test_deleted_words_are_gone_after_the_time_to_take_them_back(me, other):
    now = timezone.now()
    bare, answered = ask(me, words="One"), ask(me, words="Two")
    change_words(words=answered, by=me, text="Two, and", now=now)
    write_reply(to=answered, by=other, words="I hear you.", now=now)
    for post in (bare, answered):
        delete_words(words=post, by=me, now=now)
    let_go(now=now + timedelta(minutes=20))
    assert Post.objects.get(pk=bare.pk).words == "One"
    let_go(now=now + timedelta(minutes=31))
    assert not Post.objects.filter(pk=bare.pk).exists()
    tombstone = Post.objects.get(pk=answered.pk)
    assert (tombstone.words, tombstone.html) == ("", "")
    assert not EarlierWords.objects.exists()


def test_words_go_when_their_author_leaves_for_good(me, other):
    now = timezone.now()
    post = ask(me, is_fresh=True, title="Title")
    change_words(words=post, by=me, text="Changed", title="Title", now=now)
    theirs = PostFactory(author=other)
    own_reply = ReplyFactory(post=theirs, author=me, words="secret-heron")
    Said.objects.create(post=theirs, by=me, gesture="hear", said_at=now)
    write_reply(to=post, by=other, words="I hear you.", now=now)
    erase_person(user=me.user, now=now)
    post.refresh_from_db()
    own_reply.refresh_from_db()
    assert (post.words, post.html, post.title, post.fresh_alias, post.author_id) == ("", "", "", "", None)
    assert not post.is_there
    assert (own_reply.words, own_reply.html) == ("", "")
    assert not EarlierWords.objects.exists()
    assert not Said.objects.exists()
    assert list(Post.objects.visible_to(other.user)) == [theirs, post]
    assert post.name == "Somebody who has left"


def test_who_has_left_the_group_sees_nothing_of_it(me, other, nia):
    post = ask(me)
    ReplyFactory(post=post, author=other)
    assert Post.objects.visible_to(other.user).exists()
    other.left_at = timezone.now()
    other.save()
    for person in (other.user, nia):
        assert not Post.objects.visible_to(person).exists()
        assert not Reply.objects.visible_to(person).exists()


def test_what_one_said_is_taken_along_and_what_others_said_is_not(me, other, client):
    now = timezone.now()
    post = ask(me, words="planted-mine")
    change_words(words=post, by=me, text="planted-changed", now=now)
    write_reply(to=post, by=other, words="planted-theirs", now=now)
    thank(to=me, by=other, words="planted-thanks", now=now)
    keep_draft(membership=me, place="listen", typed={"words": "planted-draft"}, now=now)
    client.force_login(me.user)
    taken = client.get(reverse("groups:export")).text
    for words in ("planted-mine", "planted-changed", "planted-thanks", "planted-draft"):
        assert words in taken
    assert "planted-theirs" not in taken
