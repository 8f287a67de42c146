"""How many groups a school of its size can fill. Too many rooms leave people alone in each."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import School
from groups.models import Group

# A rule of thumb, not a finding: a room feels empty with fewer than eight, and most people keep up with two.
PEOPLE_FOR_A_GROUP = 8
GROUPS_OF_A_PERSON = 2
FEWEST = 3


@dataclass(frozen=True)
class Advice:
    """What staff are shown beside the list of their groups."""

    people: int
    running: int
    most: int

    @property
    def is_above(self) -> bool:
        return self.running > self.most

    @property
    def text(self) -> str:
        begins = f"{self.people} people here can fill about {self.most} groups; {self.running} are running."
        if self.is_above:
            return f"{begins} Consider asking two quiet ones whether they would like to become one."
        return f"{begins} This is a rule of thumb, not a limit."


def advice_for(school: School) -> Advice:
    """Students and mentors count; groups that were closed do not. Two queries."""
    people = school.users.filter(is_active=True, is_staff=False).count()
    return Advice(
        people=people,
        running=Group.objects.running().filter(school=school).count(),
        most=max(FEWEST, people * GROUPS_OF_A_PERSON // PEOPLE_FOR_A_GROUP),
    )
