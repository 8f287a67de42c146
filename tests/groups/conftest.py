"""A group of Ada's, where a test says nothing else."""

import pytest

from groups.kinds import Role
from tests.factories import GroupFactory, MembershipFactory


@pytest.fixture
def group(school, ada):
    """That Ada looks after."""
    group = GroupFactory(school=school)
    MembershipFactory(group=group, user=ada, role=Role.HOST)
    return group
