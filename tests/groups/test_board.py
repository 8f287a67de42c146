"""What a keeper sees of a group in ten seconds, and what is never there: anything of one member."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from groups.boards import boards_of
from groups.charts import bars_of
from groups.kinds import Kind, Role
from groups.models import Meeting, Membership, Occasion, PulseWeek
from groups.models.answers import Answer, Attendance
from groups.pulse import freeze_weeks
from tests.factories import (
    CheckInFactory,
    GroupFactory,
    JoinRequestFactory,
    MembershipFactory,
    MentorFactory,
    PostFactory,
    ReplyFactory,
    UserFactory,
    give_second_factor,
)

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday noon in London
LONG_AGO = NOW - timedelta(days=90)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def group_of(mo, **fields):
    """A group that Mo mentors, founded long ago, in which somebody did something yesterday."""
    fields = {"founded_at": LONG_AGO, "last_active_at": NOW - timedelta(days=1), "capacity": 60} | fields
    group = GroupFactory(school=mo.school, **fields)
    MembershipFactory(group=group, user=mo, role=Role.MENTOR, joined_at=LONG_AGO)
    return group


@pytest.fixture
def group(mo):
    return group_of(mo, name="Thursday circle")


def occasion_of(group, starts_at) -> Occasion:
    """A date of a meeting of its own, an hour long."""
    meeting = Meeting.objects.create(
        group=group,
        first_on=starts_at.date(),
        local_time=time(18),
        time_zone="UTC",
        planned_at=NOW,
        changed_at=NOW,
    )
    return Occasion.objects.create(
        meeting=meeting,
        originally_on=starts_at.date(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        changed_at=NOW,
    )


def verdict(group, mo):
    (board,) = boards_of([group.memberships.get(user=mo)], now=timezone.now())
    return board.verdict


def page(client, mo, group) -> str:
    client.force_login(mo)
    return client.get(reverse("groups:board", args=[group.key])).content.decode()


# The sentence


def test_a_group_in_which_nothing_waits_is_well(group, mo):
    assert verdict(group, mo).headline == "The group is well"
    assert verdict(group, mo).reason == "No ask waits for an answer."


def test_an_ask_beyond_the_promised_time_comes_first(group, mo):
    JoinRequestFactory(group=group, asked_at=NOW - timedelta(days=9))
    author = MembershipFactory(group=group)
    PostFactory(author=author, bring_at=NOW - timedelta(minutes=1), posted_at=NOW - timedelta(days=3))
    found = verdict(group, mo)
    assert found.headline == "An ask waits for an answer"
    assert "since" in found.reason


def test_an_ask_within_its_time_does_not_alarm(group, mo):
    PostFactory(author=MembershipFactory(group=group), bring_at=NOW + timedelta(hours=1))
    assert verdict(group, mo).headline == "The group is well"
    assert "beyond its time" in verdict(group, mo).reason


def test_answered_closed_deleted_and_hidden_asks_do_not_wait(group, mo):
    author = MembershipFactory(group=group)
    late = {"author": author, "bring_at": NOW - timedelta(hours=1)}
    ReplyFactory(post=PostFactory(**late))
    PostFactory(**late, closed_at=NOW, closing="yes")
    PostFactory(**late, deleted_at=NOW)
    PostFactory(**late, hidden_at=NOW)
    assert verdict(group, mo).headline == "The group is well"


def test_somebody_at_the_door_for_days_is_said(group, mo):
    JoinRequestFactory(group=group, asked_at=NOW - timedelta(days=2))
    assert verdict(group, mo).headline == "The group is well"
    JoinRequestFactory(group=group, asked_at=NOW - timedelta(days=4))
    assert verdict(group, mo).headline == "2 people ask to come in"


def test_three_quiet_weeks_are_said(mo):
    group = group_of(mo, last_active_at=NOW - timedelta(days=22))
    assert verdict(group, mo).headline == "It has become quiet here"


def test_two_low_weeks_are_a_heavy_time(group, mo):
    monday = NOW.date() - timedelta(days=NOW.weekday())
    for back, mood in ((1, "low"), (2, ""), (3, "low")):
        PulseWeek.objects.create(
            group=group, week_on=monday - timedelta(weeks=back), mood=mood, frozen_at=NOW
        )
    assert verdict(group, mo).headline == "It is a heavy time for this group"


def test_a_group_that_met_and_has_no_date_is_told_so(group, mo):
    occasion_of(group, NOW - timedelta(days=8))
    assert verdict(group, mo).headline == "No meeting is planned"
    occasion_of(group, NOW + timedelta(days=8))
    assert "the next meeting is planned" in verdict(group, mo).reason


def test_a_young_group_is_just_beginning(mo):
    group = group_of(mo, founded_at=NOW - timedelta(days=3))
    assert verdict(group, mo).headline == "It is just beginning"


def test_the_group_that_needs_its_keeper_first_stands_first(client, mo):
    well, quiet, asking = (
        group_of(mo, name="A well one"),
        group_of(mo, name="A quiet one", last_active_at=NOW - timedelta(days=30)),
        group_of(mo, name="An asking one"),
    )
    PostFactory(author=MembershipFactory(group=asking), bring_at=NOW - timedelta(hours=1))
    client.force_login(mo)
    shown = client.get(reverse("groups:boards"))
    assert [board.group for board in shown.context["boards"]] == [asking, quiet, well]
    assert "Nobody has written, met or joined for 4 weeks" in shown.content.decode()


# The figures


def test_talk_and_attendance_move_over_eight_weeks(client, group, mo):
    author = MembershipFactory(group=group, joined_at=LONG_AGO)
    post = PostFactory(author=author, posted_at=NOW - timedelta(weeks=2))
    ReplyFactory(post=post, posted_at=NOW - timedelta(weeks=1))
    ReplyFactory(post=post, posted_at=NOW - timedelta(weeks=1))
    PostFactory(author=author, posted_at=NOW - timedelta(weeks=9))
    few, some = (occasion_of(group, NOW - timedelta(weeks=weeks)) for weeks in (1, 2))
    for occasion, came in ((few, 2), (some, 4)):
        for _ in range(came):
            member = MembershipFactory(group=group)
            Attendance.objects.create(occasion=occasion, membership=member, said_at=NOW)
    (board,) = boards_of([group.memberships.get(user=mo)], now=timezone.now())
    assert [week.said for week in board.weeks] == [0, 0, 0, 0, 0, 1, 2, 0]
    assert [week.came for week in board.weeks] == [None] * 5 + [4, None, None]
    assert [week.came_words for week in board.weeks[-3:]] == ["4", "Too few to count", "No meeting"]
    shown = page(client, mo, group)
    assert "Too few to count" in shown


def test_who_comes_next_is_counted(client, group, mo):
    soon = occasion_of(group, NOW + timedelta(days=1))
    occasion_of(group, NOW + timedelta(days=9))
    for answer in ("yes", "yes", "maybe", "no"):
        Answer.objects.create(
            occasion=soon, membership=MembershipFactory(group=group), answer=answer, answered_at=NOW
        )
    assert "2 come, 1 may come" in page(client, mo, group)


def test_who_said_that_they_are_away_is_named_as_the_group_names_them(client, group, mo):
    away = MembershipFactory(
        group=group, alias="Winding Crane 909", away_until=NOW.date() + timedelta(days=9)
    )
    MembershipFactory(group=group, alias="Back Again 101", away_until=NOW.date() - timedelta(days=1))
    shown = page(client, mo, group)
    assert "Winding Crane 909" in shown
    assert away.user.alias not in shown
    assert "Back Again 101" not in shown


def test_behind_aliases_no_day_of_coming_back_connects_two_groups(client, group, mo):
    """Who looks after two groups would read the same day beside an alias of each."""
    other = GroupFactory(school=group.school)
    MembershipFactory(group=other, user=mo, role=Role.MENTOR)
    until = NOW.date() + timedelta(days=37)
    for alias, room in (("Winding Crane 909", group), ("Quiet Alder 310", other)):
        MembershipFactory(group=room, alias=alias, away_until=until, away_note="in Glasgow")
        shown = page(client, mo, room)
        assert f'{alias}</span><span class="soft">, for a while' in shown
        assert "Glasgow" not in shown
        assert f"{until.day} {until:%B}" not in shown


def test_where_people_go_by_name_the_day_is_told(client, group, mo):
    named = GroupFactory(school=group.school, identity="names")
    MembershipFactory(group=named, user=mo, role=Role.MENTOR)
    until = NOW.date() + timedelta(days=37)
    MembershipFactory(group=named, away_until=until)
    assert f"until {until.day} {until:%B}" in page(client, mo, named)


def test_bars_reach_from_the_ground_to_the_top():
    bars = bars_of([0, 5, 10, None])
    assert [bar.height for bar in bars] == [0, 42.0, 84.0, 0]
    assert bars_of([0, 0])[0].height == 0


# What is never there


def test_no_word_level_or_sign_of_life_of_a_member_is_on_any_of_its_pages(client, group, mo):
    person = UserFactory(school=mo.school, alias="The-hidden-alias")
    one = MembershipFactory(group=group, user=person, pulse_since=LONG_AGO, joined_at=LONG_AGO)
    CheckInFactory(user=person, answered=True, level=1, note="planted-note", tags=["sleep"])
    for _ in range(5):
        other = MembershipFactory(group=group, pulse_since=LONG_AGO, joined_at=LONG_AGO)
        CheckInFactory(user=other.user, answered=True, level=1, answered_at=NOW - timedelta(days=8))
    freeze_weeks(now=timezone.now())
    PostFactory(author=one, words="planted-words", title="planted-title", bring_at=NOW)
    client.force_login(mo)
    for name in ("board", "worry", "help-for-myself", "pulse"):
        shown = client.get(reverse(f"groups:{name}", args=[group.key])).content.decode()
        for planted in ("planted-note", "planted-words", "planted-title", "The-hidden-alias", "Nothing left"):
            assert planted not in shown, (name, planted)
    assert "Mostly low" in client.get(reverse("groups:board", args=[group.key])).content.decode()
    assert "planted" not in client.get(reverse("groups:boards")).content.decode()


def test_who_counts_in_the_pulse_changes_nothing_on_the_board(client, group, mo):
    people = [MembershipFactory(group=group, joined_at=LONG_AGO) for _ in range(8)]
    before = page(client, mo, group)
    for person in people:
        Membership.objects.filter(pk=person.pk).update(pulse_since=LONG_AGO)
        CheckInFactory(user=person.user, answered=True, level=1)
        assert page(client, mo, group) == before


# Who may


def test_a_mentor_who_is_no_longer_one_sees_no_board(client, group, mo):
    client.force_login(mo)
    mo.is_mentor = False
    mo.save()
    for name in ("board", "worry", "help-for-myself"):
        assert client.get(reverse(f"groups:{name}", args=[group.key])).status_code == 404
    assert client.get(reverse("groups:boards")).status_code == 404


def test_a_mentor_without_a_second_factor_sees_no_board(client, group):
    mentor = MentorFactory(school=group.school)
    MembershipFactory(group=group, user=mentor, role=Role.MENTOR)
    client.force_login(mentor)
    assert "2fa" in client.get(reverse("groups:board", args=[group.key]))["Location"]
    give_second_factor(mentor)
    client.force_login(mentor)
    assert client.get(reverse("groups:board", args=[group.key])).status_code == 200


def test_an_archived_group_has_no_board(client, group, mo):
    group.archived_at = NOW
    group.save()
    client.force_login(mo)
    assert client.get(reverse("groups:board", args=[group.key])).status_code == 404


# How many queries


def fill(group, people):
    users = User.objects.bulk_create(UserFactory.build_batch(people, school=group.school))
    stay = {"group": group, "joined_at": LONG_AGO, "away_until": NOW.date() + timedelta(days=3)}
    members = Membership.objects.bulk_create(MembershipFactory.build(user=user, **stay) for user in users)
    PostFactory.create_batch(min(people, 30), author=members[-1], posted_at=NOW - timedelta(days=2))
    occasion_of(group, NOW + timedelta(days=1))


def queries_of(client, url) -> int:
    """How many a page takes, without the brackets of its transaction."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in seen)


@pytest.mark.parametrize("people", [1, 499])
def test_a_board_of_five_hundred_takes_at_most_ten_queries(client, mo, people):
    group = group_of(mo, kind=Kind.INTEREST, capacity=500)
    fill(group, people)
    client.force_login(mo)
    client.get(reverse("groups:board", args=[group.key]))
    assert queries_of(client, reverse("groups:board", args=[group.key])) <= 10


def test_boards_side_by_side_take_as_many_queries_for_one_group_as_for_twelve(client, mo):
    client.force_login(mo)
    for _ in range(12):
        fill(group_of(mo), 3)
    assert len(client.get(reverse("groups:boards")).context["boards"]) == 12
    assert queries_of(client, reverse("groups:boards")) <= 10
