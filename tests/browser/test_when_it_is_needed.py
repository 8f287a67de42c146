"""The library on the day it is needed, in one go: no network, a tired search, a wrong number, a wish come true."""

import re
from datetime import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Letter
from accounts.outbox import send_waiting
from resources.content_files import load_library
from resources.models import Bookmark, Proposal, Resource
from tests.browser.hands import Finger
from tests.browser.keeping import let_it_be_kept
from tests.browser.tasks import Scene, code_in
from tests.factories import PhoneFactory, ResourceFactory, ScheduleFactory

DESK = {"width": 1280, "height": 900}
WRONG, RIGHT = "01632 960 145", "01632 960 154"
NEUTRAL = "News for you on Tandem"


@pytest.fixture
def library(scene: Scene) -> Resource:
    """The one that ships, and a service of the school that is open at every hour."""
    load_library(today=timezone.localdate())
    clinic = ResourceFactory(
        school=scene.ada.school,
        slug="sleep-clinic",
        title="The sleep clinic",
        summary="Half an hour with a nurse who knows nights and exams.",
        topics=["sleep", "exams"],
        reaches_file="no",
        who_is_told="Nobody at the school.",
        cost="free",
        owner=scene.wil,
    )
    for weekday in range(7):
        ScheduleFactory(resource=clinic, weekday=weekday, opens_at=time(0), closes_at=time(0))
    PhoneFactory(resource=clinic, number=WRONG)
    return clinic


def test_from_a_night_without_a_network_to_something_that_changed(scene: Scene, library, zed, page_for):
    _find_a_number_without_a_network(page_for)

    ada = Finger(page_for(scene.ada))
    _find_what_fits_and_keep_it(ada, scene, library)
    _say_that_the_number_is_wrong(ada)

    wil = Finger(page_for(viewport=DESK))
    _sign_in_with_a_second_factor(wil, scene)
    _put_the_number_right(wil)
    ada.go(_told(scene, scene.ada.email))
    ada.sees("Put right, thank you for looking.")
    ada.follow("The sleep clinic")
    expect(ada.page.get_by_role("link", name=f"Call {RIGHT}")).to_have_attribute(
        "href", f"tel:{RIGHT.replace(' ', '')}"
    )

    ben = Finger(page_for(scene.ben))
    _say_what_is_missing(ada)
    _stand_behind_it(ben)
    _answer_it(wil)
    for hand, person in ((ada, scene.ada), (ben, scene.ben)):
        hand.go(_told(scene, person.email))
        hand.sees("Two stand by the lockers since Monday.")
    other = Finger(page_for(zed))
    other.go("/library/")
    other.follow("You said, we did")
    other.sees("We did")
    other.sees("Estates, Dr Vale")
    other.follow("A microwave near the wards")
    other.sees("Some others stand behind it.")
    for reader in (other, wil):
        assert scene.ben.alias not in reader.page.content()


def _find_a_number_without_a_network(page_for) -> None:
    """Nobody is signed in; the start page was open once."""
    phone = page_for(service_workers="allow")
    let_it_be_kept(phone, "/")
    phone.context.set_offline(True)
    phone.goto("/library/")
    phone.get_by_role("main").get_by_role("link", name="Help now").click()
    phone.locator("summary", has_text="United Kingdom").click()
    expect(phone.get_by_role("link", name="Call 116 123").first).to_have_attribute("href", "tel:116123")


def _find_what_fits_and_keep_it(ada: Finger, scene: Scene, clinic: Resource) -> None:
    ada.go("/library/")
    ada.write("Search the library", "cant sleep exams")
    rows = ada.page.locator("a.entry-row")
    expect(rows.locator("mark").first).to_have_text("Sleep")  # nothing is marked before there is an answer
    expect(rows.filter(has_text="Open day and night").first).to_contain_text("The sleep clinic")
    first = " ".join(rows.locator(".row-title").all_inner_texts()[:5])
    for title in (
        "Sleep, when your head will not stop",
        "The night before, and the day itself",
        clinic.title,
    ):
        assert title in first
    assert "sleep" not in ada.page.url
    ada.press("1 open now")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Does not reach your file")
    expect(ada.page.locator("details.filters")).not_to_have_attribute(
        "open", ""
    )  # what was found stays in sight
    expect(ada.page.get_by_role("button", name="Also what is not open now")).to_be_visible()
    ada.follow(clinic.title)
    ada.sees("Does it reach my school file?")
    ada.sees("No. Nobody at the school.")
    ada.press("Keep")
    ada.sees("Kept. Only you can see that.")
    assert Bookmark.objects.get(user=scene.ada).resource == clinic
    ada.follow("All you keep")
    ada.follow(clinic.title)


