"""What the database keeps true of groups and members, and who sees that a group exists."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.erasure import erase_person
from groups.kinds import Identity, Kind, Role
from groups.models import Group, Membership
from tests.factories import GroupFactory, JoinRequestFactory, MembershipFactory, UserFactory


def test_a_listed_group_is_there_for_its_school_and_for_nobody_else(ada, nia, school):
    group = GroupFactory(school=school)
    assert list(Group.objects.visible_to(ada)) == [group]
    assert not Group.objects.visible_to(nia).exists()


def test_an_unlisted_group_is_there_for_its_members_alone(ada, zed, school):
    group = GroupFactory(school=school, is_listed=False)
    MembershipFactory(group=group, user=ada)
    assert list(Group.objects.visible_to(ada)) == [group]
    assert not Group.objects.visible_to(zed).exists()


def test_who_has_left_sees_what_everybody_sees(ada, school):
    group = GroupFactory(school=school, is_listed=False)
    MembershipFactory(group=group, user=ada, left_at=timezone.now() + timedelta(seconds=1))
    assert not Group.objects.of(ada).exists()
    assert not Group.objects.visible_to(ada).exists()
    assert not Membership.objects.visible_to(ada).exists()


def test_the_database_refuses_one_member_too_many(school):
    group = GroupFactory(school=school, kind=Kind.BUDDIES, capacity=2)
    MembershipFactory.create_batch(2, group=group)
    with pytest.raises(IntegrityError, match="group_has_room"), transaction.atomic():
        MembershipFactory(group=group)


def test_the_database_refuses_somebody_of_another_school(school, nia):
    with pytest.raises(IntegrityError, match="of_one_school"), transaction.atomic():
        MembershipFactory(group=GroupFactory(school=school), user=nia)


def test_the_database_refuses_seats_that_do_not_fit_the_kind(school):
    with pytest.raises(IntegrityError, match="seats_of_its_kind"), transaction.atomic():
        GroupFactory(school=school, kind=Kind.CIRCLE, capacity=40)


def test_the_database_refuses_to_uncover_who_came_under_an_alias(school):
    group = GroupFactory(school=school)
    with pytest.raises(IntegrityError, match="identity_stays"), transaction.atomic():
        Group.objects.update(identity=Identity.NAMES)
    assert Group.objects.get() == group


def test_the_database_refuses_fewer_seats_than_members(school):
    group = GroupFactory(school=school, capacity=4)
    MembershipFactory.create_batch(3, group=group)
    with pytest.raises(IntegrityError, match="keeps_its_members"), transaction.atomic():
        Group.objects.update(capacity=2)
    Group.objects.update(capacity=3)


def test_the_database_refuses_the_seat_that_is_held_for_somebody(school, zed):
    now = timezone.now()
    group = GroupFactory(school=school, kind=Kind.BUDDIES, capacity=2)
    MembershipFactory(group=group)
    held = JoinRequestFactory(
        group=group, user=zed, waiting_since=now, offer_ends_at=now + timedelta(hours=1)
    )
    with pytest.raises(IntegrityError, match="group_has_room"), transaction.atomic():
        MembershipFactory(group=group)
    MembershipFactory(group=group, user=zed)
    group.memberships.get(user=zed).delete()
    MembershipFactory(group=group, joined_at=held.offer_ends_at)  # the offer has lapsed by then


def test_a_group_that_loses_its_last_keeper_is_marked_by_whichever_way_they_went(school):
    group = GroupFactory(school=school)

    def is_marked():
        group.refresh_from_db()
        return group.unkept_since is not None

    host = MembershipFactory(group=group, role=Role.HOST)
    member = MembershipFactory(group=group)
    assert not is_marked()
    Membership.objects.filter(pk=host.pk).update(role=Role.MEMBER)
    assert is_marked()
    Membership.objects.filter(pk=member.pk).update(role=Role.HOST)
    assert not is_marked()
    Membership.objects.filter(pk=member.pk).update(left_at=timezone.now())
    assert is_marked()
    keeper = MembershipFactory(group=group, role=Role.MENTOR)
    assert not is_marked()
    erase_person(user=keeper.user, now=timezone.now())
    assert is_marked()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_the_last_seats_nobody_gets_one_too_many(run_in_threads):
    group = GroupFactory(kind=Kind.CIRCLE, capacity=6)
    people = iter(UserFactory.create_batch(16, school=group.school))

    def join():
        try:
            MembershipFactory(group=group, user=next(people))
        except IntegrityError:
            return False
        return True

    assert sum(run_in_threads(join, times=16)) == 6
    assert group.memberships.active().count() == 6


def test_keepers_are_hosts_and_mentors(school):
    group = GroupFactory(school=school)
    kept = [MembershipFactory(group=group, role=role) for role in (Role.HOST, Role.MENTOR)]
    MembershipFactory(group=group)
    assert list(group.memberships.keepers()) == kept
    assert list(Group.objects.kept_by(kept[0].user)) == [group]
