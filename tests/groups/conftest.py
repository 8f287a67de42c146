"""Groups of Ada's, where a test says nothing else."""

import pytest

from groups.kinds import Role
from tests.factories import GroupFactory, MembershipFactory


@pytest.fixture
def group(school, ada):
    """That Ada looks after."""
    group = GroupFactory(school=school)
    MembershipFactory(group=group, user=ada, role=Role.HOST)
    return group


@pytest.fixture
def pair(school, ada, ben):
    """Ada and Ben in a group of aliases: (her stay, his stay)."""
    group = GroupFactory(school=school)
    return MembershipFactory(group=group, user=ada), MembershipFactory(group=group, user=ben)
