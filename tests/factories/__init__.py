from tests.factories.checkins import CheckInFactory, ChosenPersonFactory, ConcernFactory, PlanFactory
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
    "JoinCodeFactory",
    "MentorFactory",
    "OperatorFactory",
    "PlanFactory",
    "SchoolFactory",
    "StaffFactory",
    "UserFactory",
    "give_second_factor",
]
