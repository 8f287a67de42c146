"""A group on a Monday, and a meeting every week from the next Monday on."""

import pytest
import time_machine

from tests.factories import GroupFactory, MeetingFactory, MembershipFactory

from .diary import NOON


@pytest.fixture
def monday():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def group(school):
    return GroupFactory(school=school, capacity=60)


@pytest.fixture
def me(group, ada):
    return MembershipFactory(group=group, user=ada)


@pytest.fixture
def other(group, ben):
    return MembershipFactory(group=group, user=ben)


@pytest.fixture
def weekly(group, me):
    """Every Monday at 18:00 in London, from next week on; planned by Ada."""
    return MeetingFactory(group=group, planned_by=me, rule="FREQ=WEEKLY")
