"""A weekly meeting from planning to calendar, without scripts and by the keyboard alone; two people in two browsers."""

import re

import icalendar
import pytest
from playwright.sync_api import expect

from groups.models import Answer, Feed, Meeting, WeeklyTimes
from tests.browser.hands import Finger, Hand, Keys
from tests.clients import HouseClient
from tests.factories import GroupFactory, MembershipFactory


@pytest.fixture
def group(scene):
    group = GroupFactory(school=scene.ada.school, name="Slow readers")
    for person in (scene.ada, scene.ben):
        MembershipFactory(group=group, user=person)
    return group


def plan_and_answer(hand: Hand, group) -> None:
    hand.go(f"/groups/{group.key}/meetings/")
    hand.sees("No date yet")
    hand.follow("Plan a meeting")
    hand.write("What you call it", "Chapter one")
    hand.choose("Every week")
    hand.write("Place", "The armchairs")
    hand.write("Or a link", "javascript:alert(1)")
    hand.press("Plan it")
    hand.sees("Only links that begin with https://")
    write_anew(hand, "Or a link", "meet.jit.si/chapter-one")
    hand.press("Plan it")
    hand.sees("The armchairs, and on Jitsi")
    hand.toggle("The same for all dates to come")
    hand.press("Maybe")
    hand.sees("Kept: maybe.")
    hand.press("Yes")
    hand.sees("Good, you are coming.")
    hand.follow("Call it off")
    hand.choose("This date and all that follow")
    hand.press("Call it off")
    hand.sees("This date does not take place")
    hand.press("Undo")
    hand.sees("It takes place after all")


def write_anew(hand: Hand, label: str, text: str) -> None:
    if isinstance(hand, Keys):
        hand.reach_it(hand.field(label))
        hand.page.keyboard.press("Control+A")
        hand.page.keyboard.type(text)
    else:
        hand.write(label, text)


def say_when_and_subscribe(hand: Hand) -> None:
    hand.go("/groups/calendar/")
    hand.follow("Your usual times")
    box = hand.page.get_by_role("checkbox", name="Monday, 17 to 19")
    if isinstance(hand, Keys):
        hand.reach_it(box)
        hand.page.keyboard.press("Space")
    else:
        hand.page.locator("label.week-cell", has_text="Monday, 17 to 19").click()
    expect(box).to_be_checked()
    hand.press("Keep this")
    hand.sees("Kept. You can change it whenever your weeks do.")
    hand.press("Make an address for all my groups")
    hand.sees("It shows no names and no places")
    hand.press("New address")
    hand.sees("The old one is dead")


@pytest.mark.parametrize("way", ["keyboard", "no scripts"])
def test_a_meeting_is_planned_answered_called_off_and_shown_in_a_calendar(way, scene, group, page_for):
    page = page_for(scene.ada, scripts=way == "keyboard")
    hand = Keys(page) if way == "keyboard" else Finger(page)
    plan_and_answer(hand, group)
    say_when_and_subscribe(hand)
    if isinstance(hand, Keys):
        assert hand.faults == set()
    meeting = Meeting.objects.get()
    assert meeting.occasions.standing().count() == meeting.occasions.count() > 10
    assert set(Answer.objects.values_list("answer", flat=True)) == {"maybe", "yes"}
    assert WeeklyTimes.objects.get(user=scene.ada).hours == [17, 18]
    # What a calendar program gets at the address that stands on the page.
    address = page.get_by_label(re.compile("Address for all")).input_value()
    assert address.endswith(f"/groups/calendar/{Feed.objects.get().token}.ics")
    raw = HouseClient().get(address.split("/", 3)[3].join(["/", ""])).content
    events = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert [event.start for event in events] == [row.starts_at for row in meeting.occasions.all()]
    # Ben, in a browser of his own.
    other = Finger(page_for(scene.ben, scripts=False))
    other.go(f"/groups/{group.key}/meetings/")
    other.page.locator("main .row-link").first.click()
    other.press("Yes")
    other.sees("Good, you are coming.")
    other.sees(group.memberships.get(user=scene.ada).alias)
