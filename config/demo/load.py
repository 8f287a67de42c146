import random
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import Pause, School
from checkins.models.plans import Rhythm
from config.demo.days import exam_block, lead_lives, live
from config.demo.groups import gather
from config.demo.library import stock
from config.demo.people import build_people, build_schools
from config.demo.story import tell
from config.demo.voices import speak_up
from config.demo.workshops import invite


class NotADemo(Exception):
    """This house is, or may be, a real one."""


@transaction.atomic
def load_demo(*, now: datetime) -> bool:
    """Moves the invented community in; False when it lives here already. All of it, or nothing."""
    if settings.IS_PRODUCTION:
        raise NotADemo("TANDEM_MODE is production: invented people are not for a real house.")
    if School.objects.filter(is_demo=False).exists():
        raise NotADemo(
            "There is a school here that is not part of the demo, so nobody is invented beside it."
        )
    if School.objects.filter(is_demo=True).exists():
        return False
    people = build_people(build_schools(), now=now - timedelta(days=95))
    dice = random.Random(205)
    ada, ben, nia = people["ada"], people["ben"], people["nia"]
    exam_block(ada, name="Year 3 finals", starts=-34, days=9, now=now)
    live(ada, rhythm=Rhythm.DAILY, at=time(20), answers=0.72, usual=3.0, dice=dice, now=now, is_waiting=True)
    live(ben, rhythm=Rhythm.WEEKDAYS, at=time(18, 30), answers=0.65, usual=3.8, dice=dice, now=now)
    live(nia, rhythm=Rhythm.DAILY, at=time(19, 15), answers=0.5, usual=3.0, dice=dice, now=now, days=60)
    doors = {ada, ben, nia, people["op"]}
    others = [person for person in people.values() if person not in doors and not person.is_staff]
    exam_block(people["hazel.trout.915"], name="Anatomy", starts=-3, days=10, now=now)
    lead_lives(others, now=now)
    Pause.objects.create(
        user=people["amber.finch.128"], starts_at=now - timedelta(hours=6), ends_at=now + timedelta(days=6)
    )
    tell(people, now=now)
    gather(people, now=now)
    stock(people, now=now)
    speak_up(people, now=now)
    invite(people, now=now)
    return True
