from tests.factories.checkins import (
    CheckInFactory,
    ChosenPersonFactory,
    ConcernFactory,
    PlanFactory,
)
from tests.factories.groups import (
    GroupFactory,
    JoinRequestFactory,
    MembershipFactory,
)
from tests.factories.library import (
    BookmarkFactory,
    CollectionFactory,
    ContactFactory,
    HelpedFactory,
    PhoneFactory,
    PrivateListFactory,
    ResourceFactory,
    ScheduleExceptionFactory,
    ScheduleFactory,
    SchoolViewFactory,
)
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
    "BookmarkFactory",
    "CheckInFactory",
    "ChosenPersonFactory",
    "CollectionFactory",
    "ConcernFactory",
    "ContactFactory",
    "GroupFactory",
    "JoinRequestFactory",
    "HelpedFactory",
    "JoinCodeFactory",
    "MembershipFactory",
    "MentorFactory",
    "OperatorFactory",
    "PhoneFactory",
    "PlanFactory",
    "PrivateListFactory",
    "ResourceFactory",
    "ScheduleExceptionFactory",
    "ScheduleFactory",
    "SchoolFactory",
    "SchoolViewFactory",
    "StaffFactory",
    "UserFactory",
    "give_second_factor",
]
