"""Letters that wait to leave, each about a check-in of somebody else's at one school."""

from datetime import datetime

from accounts.models import School
from accounts.outbox import Occasion, post_letters
from tests.factories import CheckInFactory, UserFactory


def post_moments(school: School, how_many: int, due_at: datetime) -> None:
    for _ in range(how_many):
        checkin = CheckInFactory(user=UserFactory(school=school), due_at=due_at)
        post_letters("moment", [Occasion(checkin.user_id, checkin.pk, due_at, f"{checkin.pk}.1")])
