"""Any order of joining, leaving, waiting and handing over: what the group promises holds after each step."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import Letter
from groups.joining import Outcome, come_in, take_seat, withdraw_request
from groups.keeping import answer_handover, archive_group, ask_to_host, reopen_group, take_on
from groups.kinds import Role
from groups.leaving import LastKeeper, leave_group, remove_member, step_back
from groups.models import Group, Handover
from groups.waiting import move_lists_on, offer_seats_of
from tests.factories import GroupFactory, MembershipFactory, SchoolFactory, StaffFactory, UserFactory

PEOPLE = 9
people = st.integers(0, PEOPLE - 1)


class Membership(RuleBasedStateMachine):
    """A study group with four seats, nine people who would like one, and a clock."""

    @initialize()
    def begin(self):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
        school = SchoolFactory()
        self.staff = StaffFactory(school=school)
        self.people = UserFactory.create_batch(PEOPLE, school=school)
        self.pk = GroupFactory(school=school, capacity=4, founded_at=self.now).pk
        MembershipFactory(group_id=self.pk, user=self.people[0], role=Role.HOST, joined_at=self.now)
        self.places: dict[int, int] = {}
        self.came: list[int] = []  # who came onto the list, in order

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    @property
    def group(self) -> Group:
        return Group.objects.get(pk=self.pk)

    def stay(self, person):
        return self.group.memberships.active().filter(user=self.people[person]).first()

    def request(self, person):
        return self.group.join_requests.pending().filter(user=self.people[person]).first()

    @rule(person=people)
    def joins(self, person):
        had_room = self.group.capacity > self.taken() and not self.group.join_requests.waiting().exists()
        was_in, was_waiting = self.stay(person), self.request(person)
        outcome = come_in(group=self.group, by=self.people[person], now=self.tick())
        if outcome is Outcome.IN and not was_in:
            assert had_room, "somebody was passed on the list"
        if outcome is Outcome.WAITING and not was_waiting:
            self.came.append(self.people[person].pk)

    @rule(person=people, anyway=st.booleans())
    def leaves(self, person, anyway):
        if stay := self.stay(person):
            others = self.group.memberships.active().exclude(pk=stay.pk)
            is_last_keeper = stay.is_keeper and not others.keepers().exists() and others.exists()
            try:
                leave_group(membership=stay, by=stay.user, now=self.tick(), even_as_last_keeper=anyway)
            except LastKeeper:
                assert is_last_keeper
                assert not anyway
            else:
                assert anyway or not is_last_keeper

    @rule(person=people, by=people)
    def is_removed(self, person, by):
        if stay := self.stay(person):
            done = remove_member(membership=stay, by=self.people[by], now=self.tick())
            assert not (done and stay.is_keeper)
            assert not done or self.stay(by).is_keeper

    @rule(person=people)
    def takes_the_seat(self, person):
        if request := self.request(person):
            was_offered = request.is_offered(self.now)
            assert take_seat(request=request, by=self.people[person], now=self.now) is (
                was_offered and self.group.is_running
            )

    @rule(person=people)
    def lets_it_go(self, person):
        if request := self.request(person):
            withdraw_request(request=request, by=self.people[person], now=self.tick())

    @rule(keeper=people, member=people, is_instead=st.booleans(), says_yes=st.booleans())
    def hands_over(self, keeper, member, is_instead, says_yes):
        one, other = self.stay(keeper), self.stay(member)
        if one and other and ask_to_host(member=other, by=one, is_instead=is_instead, now=self.tick()):
            assert one.is_keeper
            answer_handover(
                handover=Handover.objects.open().get(member=other), says_yes=says_yes, now=self.tick()
            )
            assert self.stay(member).is_keeper is says_yes

    @rule(person=people, anyway=st.booleans())
    def steps_back(self, person, anyway):
        if stay := self.stay(person):
            try:
                step_back(membership=stay, by=stay.user, now=self.tick(), even_as_last_keeper=anyway)
            except LastKeeper:
                assert not anyway

    @rule(person=people)
    def takes_on(self, person):
        if stay := self.stay(person):
            was_unkept = self.group.unkept_since is not None
            assert take_on(membership=stay, now=self.tick()) is was_unkept

    @rule(seats=st.integers(2, 6))
    def has_other_seats(self, seats):
        if seats >= self.taken():
            Group.objects.filter(pk=self.pk).update(capacity=seats)
            offer_seats_of(group=self.group, now=self.tick())

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)
        move_lists_on(now=self.now)

    @precondition(lambda self: self.group.memberships.active().exists())
    @rule()
    def closes_and_opens(self):
        archive_group(group=self.group, by=None, now=self.tick())
        assert not self.group.join_requests.pending().exists()
        reopen_group(group=self.group, by=self.people[0], now=self.tick())

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def taken(self) -> int:
        return self.group.memberships.active().count() + self.group.join_requests.offered(self.now).count()

    @invariant()
    def nobody_is_one_too_many(self):
        assert self.taken() <= self.group.capacity

    @invariant()
    def nobody_waits_beside_an_empty_seat(self):
        unoffered = self.group.join_requests.waiting().filter(offer_ends_at=None)
        if self.group.is_running and unoffered.exists():
            assert self.taken() == self.group.capacity

    @invariant()
    def the_list_is_in_the_order_in_which_people_came(self):
        waiting = list(self.group.join_requests.waiting())
        came = [pk for pk in dict.fromkeys(reversed(self.came)) if pk in {row.user_id for row in waiting}]
        assert [row.user_id for row in waiting] == came[::-1]
        held = [row.is_offered(self.now) for row in waiting]
        assert held == sorted(held, reverse=True), "a seat was offered past somebody"

    @invariant()
    def a_place_only_gets_better(self):
        places = {row.pk: row.place for row in self.group.join_requests.waiting()}
        assert all(place <= self.places.get(pk, PEOPLE) for pk, place in places.items())
        assert sorted(places.values()) == list(range(1, len(places) + 1))
        self.places = places

    @invariant()
    def nobody_who_looks_after_it_goes_silently(self):
        group = self.group
        members = group.memberships.active()
        is_kept = members.keepers().exists() or not members.exists()
        assert (group.unkept_since is None) is is_kept
        if not is_kept and group.is_running:
            told = set(Letter.objects.filter(key__contains=".unkept.").values_list("recipient", flat=True))
            assert self.staff.pk in told

    @invariant()
    def nobody_is_alone_in_an_open_house(self):
        assert self.group.memberships.active().exists() or not self.group.is_running


@pytest.mark.django_db
def test_any_order_of_steps_keeps_what_a_group_promises():
    run_state_machine_as_test(
        Membership, settings=settings(max_examples=20, stateful_step_count=25, deadline=None)
    )
