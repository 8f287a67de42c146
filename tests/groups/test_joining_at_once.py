"""Twenty people at the same instant, in real transactions: nobody too many, nobody lost, nobody twice."""

import pytest
from django.utils import timezone

from accounts.models import User
from groups.joining import Outcome, come_in, take_seat
from groups.kinds import Kind, Role
from groups.leaving import LastKeeper, leave_group
from groups.models import Group, Membership
from tests.factories import GroupFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 20


@pytest.fixture
def circle():
    group = GroupFactory(kind=Kind.CIRCLE, capacity=6)
    MembershipFactory(group=group, role=Role.HOST)
    return group


def test_of_twenty_who_join_at_once_five_sit_and_fifteen_stand_in_line(circle, run_in_threads):
    people = iter(UserFactory.create_batch(MANY, school=circle.school))
    outcomes = run_in_threads(lambda: come_in(group=circle, by=next(people), now=timezone.now()), times=MANY)
    assert sorted(outcome.value for outcome in outcomes) == ["in"] * 5 + ["waiting"] * 15
    assert circle.memberships.active().count() == circle.capacity
    assert sorted(row.place for row in circle.join_requests.waiting()) == list(range(1, 16))


def test_one_person_who_presses_twenty_times_is_in_once(circle, run_in_threads):
    ada = UserFactory(school=circle.school)
    outcomes = run_in_threads(
        lambda: come_in(group=circle, by=User.objects.get(pk=ada.pk), now=timezone.now()), times=MANY
    )
    assert set(outcomes) == {Outcome.IN}
    assert Membership.objects.filter(user=ada).count() == 1


def test_seats_that_are_freed_while_others_join_go_to_the_list_in_order(circle, run_in_threads):
    members = MembershipFactory.create_batch(5, group=circle)
    for person in UserFactory.create_batch(4, school=circle.school):
        assert come_in(group=circle, by=person, now=timezone.now()) is Outcome.WAITING
    newcomers = UserFactory.create_batch(5, school=circle.school)
    work = iter(
        [lambda m=m: leave_group(membership=m, by=m.user, now=timezone.now()) for m in members]
        + [lambda p=p: come_in(group=circle, by=p, now=timezone.now()) for p in newcomers]
    )
    run_in_threads(lambda: next(work)(), times=10)
    now = timezone.now()
    waiting = list(circle.join_requests.waiting())
    assert len(waiting) == 9
    assert [row.is_offered(now) for row in waiting] == [True] * 5 + [False] * 4
    assert circle.memberships.active().count() == 1
    taken = iter(waiting)
    assert (
        run_in_threads(
            lambda: (lambda row: take_seat(request=row, by=row.user, now=now))(next(taken)), times=9
        ).count(True)
        == 5
    )
    assert circle.memberships.active().count() == circle.capacity


def test_two_keepers_who_leave_at_once_do_not_both_go_silently(run_in_threads):
    group = GroupFactory()
    keepers = MembershipFactory.create_batch(2, group=group, role=Role.HOST)
    MembershipFactory(group=group)
    leaving = iter(keepers)

    def leave():
        mine = next(leaving)
        try:
            leave_group(membership=mine, by=mine.user, now=timezone.now())
        except LastKeeper:
            return False
        return True

    assert sorted(run_in_threads(leave, times=2)) == [False, True]
    assert Group.objects.get().unkept_since is None
    assert group.memberships.active().keepers().count() == 1