def _say_that_the_number_is_wrong(ada: Finger) -> None:
    ada.follow("Something is not right")
    ada.choose("A number, an address or a word is wrong")
    ada.write("What should it say?", f"The board at the door says {RIGHT}.")
    ada.press("Tell the staff")
    ada.sees("Thank you. The wellness staff look at it, and you hear back.")


def _sign_in_with_a_second_factor(wil: Finger, scene: Scene) -> None:
    wil.page.goto("/staff/")
    wil.write("E-mail", scene.wil.email)
    before = len(scene.mailbox)
    wil.press("E-mail me a code")
    wil.sees("Enter your sign-in code")
    assert len(scene.mailbox) == before + 1
    wil.write("Code", code_in(scene.mailbox))
    wil.press("Go on")
    wil.sees("One more step")
    # One of the codes on paper: those of the app change at the half minute.
    codes: RecoveryCodes = scene.wil.authenticator_set.get(type="recovery_codes").wrap()
    wil.write("Code", codes.get_unused_codes()[0])
    wil.press("Sign in")
    expect(wil.page.get_by_role("heading", name="What needs a hand")).to_be_visible()


def _put_the_number_right(wil: Finger) -> None:
    page = wil.page
    page.get_by_role("link", name="Library: 1 word from a reader").click()
    page.get_by_role("link", name="The sleep clinic").click()
    expect(page.get_by_text(f"The board at the door says {RIGHT}.")).to_be_visible()
    expect(page.get_by_text(WRONG)).to_be_visible()
    tip = page.url
    page.get_by_role("link", name="The sleep clinic", exact=True).click()
    page.locator("#id_phones-0-number").fill(RIGHT)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    page.goto(tip)
    expect(page.get_by_text(f"Call {RIGHT}")).to_be_visible()
    page.get_by_label("Outcome").select_option("Put right, or taken in")
    page.get_by_label("Answer").fill("Put right, thank you for looking.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()


def _told(scene: Scene, address: str) -> str:
    """Lets what waits leave by SMTP; the link in the last neutral letter to this address."""
    send_waiting(is_urgent=False)
    assert not Letter.objects.filter(sent_at=None).exists()
    numbers = [
        number
        for number, letter in enumerate(scene.mailbox.letters)
        if scene.mailbox.recipients[number] == address and letter["Subject"] == NEUTRAL
    ]
    text = scene.mailbox.text(numbers[-1])
    assert not re.search("clinic|microwave|sleep|number|library", text.split("http")[0], re.IGNORECASE)
    return re.search(r"https?://\S+", text).group()


def _say_what_is_missing(ada: Finger) -> None:
    ada.go("/library/")
    ada.follow("You said, we did")
    ada.follow("Say what is missing")
    ada.write("What is missing, in a line?", "A microwave near the wards")
    ada.write("What would help, and whom?", "Nothing is warm after eight in the evening.")
    ada.press("Say it")
    ada.sees("It is there, under your alias.")


def _stand_behind_it(ben: Finger) -> None:
    """He wanted to say the same."""
    ben.go("/library/proposals/new/")
    ben.field("What is missing, in a line?").press_sequentially("microwave on the ward")
    ben.follow("A microwave near the wards")
    ben.press("I stand behind this too")
    ben.sees("You stand behind it too. Nobody is shown that it was you.")


def _answer_it(wil: Finger) -> None:
    page = wil.page
    page.goto("/staff/")
    page.get_by_role("link", name="Library: 1 proposal without an answer").click()
    page.get_by_role("link", name="A microwave near the wards").click()
    page.get_by_label("Where it stands").select_option("Done")
    page.get_by_label("Who sees to it").fill("Estates, Dr Vale")
    page.get_by_label("By when").fill("2027-01-15")
    page.get_by_label("What you say, or did").fill("Two stand by the lockers since Monday.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert Proposal.objects.get().owner == "Estates, Dr Vale"
