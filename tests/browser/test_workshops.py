"""A workshop from planning to what was said of it: staff, a seat, a place in line, and who comes after."""

import re
from datetime import timedelta
from pathlib import Path

import icalendar
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Pause
from accounts.outbox import send_waiting
from resources.models import SignUp, Workshop
from resources.workshops.answers import answer_workshop
from resources.workshops.exams import FEWEST, WARNING
from tests.browser.hands import Finger
from tests.browser.tasks import Scene
from tests.factories import SignUpFactory, UserFactory

TITLE, PLACE = "Sleeping after nights", "Library, room 2.14"
SEAT = "A seat for you, from Tandem"


def test_from_planning_to_what_was_said_of_it(scene: Scene, zed, page_for):
    desk = page_for(scene.wil, viewport={"width": 1280, "height": 900})
    _plan_it_in_a_week_of_exams(desk, scene)

    ada, ben = Finger(page_for(scene.ada)), Finger(page_for(scene.ben))
    for hand in (ada, ben):
        hand.go("/library/")
        hand.follow("Workshops")
        hand.follow(TITLE)
        expect(hand.page.get_by_text(PLACE)).to_have_count(0)
    ada.press("Take a seat")
    ada.sees("You have a seat. Below you see where it is.")
    ada.sees(PLACE)
    ben.press("Take a seat")  # his page still says that there is one
    ben.sees("It is full, so you are in line.")
    ben.sees("You are number 1.")
    expect(ben.page.get_by_text(PLACE)).to_have_count(0)
    _put_it_into_a_calendar(ada)

    ada.press("I cannot come after all")
    ada.sees("Taken back. Nobody is told, and nothing is kept of it.")
    ben.go(_the_one_letter(scene))
    ben.sees("You have a seat")
    ben.sees(PLACE)

    _let_it_be_over(scene)
    _say_what_it_was_like(ben, before=zed, page_for=page_for)


def _plan_it_in_a_week_of_exams(desk, scene: Scene) -> None:
    day = timezone.now() + timedelta(days=7)
    for person in UserFactory.create_batch(FEWEST, school=scene.ada.school):
        Pause.objects.create(
            user=person, name="Finals", is_exam_block=True, starts_at=day, ends_at=day + timedelta(days=5)
        )
    desk.goto("/staff/resources/workshop/")
    desk.get_by_role("link", name="Add workshop").click()
    desk.get_by_label("Title").fill(TITLE)
    desk.get_by_label("Summary").fill("The first day after a run of nights.")
    desk.get_by_label("Students see it").check()
    desk.get_by_label(re.compile("^Day")).fill(f"{day:%Y-%m-%d}")
    desk.get_by_label("Begins").fill("18:00")
    desk.get_by_label("Ends").fill("19:30")
    desk.get_by_label("Place").fill(PLACE)
    desk.get_by_label("Seats").fill("1")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text(WARNING)).to_be_visible()
    expect(desk.locator("#result_list").get_by_text("Then, or soon after")).to_be_visible()


def _put_it_into_a_calendar(ada: Finger) -> None:
    for link, summary, place in (("As a file", "Tandem: workshop", None), ("With its title", TITLE, PLACE)):
        with ada.page.expect_download() as download:
            ada.follow(link)
        [event] = icalendar.Calendar.from_ical(Path(download.value.path()).read_bytes()).walk("VEVENT")
        assert (str(event["summary"]), event.get("location")) == (summary, place)
        workshop = Workshop.objects.get()
        assert (event.start, event.end) == (workshop.starts_at, workshop.ends_at)


def _the_one_letter(scene: Scene) -> str:
    """However often what waits is sent: one letter, to Ben, that says neither what nor where."""
    for _ in range(2):
        send_waiting(is_urgent=False)
    letters = [
        (scene.mailbox.recipients[number], scene.mailbox.text(number))
        for number, letter in enumerate(scene.mailbox.letters)
        if letter["Subject"] == SEAT
    ]
    [(recipient, text)] = letters
    assert recipient == scene.ben.email
    assert TITLE not in text
    assert PLACE not in text
    return re.search(r"https?://\S+", text).group()


def _let_it_be_over(scene: Scene) -> None:
    """Nine days later; four others were there and have said what it was like."""
    earlier = {name: F(name) - timedelta(days=9) for name in ("starts_at", "ends_at", "closes_at")}
    Workshop.objects.update(capacity=6, **earlier)
    workshop = Workshop.objects.get()
    for row in SignUpFactory.create_batch(4, workshop=workshop, was_there=True):
        assert answer_workshop(workshop=workshop, by=row.user, worth=4, words="A circle.", now=timezone.now())


def _say_what_it_was_like(ben: Finger, *, before, page_for) -> None:
    other = Finger(page_for(before))
    other.go("/library/workshops/past/")
    other.follow(TITLE)
    other.sees("Answers are shown from 5 on, so that nobody can be guessed.")
    expect(other.page.get_by_text("A circle.")).to_have_count(0)
    ben.page.reload()
    ben.press("I was there")
    ben.sees("There are two questions, if you like.")
    ben.choose("Very much")
    ben.write("What would have made it better?", "A later bus.")
    ben.press("Say it")
    ben.sees("Thank you. Nothing we keep leads from your words back to you.")
    assert SignUp.objects.get(user__email="ben@northgate.example.edu").has_answered
    other.page.reload()
    other.sees("5 people answered.")
    other.sees("A later bus.")
    other.sees("5, as they say themselves")
