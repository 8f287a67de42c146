"""One full turn on real parts: browser, web server, database, broker, beat, workers, mail server."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from checkins.models import CheckIn, Plan
from tests.browser.at_work import beat_in, office, where_it_is_day, worker_of
from tests.browser.hands import Finger
from tests.browser.tasks import Scene, code_in

EVE = "eve@northgate.example.edu"
AHEAD = timedelta(
    minutes=20
)  # more than the slowest machine needs from choosing the time to keeping the plan


@pytest.fixture
def letter_to(address, scene, tmp_path) -> Iterator[Callable[[str, str], str]]:
    """With beat and workers as they run for real: `letter_to(address, subject)` waits for such a letter and gives its
    first link.
    """
    with office(address, scene.mailbox, tmp_path) as at_work:
        at_work.start("urgent", worker_of("urgent"))
        at_work.start("letters", worker_of("letters", "default"))
        at_work.start("beat", beat_in(tmp_path))

        def wait(recipient: str, subject: str) -> str:
            return re.search(
                r"https?://\S+", scene.mailbox.text(at_work.letter_to(recipient, subject))
            ).group()

        yield wait


def test_one_full_turn(scene: Scene, letter_to, page_for, address):
    zone = where_it_is_day()
    eve = Finger(page_for(timezone_id=zone.key))
    _join(eve, scene, zone)

    # The plan is for soon. What is left of the wait is taken off here, and nothing else is.
    plan = Plan.objects.get(user__email=EVE)
    assert timedelta(0) < plan.next_due_at - timezone.now() <= AHEAD
    Plan.objects.filter(pk=plan.pk).update(next_due_at=timezone.now())

    # The reminder, opened on a phone on which nobody is signed in: one tap in the letter, one on a face.
    phone = Finger(page_for(timezone_id=zone.key))
    phone.go(letter_to(EVE, "A moment for you from Tandem"))
    phone.press("Running low")
    phone.sees("Kept. Thank you for looking.")
    answer = CheckIn.objects.get(plan=plan)
    assert (answer.level, answer.letters_posted) == (2, 1)

    _sign_in(phone, scene)
    phone.is_at(f"/check-in/{answer.pk}/change/")
    phone.follow("Check in")
    phone.follow("Your trend")
    expect(phone.page.locator(".trend-svg")).to_be_visible()
    phone.open("The same as a table")
    phone.sees("Running low")

    ben = Finger(page_for(scene.ben))
    _choose_ben(phone, ben)
    phone.go(f"/check-in/history/{answer.pk}/")
    phone.follow("Change it, or who sees it")
    phone.choose("People I choose")
    phone.press("Save")
    phone.sees("Ben can see this answer")
    ben.go(letter_to(scene.ben.email, "Somebody has shared something with you on Tandem"))
    ben.follow(User.objects.get(email=EVE).alias)
    ben.sees("Running low")

    phone.go("/check-in/contact/")
    phone.write("What would you like us to know?", "I would like to talk to somebody.")
    phone.write("How can we reach you?", "07700 900123")
    phone.press("Send my request")
    phone.sees("Your request has been sent")

    desk = page_for(scene.wil, viewport={"width": 1280, "height": 900})
    desk.goto(letter_to(scene.wil.email, "Tandem: somebody is waiting"))
    desk.get_by_role("link", name=re.compile(r"^No\. ")).click()
    expect(desk.locator("#content")).to_contain_text("I would like to talk to somebody.")
    desk.get_by_role("button", name="I take this").click()
    expect(desk.locator("#content")).to_contain_text("Taken")

    phone.go(letter_to(EVE, "News for you on Tandem"))
    phone.sees("Somebody has taken it")
    phone.go("/you/record/")
    phone.sees(scene.wil.alias)
    phone.sees(scene.ben.alias)


def _join(eve: Finger, scene: Scene, zone: ZoneInfo) -> None:
    eve.go("/account/signup/")
    eve.write("E-mail", EVE)
    eve.press("E-mail me a code")
    eve.sees("Enter the code from your e-mail")
    eve.write("Code", code_in(scene.mailbox))
    eve.press("Go on")
    eve.press("Next")
    eve.choose("Year 1")
    eve.press("Next")
    eve.sees("We took this from your browser.")
    eve.press("Next")
    eve.press("Choose when")
    eve.choose("Every day")
    hours, minutes = f"{datetime.now(zone) + AHEAD:%H:%M}".split(":")
    eve.set_time("At what time?", hours, minutes)
    eve.press("Make this plan")
    eve.is_at("/")
    # Browsers call some places by their old names (Asia/Calcutta); the clocks are the same.
    now, taken = timezone.now(), ZoneInfo(User.objects.get(email=EVE).time_zone)
    assert now.astimezone(taken).utcoffset() == now.astimezone(zone).utcoffset() != timedelta(0)


def _sign_in(phone: Finger, scene: Scene) -> None:
    """From the page that the letter opened."""
    phone.page.locator("main").get_by_role("link", name="Sign in").click()
    phone.write("E-mail", EVE)
    before = len(scene.mailbox)
    phone.press("E-mail me a code")
    phone.sees("Enter your sign-in code")
    assert len(scene.mailbox) > before
    phone.write("Code", code_in(scene.mailbox))
    phone.press("Go on")


def _choose_ben(phone: Finger, ben: Finger) -> None:
    phone.go("/check-in/people/")
    phone.write("What do you call this person?", "Ben")
    phone.press("Make a link")
    link = phone.page.locator("input[readonly]").input_value()
    ben.go(link)
    ben.press("Yes, they can count on me")
    ben.sees("You can now see what they share with you.")
