"""A time that suits many, and that nobody can read from it when somebody else is busy."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from groups.kinds import Identity
from groups.meetings.finder import find_times
from groups.models import BusyTime, Rotation, WeeklyTimes
from tests.factories import GroupFactory, MembershipFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)  # a Monday
EVENINGS = [day * 24 + hour for day in range(7) for hour in (17, 18, 19, 20)]


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def members_of(group, count, hours=EVENINGS):
    made = MembershipFactory.create_batch(count, group=group, user__time_zone="Europe/London")
    for member in made:
        WeeklyTimes.objects.create(user=member.user, hours=hours, changed_at=NOW)
    return made


def names(**fields):
    return GroupFactory(capacity=60, identity=Identity.NAMES, **fields)


def busy(member, start, hours=4):
    rotation = Rotation.objects.create(user=member.user, label="x", brought_at=NOW)
    BusyTime.objects.create(
        rotation=rotation, kind="busy", starts_at=start, ends_at=start + timedelta(hours=hours)
    )


def test_the_best_times_come_first_with_how_many_can():
    group = names()
    people = members_of(group, 8)
    # Tomorrow evening three are on the ward.
    for member in people[:3]:
        busy(member, datetime(2026, 6, 2, 15, tzinfo=UTC), hours=7)
    found = find_times(group=group, minutes=60, weeks=1, now=NOW)
    assert found.known == 8
    assert {slot.words for slot in found.slots} == {"8 of 8 can"}
    assert date(2026, 6, 2) not in {slot.on for slot in found.slots}
    assert all(17 <= slot.at.hour <= 20 for slot in found.slots)


def test_a_meeting_must_fit_into_the_free_time_as_a_whole():
    group = names()
    members_of(group, 6, hours=[day * 24 + hour for day in range(7) for hour in (17, 18)])
    assert {slot.at.hour for slot in find_times(group=group, minutes=120, weeks=1, now=NOW).slots} == {17}
    assert find_times(group=group, minutes=180, weeks=1, now=NOW).slots == []


def test_with_fewer_than_three_it_says_nothing():
    group = names()
    members_of(group, 2)
    MembershipFactory.create_batch(5, group=group)  # said nothing
    found = find_times(group=group, minutes=60, weeks=2, now=NOW)
    assert (found.slots, found.has_enough, found.known) == ([], False, 0)


@pytest.mark.parametrize(("identity", "count"), [(Identity.NAMES, 5), (Identity.ALIASES, 20)])
def test_small_groups_and_groups_of_aliases_read_only_most(identity, count):
    group = GroupFactory(capacity=60, identity=identity)
    people = members_of(group, count)
    busy(people[0], datetime(2026, 6, 2, 15, tzinfo=UTC), hours=7)
    found = find_times(group=group, minutes=60, weeks=1, now=NOW)
    assert found.slots
    assert {slot.words for slot in found.slots} == {"Most can"}
    assert found.known == 0
    starts = [slot.starts_at for slot in found.slots]
    assert starts == sorted(starts), "the order of numbers would be a number"


def test_clocks_of_people_elsewhere_and_of_summer_are_their_own():
    group = names(time_zone="Europe/London")
    members = members_of(group, 5)
    far = MembershipFactory(group=group, user__time_zone="America/New_York")
    WeeklyTimes.objects.create(user=far.user, hours=[day * 24 + 13 for day in range(7)], changed_at=NOW)
    found = find_times(group=group, minutes=60, weeks=1, now=NOW)
    assert found.slots[0].words == "6 of 6 can"
    assert found.slots[0].at.hour == 18
    assert members


def test_who_is_away_or_has_left_is_not_counted_on():
    group = names()
    people = members_of(group, 7)
    people[0].away_until = date(2026, 6, 30)
    people[0].save()
    people[1].left_at = NOW
    people[1].save()
    found = find_times(group=group, minutes=60, weeks=1, now=NOW)
    assert {slot.words for slot in found.slots} == {"5 of 6 can"}


@pytest.mark.parametrize("count", [3, 40])
def test_it_asks_as_often_for_many_as_for_few(count, django_assert_num_queries):
    group = names()
    members_of(group, count)
    with django_assert_num_queries(4):
        find_times(group=group, minutes=60, weeks=4, now=NOW)


def test_its_page_leads_to_planning_at_that_time(client, ada, school):
    group = names(school=school)
    MembershipFactory(group=group, user=ada)
    members_of(group, 3)
    client.force_login(ada)
    page = client.get(reverse("groups:meeting-times", args=[group.key]), {"minutes": "60", "weeks": "1"})
    assert "Most can" in page.text
    new = client.get(
        reverse("groups:meeting-new", args=[group.key]), {"on": "2026-06-02", "hour": "17", "minutes": "60"}
    )
    assert 'value="2026-06-02"' in new.text
    assert 'value="17:00"' in new.text
    for wrong in ({"minutes": "x", "weeks": "1"}, {"minutes": "60", "weeks": "\0"}):
        assert client.get(reverse("groups:meeting-times", args=[group.key]), wrong).status_code == 200
    for wrong in ({"on": "x"}, {"on": "2026-06-02", "hour": "x"}, {"on": "2026-06-02", "minutes": "\0"}):
        assert client.get(reverse("groups:meeting-new", args=[group.key]), wrong).status_code == 200


def test_when_one_can_is_kept_by_the_hour_and_shown_again(client, ada):
    client.force_login(ada)
    page = reverse("groups:my-times")
    client.post(page, {"parts": ["17", str(24 + 12)]})
    assert WeeklyTimes.objects.get(user=ada).hours == [17, 18, 36, 37]
    assert client.get(page).text.count(" checked") == 2
    client.post(page, {})
    assert WeeklyTimes.objects.get(user=ada).hours == []
