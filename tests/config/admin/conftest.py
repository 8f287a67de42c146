"""Whom and what the admin of two schools holds."""

import pytest

from tests.config.admin.rows import dead_letter_to, letter_to
from tests.factories import CheckInFactory, ConcernFactory, JoinCodeFactory, PlanFactory


@pytest.fixture
def lived_in(ada, nia, mo):
    """Answers, notes, a plan, letters and a request that shows its check-in, at both schools."""
    for person in (ada, nia):
        PlanFactory(user=person)
        CheckInFactory(
            user=person, answered=True, level=1, note="the-private-note", draft="the-private-draft"
        )
        shown = CheckInFactory(
            user=person, answered=True, level=1, note="the-shown-note", audience="contact", tags=["sleep"]
        )
        ConcernFactory(
            student=person,
            checkin=shown,
            words="the-asking-words",
            reach_by="the-number-to-call",
            urgency="today",
        )
        letter_to(person)
        dead_letter_to(person)
        JoinCodeFactory(school=person.school)
