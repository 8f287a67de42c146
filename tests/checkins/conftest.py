"""What several tests of check-ins begin with."""

import pytest
import time_machine

from tests.checkins import NOW
from tests.factories import CheckInFactory, PlanFactory


@pytest.fixture
def at_noon():
    """The clock stands at NOW; what is given moves it."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def waiting(ada):
    """A question before Ada, whose last two went by."""
    return CheckInFactory(user=ada, plan=PlanFactory(user=ada, ignored=2))
