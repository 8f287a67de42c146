from tests.factories.checkins import CheckInFactory, ChosenPersonFactory, ConcernFactory, PlanFactory
from tests.factories.groups import GroupFactory, MembershipFactory
from tests.factories.people import (
    JoinCodeFactory,
    MentorFactory,
    OperatorFactory,
    SchoolFactory,
    StaffFactory,
    UserFactory,
    give_second_factor,
)

__all__ = [
    "CheckInFactory",
    "ChosenPersonFactory",
    "ConcernFactory",
    "GroupFactory",
    "JoinCodeFactory",
    "MembershipFactory",
    "MentorFactory",
    "OperatorFactory",
    "PlanFactory",
    "SchoolFactory",
    "StaffFactory",
    "UserFactory",
    "give_second_factor",
]
