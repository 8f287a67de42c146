"""Out of sight: mutual, silent, and no further than the name by which two people know each other."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter
from checkins.models import CheckIn, ChosenPerson, Share
from groups.boundaries import block_author, block_member, mute_thread, unblock
from groups.kinds import Role
from groups.meetings.answers import answer_date
from groups.models import Block, Group, Membership, Post, Reply
from groups.talking import write_post, write_reply
from tests.factories import (
    CheckInFactory,
    ChosenPersonFactory,
    GroupFactory,
    MeetingFactory,
    MembershipFactory,
    PostFactory,
    ReplyFactory,
)


def block(by, post):
    return block_author(words=post, by=by, now=timezone.now())


def test_neither_sees_what_the_other_writes_and_a_third_sees_both(pair, zed):
    ada, ben = pair
    third = MembershipFactory(group=ada.group, user=zed)
    hers, his = PostFactory(author=ada), PostFactory(author=ben)
    common = PostFactory(author=third)
    answers = [ReplyFactory(post=common, author=member) for member in pair]
    assert block(ada, his) is not None
    assert set(Post.objects.visible_to(ada.user)) == {hers, common}
    assert set(Post.objects.visible_to(ben.user)) == {his, common}
    assert set(Post.objects.visible_to(zed)) == {hers, his, common}
    assert list(Reply.objects.visible_to(ada.user)) == answers[:1]
    assert list(Reply.objects.visible_to(ben.user)) == answers[1:]
    assert set(Reply.objects.visible_to(zed)) == set(answers)
    assert set(Membership.objects.visible_to(ada.user)) == {ada, third}
    assert set(Membership.objects.visible_to(ben.user)) == {ben, third}


def test_it_is_undone_as_silently(pair):
    ada, ben = pair
    his = PostFactory(author=ben)
    found = block(ada, his)
    assert block(ada, his) == found
    assert not unblock(block=found, by=ben.user)
    assert unblock(block=found, by=ada.user)
    assert his in Post.objects.visible_to(ada.user)


def test_in_another_group_of_aliases_nothing_vanishes(pair, school):
    """Else whoever blocks "Quiet Otter" here would see which alias disappears there."""
    ada, ben = pair
    elsewhere = GroupFactory(school=school)
    MembershipFactory(group=elsewhere, user=ada.user)
    there = PostFactory(author=MembershipFactory(group=elsewhere, user=ben.user))
    named = GroupFactory(school=school, identity="names")
    MembershipFactory(group=named, user=ada.user)
    by_name = PostFactory(author=MembershipFactory(group=named, user=ben.user))
    block(ada, PostFactory(author=ben))
    assert {there, by_name} <= set(Post.objects.visible_to(ada.user))


def test_where_people_go_by_name_it_holds_in_every_such_group_and_in_no_other(school, ada, ben):
    groups = [GroupFactory(school=school, identity=identity) for identity in ("names", "names", "aliases")]
    mine = [MembershipFactory(group=group, user=ada) for group in groups]
    his = [PostFactory(author=MembershipFactory(group=group, user=ben)) for group in groups]
    block(mine[0], his[0])
    assert set(Post.objects.visible_to(ada)) == {his[2]}


def test_coming_back_under_a_new_alias_does_not_undo_it(pair):
    ada, ben = pair
    block(ada, PostFactory(author=ben))
    ben.left_at = timezone.now() + timedelta(seconds=1)
    ben.save()
    again = PostFactory(author=MembershipFactory(group=ben.group, user=ben.user))
    assert again not in Post.objects.visible_to(ada.user)


def test_a_fresh_alias_is_put_away_alone_so_that_nobody_can_try_out_who_it_is(pair):
    ada, ben = pair
    usual = PostFactory(author=ben)
    fresh = PostFactory(author=ben, fresh_alias="Slow Tern 400")
    block(ada, fresh)
    assert set(Post.objects.visible_to(ada.user)) == {usual}
    assert not Block.objects.filter(whom=ben.user).exists()
    # And the other way round: putting away the usual alias leaves the fresh one.
    Block.objects.all().delete()
    block(ada, usual)
    assert set(Post.objects.visible_to(ada.user)) == {fresh}


def test_whoever_put_a_fresh_thread_away_is_not_seen_in_it_by_its_author(pair):
    ada, ben = pair
    fresh = PostFactory(author=ben, fresh_alias="Slow Tern 400")
    reply = ReplyFactory(post=fresh, author=ada)
    assert reply in Reply.objects.visible_to(ben.user)
    block(ada, fresh)
    assert reply not in Reply.objects.visible_to(ben.user)


def test_keepers_go_on_seeing_what_they_look_after(pair, mo):
    ada, _ = pair
    mentor = MembershipFactory(group=ada.group, user=mo, role=Role.MENTOR)
    hers, theirs = PostFactory(author=ada), PostFactory(author=mentor)
    block(ada, theirs)
    assert hers in Post.objects.visible_to(mo)
    assert theirs not in Post.objects.visible_to(ada.user)


def test_nobody_blocks_themselves_or_somebody_elsewhere(pair):
    ada, _ = pair
    assert block(ada, PostFactory(author=ada)) is None
    assert block_member(member=MembershipFactory(), by=ada, now=timezone.now()) is None


def test_from_the_page_and_back(pair, client):
    ada, ben = pair
    post = PostFactory(author=ben)
    client.force_login(ada.user)
    group = ada.group.key
    assert client.post(reverse("groups:words-put-away", args=[group, post.key])).status_code == 302
    listed = client.get(reverse("groups:out-of-sight", args=[group]))
    assert ben.alias in listed.text
    assert client.get(reverse("groups:thread", args=[group, post.key])).status_code == 404
    assert client.get(reverse("groups:words-report", args=[group, post.key])).status_code == 404
    client.post(reverse("groups:out-of-sight", args=[group]), {"back": Block.objects.get().pk})
    assert client.get(reverse("groups:thread", args=[group, post.key])).status_code == 200
    client.post(reverse("groups:member-put-away", args=[group, ben.key]))
    assert Block.objects.get().whom == ben.user


def test_a_muted_thread_writes_no_letters(pair):
    ada, ben = pair
    post = write_post(by=ada, kind="emotional", words="A long week.", now=timezone.now())
    assert mute_thread(post=post, by=ada, now=timezone.now())
    assert not mute_thread(post=post, by=ada, now=timezone.now())
    write_reply(to=post, by=ben, words="I hear you.", now=timezone.now())
    assert not Letter.objects.filter(kind="group-reply").exists()


# Blocking and check-ins


@pytest.fixture
def by_name(school, ada, ben):
    """Ada and Ben in a group of names; Ben is her chosen person, and she is his."""
    ChosenPersonFactory(owner=ben, person=ada, nickname="My Ada")
    group = GroupFactory(school=school, identity="names")
    return MembershipFactory(group=group, user=ada), MembershipFactory(group=group, user=ben)


def share(owner, person) -> CheckIn:
    checkin = CheckInFactory(user=owner, answered=True, audience="chosen")
    connection = ChosenPerson.objects.get(owner=owner, person=person)
    Share.objects.create(checkin=checkin, chosen=connection, shared_at=timezone.now())
    return checkin


def test_by_name_it_ends_what_one_shares_with_them_and_says_so_before(by_name, client):
    ada, ben = by_name
    hers, his = share(ada.user, ben.user), share(ben.user, ada.user)
    post = PostFactory(author=ben)
    client.force_login(ada.user)
    for address in (
        reverse("groups:member-put-away", args=[ada.group.key, ben.key]),
        reverse("groups:words-put-away", args=[ada.group.key, post.key]),
    ):
        page = client.get(address).text
        assert "You share check-ins with this person. That ends now" in page
        assert "They share check-ins with you" in page
        assert hers in CheckIn.objects.shared_with(ben.user)
    client.post(address)
    assert hers not in CheckIn.objects.shared_with(ben.user)
    assert not ChosenPerson.objects.accepted().filter(owner=ada.user).exists()
    # What he shares is his to end, and she can.
    assert his in CheckIn.objects.shared_with(ada.user)
    unblock(block=Block.objects.get(), by=ada.user)
    assert hers not in CheckIn.objects.shared_with(ben.user)


def test_behind_an_alias_nobody_can_try_out_who_is_a_chosen_person(pair, client):
    ada, ben = pair
    hers = share(ada.user, ben.user)
    client.force_login(ada.user)
    address = reverse("groups:member-put-away", args=[ada.group.key, ben.key])
    assert "check-ins" not in client.get(address).text
    client.post(address)
    assert Block.objects.get().whom == ben.user
    assert hers in CheckIn.objects.shared_with(ben.user)


# Numbers beside names


def test_no_number_tells_either_that_somebody_is_missing_from_the_list(pair, zed, client):
    """Eight seats, three taken: neither "3" nor "five places left" may stand where two names do."""
    ada, ben = pair
    Group.objects.filter(pk=ada.group_id).update(capacity=8)
    MembershipFactory(group=ada.group, user=zed)
    people, find = reverse("groups:people", args=[ada.group.key]), reverse("groups:find")

    def seen(who) -> list[str]:
        client.force_login(who)
        rows = client.get(find).text
        return [
            re.sub(r'value="[^"]*"', "", page.replace(ada.alias, "").replace(ben.alias, ""))
            for page in (rows[rows.index("section-title") :], client.get(people).text)
        ]

    def numbers(who) -> list[list[str]]:
        return [re.findall(r"places? left|taken|places in all|you are in it", page) for page in seen(who)]

    before = {who.pk: numbers(who) for who in (ada.user, ben.user)}
    block_member(member=ben, by=ada, now=timezone.now())
    for who in (ada.user, ben.user):
        assert numbers(who) == before[who.pk] == [["you are in it"], ["places in all"]]
    client.force_login(ada.user)
    assert ben.alias not in client.get(people).text
    assert client.get(find, {"has_room": "on"}).text.count(ada.group.name) == 0


def test_whoever_looks_after_a_group_sees_its_seats_and_can_put_somebody_away(pair, mo, client):
    ada, ben = pair
    mentor = MembershipFactory(group=ada.group, user=mo, role=Role.MENTOR)
    client.force_login(mo)
    page = client.get(reverse("groups:people", args=[ada.group.key])).text
    assert f"3 of {ada.group.capacity} places taken" in page
    address = reverse("groups:member-put-away", args=[ada.group.key, ben.key])
    assert address in page
    assert "you go on seeing everything in it" in client.get(address).text
    note = PostFactory(author=mentor)
    client.post(address)
    assert note not in Post.objects.visible_to(ben.user)
    assert PostFactory(author=ben) in Post.objects.visible_to(mo)


def test_a_meeting_says_its_seats_and_not_how_many_of_them_are_taken(pair, zed, client):
    ada, ben = pair
    third = MembershipFactory(group=ada.group, user=zed)
    date = MeetingFactory(group=ada.group, planned_by=third, capacity=5).occasions.first()
    for member in (ada, ben, third):
        answer_date(occasion=date, by=member, answer="yes", now=timezone.now())
    block_member(member=ben, by=ada, now=timezone.now())
    client.force_login(ada.user)
    page = client.get(reverse("groups:meeting", args=[ada.group.key, date.key])).text
    assert "<dt>Seats</dt>" in page
    assert "<dd>5</dd>" in page
    assert ben.alias not in page
    assert "3 of 5" not in page
