"""Rules of groups that no other test would miss: each condition is asked alone, with one row on its other side."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.answering import set_willing, week_of
from groups.boundaries import block_member
from groups.hiding import hide_words, show_words
from groups.inviting import make_link
from groups.joining import WayIn, way_in
from groups.kinds import Entry, Role
from groups.leaving import may_remove
from groups.merging import Outcome, answer_as_member, answer_merge, propose_merge
from groups.models import Attendance, Block, BusyTime, Membership, Reply, Report, Rotation
from groups.pulse import opt_in, opt_out
from groups.reporting import MOST_A_DAY, report_words
from groups.wall_cards import Standing, state_of
from tests.factories import (
    GroupFactory,
    JoinRequestFactory,
    MeetingFactory,
    MembershipFactory,
    PostFactory,
    ReplyFactory,
    UserFactory,
)


def test_whom_another_member_put_away_stands_on_nobody_elses_page(pair, client):
    ada, ben = pair
    third = MembershipFactory(group=ada.group)
    theirs = block_member(member=third, by=ben, now=timezone.now())
    page = reverse("groups:out-of-sight", args=[ada.group.key])
    client.force_login(ada.user)
    assert list(client.get(page).context["blocks"]) == []
    client.post(page, {"back": theirs.pk})
    assert Block.objects.get() == theirs


def test_who_has_left_is_on_no_list_of_members(pair):
    ada, ben = pair
    Membership.objects.filter(pk=ben.pk).update(left_at=timezone.now())
    assert list(Membership.objects.visible_to(ada.user)) == [ada]


def test_of_a_thread_a_member_sees_their_own_hidden_reply_and_no_others(pair):
    ada, ben = pair
    post = PostFactory(author=ada)
    hidden = ReplyFactory(post=post, author=ben, hidden_at=timezone.now())
    assert list(Reply.objects.of_wall(ben)) == [hidden]
    assert list(Reply.objects.of_wall(ada)) == []


def test_an_ask_that_is_shown_again_waits_again_and_an_answered_one_does_not(pair):
    now = timezone.now()
    ada, ben = pair
    keeper = MembershipFactory(group=ada.group, role=Role.HOST)
    waits, answered = PostFactory(author=ada), PostFactory(author=ada, answered_at=now)
    for post in (waits, answered):
        assert hide_words(words=post, by=keeper, because="Let us look first", now=now)
        assert show_words(words=post, by=keeper, now=now)
        post.refresh_from_db()
    assert waits.bring_at > now
    assert answered.bring_at is None


def test_what_was_reported_yesterday_leaves_room_today(pair):
    now = timezone.now()
    ada, ben = pair
    for _ in range(MOST_A_DAY):
        report_words(words=PostFactory(author=ada), by=ben, reason="unkind", note="", now=now)
    Report.objects.update(reported_at=now - timedelta(days=1))
    assert report_words(words=PostFactory(author=ada), by=ben, reason="unkind", note="", now=now)


def test_one_is_asked_as_often_as_one_said_oneself(pair):
    ada, ben = pair
    set_willing(membership=ben, most_a_week=2)
    assert (week_of(ada), week_of(ben)) == (0, 2)
    set_willing(membership=ada, most_a_week=1)
    assert (week_of(ada), week_of(ben)) == (1, 2)


def test_the_pulse_counts_who_said_so_and_leaves_the_others_as_they_were(pair):
    now = timezone.now()
    ada, ben = pair
    opt_in(membership=ada, now=now)
    ben.refresh_from_db()
    assert ben.pulse_since is None
    opt_in(membership=ben, now=now)
    opt_out(membership=ada)
    for member in pair:
        member.refresh_from_db()
    assert (ada.pulse_since, ben.pulse_since) == (None, now)


def test_two_keepers_have_links_of_their_own_by_the_same_name(pair):
    now, (ada, ben) = timezone.now(), pair
    links = [make_link(group=ada.group, by=one.user, label="The year", now=now) for one in (ada, ben, ada)]
    assert links[0] == links[2] != links[1]


def test_who_left_by_themselves_walks_in_again_and_who_was_removed_asks(pair):
    ada, ben = pair
    Membership.objects.update(left_at=timezone.now())
    Membership.objects.filter(pk=ben.pk).update(was_removed=True)
    assert way_in(ada.group, ada.user) is WayIn.OPEN
    assert way_in(ada.group, ben.user) is WayIn.ASK


def test_a_keeper_who_has_left_removes_nobody(pair):
    ada, ben = pair
    keeper = MembershipFactory(group=ada.group, role=Role.HOST)
    assert may_remove(ben, keeper.user)
    Membership.objects.filter(pk=keeper.pk).update(left_at=timezone.now())
    assert not may_remove(ben, keeper.user)


def test_a_merge_is_answered_once_and_its_members_until_it_closes(school, ada, ben):
    now = timezone.now()
    small, large = (GroupFactory(school=school) for _ in range(2))
    stay = MembershipFactory(group=small, user=ada, role=Role.HOST)
    MembershipFactory(group=large, user=ben, role=Role.HOST)
    merge = propose_merge(group=small, into=large, by=ada, now=now)
    assert answer_merge(merge=merge, by=ben, says_yes=True, now=now)
    assert not answer_merge(merge=merge, by=ben, says_yes=False, now=now)
    merge.refresh_from_db()
    assert merge.ended_at is None
    late = answer_as_member(merge=merge, membership=stay, comes_along=True, now=merge.closes_at)
    assert late is Outcome.CLOSED
    assert not merge.answers.exists()


def test_taking_back_ones_request_leaves_those_of_others(client, school, ada, ben):
    group = GroupFactory(school=school, entry=Entry.ON_REQUEST)
    mine, theirs = (JoinRequestFactory(group=group, user=user) for user in (ada, ben))
    client.force_login(ada)
    assert client.post(reverse("groups:withdraw", args=[group.key])).url == reverse("groups:index")
    for request in (mine, theirs):
        request.refresh_from_db()
    assert (mine.ended_as, theirs.ended_as) == ("withdrawn", "")
    assert mine.ended_at is not None
    assert client.post(reverse("groups:withdraw", args=[group.key])).status_code == 404
    client.force_login(UserFactory(school=school))
    assert client.post(reverse("groups:withdraw", args=[group.key])).status_code == 404


@pytest.mark.parametrize(
    ("happened", "state"),
    [
        ({}, "Waits for a word"),
        ({"answered_at": 1}, ""),
        ({"needed_until": -1}, "Its day has passed"),
        ({"needed_until": 0}, "Waits for a word"),
        ({"needed_until": -1, "taken_at": 1}, "Somebody is on it"),
        ({"taken_at": 1, "closed_at": 1}, "Closed"),
        ({"closed_at": 1, "done_at": 1}, "Done"),
        ({"kind": "note"}, ""),
    ],
)
def test_an_ask_says_where_it_stands(happened, state):
    now = timezone.now()
    told = {name: value if name == "kind" else now for name, value in happened.items()}
    if (days := happened.get("needed_until")) is not None:
        told["needed_until"] = now.date() + timedelta(days=days)
    post = Standing(**{**dict.fromkeys(Standing._fields), "kind": "emotional", **told})
    assert state_of(post, is_there=True, now=now) == state
    assert state_of(post, is_there=False, now=now) == ""


def test_a_calendar_holds_ones_own_dates_and_busy_times_alone(pair, client):
    now = timezone.now()
    ada, ben = pair
    MeetingFactory(group=MembershipFactory(group=GroupFactory(school=ada.group.school), user=ben.user).group)
    rotation = Rotation.objects.create(user=ben.user, label="Wards", brought_at=now)
    BusyTime.objects.create(
        rotation=rotation, kind="busy", starts_at=now, ends_at=now + timedelta(hours=8), title="x"
    )
    client.force_login(ada.user)
    assert list(client.get(reverse("groups:calendar")).context["coming"]) == []
    page = client.get(reverse("groups:rotations")).context
    assert (list(page["rotations"]), page["how_many"]) == ([], 0)


def test_who_left_and_oneself_are_not_among_those_one_can_thank(pair, client):
    ada, ben = pair
    gone = MembershipFactory(group=ada.group)
    Membership.objects.filter(pk=gone.pk).update(left_at=timezone.now())
    client.force_login(ada.user)
    offered = (
        client.get(reverse("groups:thanks-new", args=[ada.group.key])).context["form"].fields["to"].choices
    )
    keys = {key for key, _ in offered}
    assert ben.key in keys
    assert not {ada.key, gone.key} & keys


def test_that_others_were_there_does_not_say_that_one_was(pair, client):
    ada, ben = pair
    meeting = MeetingFactory(group=ada.group)
    date = meeting.occasions.get()
    Attendance.objects.create(occasion=date, membership=ben, said_at=timezone.now())
    client.force_login(ada.user)
    assert not client.get(reverse("groups:meeting", args=[ada.group.key, date.key])).context["was_there"]
