"""Groups of the demo, one file for each part of them."""

from datetime import datetime

from accounts.models import User
from config.demo.groups.board import look_after
from config.demo.groups.meetings import meet
from config.demo.groups.rooms import open_rooms
from config.demo.groups.talk import talk


def gather(people: dict[str, User], *, now: datetime) -> None:
    open_rooms(people, now=now)
    meet(people, now=now)
    talk(now=now)
    look_after(people, now=now)
