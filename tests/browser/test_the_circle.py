"""A circle from its founding to a worry that staff answer: two phones at once, a mentor's, a desk, and real parts."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.request import urlopen

import icalendar
import pytest
import recurring_ical_events
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Letter, User
from config.local.mailbox.codes import current_codes
from groups.agreement import VERSION
from groups.models import Group, Meeting, Occasion, Post
from groups.tasks import look_after_meetings
from tests.browser.at_work import Office, beat_in, office, where_it_is_day, worker_of
from tests.browser.hands import Finger
from tests.browser.tasks import Scene, code_in

NAME = "Circle for tired people"
# What somebody else must not read on a locked screen, in a mail log or in a calendar.
TELLING = ("circle", "support", "tired", "wellbeing", "mental", "health", "peer", "lantern", "garden")


@pytest.fixture
def at_work(address, scene, tmp_path) -> Iterator[Office]:
    with office(address, scene.mailbox, tmp_path) as opened:
        opened.start("worker", worker_of("urgent", "letters", "default"))
        yield opened


def test_a_circle_from_its_founding_to_a_worry(scene: Scene, mo, at_work, page_for, tmp_path):
    zone = where_it_is_day()
    User.objects.update(time_zone=zone.key)
    ada, ben = (Finger(page_for(person, timezone_id=zone.key)) for person in (scene.ada, scene.ben))

    _found(ada)
    group = Group.objects.get(name=NAME)
    _join(ben)
    assert group.memberships.get(user=scene.ben).agreement_version == VERSION
    names = {one.user_id: one.alias for one in group.memberships.all()}

    _lend_notes(ada, ben, names[scene.ada.pk])
    ask = Post.objects.get()
    assert (ask.kind, ask.closing, ask.taken_by.user, ask.done_at is not None) == (
        "instrumental",
        "yes",
        scene.ada,
        True,
    )

    _plan_a_meeting(ada, ben, names)
    meeting = Meeting.objects.get()
    assert meeting.occasions.count() >= 11
    _read_by_a_calendar_program(ben, meeting)

    # The first date is days away: it is moved to where its reminder is due. Then beat starts, and rings its bells.
    soon = timezone.now() + timedelta(hours=23, minutes=50)
    Occasion.objects.filter(pk=meeting.occasions.first().pk).update(
        starts_at=soon, ends_at=soon + meeting.duration
    )
    at_work.start("beat", beat_in(tmp_path))

    desk = page_for(scene.wil, viewport={"width": 1280, "height": 900})
    _assign_a_mentor(desk, mo)
    mentor = Finger(page_for(timezone_id=zone.key))
    _sign_in(mentor, mo, scene)
    _hand_on_a_worry(mentor, names[scene.ben.pk])
    _answer_it(desk, scene, at_work)

    mentor.go(_link(scene, at_work.letter_to(mo.email, "News for you on Tandem")))
    mentor.sees("I rang them. We meet on Thursday.")
    ben.go(_link(scene, at_work.letter_to(scene.ben.email, "Something for you to read on Tandem")))
    ben.sees("Something passed on about you")
    ben.sees("They have not slept for three nights, they said.")
    ben.go("/you/record/")
    ben.sees(scene.wil.alias)

    _both_were_reminded_once(scene, at_work, group)


def _found(ada: Finger) -> None:
    ada.go("/groups/")
    ada.follow("Start")
    ada.follow("Support circle")
    ada.write("What is it called?", NAME)
    ada.choose("Anybody of the school may join")
    ada.press("Start the group")
    ada.sees("Your group is there.")


def _join(ben: Finger) -> None:
    ben.go("/groups/find/")
    ben.follow(NAME)
    ben.follow("Join")
    ben.sees("What is said here stays here.")
    ben.press("I agree, let me in")
    ben.sees("You are in.")


def _lend_notes(ada: Finger, ben: Finger, her_name: str) -> None:
    ben.follow("Ask, or say something")
    ben.follow("Lend me a hand")
    ben.write("What do you need?", "Notes of Monday")
    ben.press("Ask")
    ben.sees("Nobody has answered yet")

    ada.page.reload()
    ada.follow("Answer")
    ada.sees("Yours would be the first answer, and the first one matters most.")
    ada.write("Your words", "Nights are hard. I have them for you.")
    ada.press("Answer")
    ada.sees("Said. Thank you for being there.")
    expect(ada.field("Your words")).to_have_value("")
    ada.press("I will do it")
    ada.sees("You are on it.")

    ben.page.reload()
    ben.sees("Nights are hard. I have them for you.")
    ben.sees(f"{her_name} is on it.")
    ben.press("It is done")
    ben.sees(f"Done, by {her_name}.")
    ben.follow("Did it work out?")
    ben.choose("Yes")
    ben.press("Close it")
    ben.sees("Closed. You can open it again at any time.")


def _plan_a_meeting(ada: Finger, ben: Finger, names: dict[int, str]) -> None:
    ada.follow("Meetings")
    ada.follow("Plan a meeting")
    ada.write("What you call it", "Lantern hour")
    ada.write("Day", f"{timezone.now() + timedelta(days=4):%Y-%m-%d}")
    ada.choose("Every week")
    ada.write("Place", "Garden room")
    ada.press("Plan it")
    ada.press("Yes")
    ada.sees("Good, you are coming.")

    ben.follow("Meetings")
    ben.page.locator("main .row-link").first.click()
    ben.sees("Lantern hour")
    ben.press("Yes")
    ben.sees("Good, you are coming.")
    for name in names.values():
        ben.sees(name)


def _read_by_a_calendar_program(ben: Finger, meeting: Meeting) -> None:
    """The file of the meeting, with its rule, and the feed: another program's library finds the same dates in both."""
    starts = [row.starts_at for row in meeting.occasions.order_by("starts_at")]
    first, last = starts[0] - timedelta(days=1), starts[-1] + timedelta(days=1)
    with ben.page.expect_download() as saved:
        ben.follow("As a file")
    ben.go("/groups/calendar/")
    ben.press("Make an address for all my groups")
    address = ben.field("Address for all your groups").input_value()
    with urlopen(address) as answer:
        feed = answer.read()
    for raw in (saved.value.path().read_bytes(), feed):
        calendar = icalendar.Calendar.from_ical(raw)
        events = sorted(
            recurring_ical_events.of(calendar).between(first, last), key=lambda event: event.start
        )
        assert [event.start for event in events] == starts
        assert {str(event["SUMMARY"]) for event in events} == {"Tandem: meeting"}
        assert [word for word in TELLING if word in raw.decode().lower()] == []


def _assign_a_mentor(desk, mo: User) -> None:
    desk.goto("/staff/groups/group/")
    desk.get_by_role("checkbox", name=re.compile("Select this object")).first.check()
    desk.locator("select[name=action]").select_option(label="Assign a mentor")
    desk.get_by_role("button", name="Go", exact=True).click()
    desk.get_by_label("Which mentor").select_option(value=str(mo.pk))
    desk.get_by_role("button", name="Assign").click()
    expect(desk.get_by_text("1 group has a new mentor.")).to_be_visible()


def _sign_in(mentor: Finger, mo: User, scene: Scene) -> None:
    """A code by e-mail, and one from the phone in their pocket."""
    mentor.go("/account/login/?next=/groups/board/")
    mentor.write("E-mail", mo.email)
    mentor.press("E-mail me a code")
    mentor.sees("Enter your sign-in code")
    number = next(n for n in range(len(scene.mailbox)) if scene.mailbox.recipients[n] == mo.email)
    mentor.write("Code", code_in(scene.mailbox, number))
    mentor.press("Go on")
    mentor.sees("One more step")
    mentor.write("Code", next(code.digits for code in current_codes() if code.email == mo.email))
    mentor.press("Sign in")


def _hand_on_a_worry(mentor: Finger, about: str) -> None:
    mentor.sees("Groups you look after")
    mentor.sees(NAME)
    mentor.follow("Open the board")
    mentor.sees("It is just beginning")
    mentor.sees("2 come")
    mentor.sees("None. Everybody who asked has heard something.")
    mentor.follow("Hand on a worry about somebody")
    mentor.field("Whom is it about?").select_option(label=about)
    mentor.write("What did you see or hear?", "They have not slept for three nights, they said.")
    mentor.choose("In the next few days")
    mentor.choose("Yes, I have told them")
    mentor.press("Hand it on")
    mentor.sees("It has been passed on")
    mentor.sees("The student was told")


def _answer_it(desk, scene: Scene, at_work: Office) -> None:
    desk.goto(_link(scene, at_work.letter_to(scene.wil.email, "Tandem: something waits for you")))
    desk.get_by_role("link", name=re.compile(r"^No\. ")).click()
    expect(desk.locator("#content")).to_contain_text("They have not slept for three nights, they said.")
    desk.get_by_role("button", name="I take this").click()
    desk.get_by_label("What was done").fill("I rang them. We meet on Thursday.")
    desk.get_by_role("button", name="Close with these words").click()
    expect(desk.get_by_text("Whoever passed it on can read it here, and a letter says so")).to_be_visible()


def _both_were_reminded_once(scene: Scene, at_work: Office, group: Group) -> None:
    for person in (scene.ada, scene.ben):
        number = at_work.letter_to(person.email, "A reminder from Tandem")
        # Headers and both bodies as they are read, over a shoulder: only the link leads to the group.
        letter = scene.mailbox[number]
        read = [*map(str, letter.values()), scene.mailbox.text(number), scene.mailbox.html(number)]
        seen = " ".join(read).lower().replace("supported-color-schemes", "")
        assert [word for word in TELLING if word in seen] == []
        assert f"/groups/{group.key}/meetings/" in scene.mailbox.text(number)
    look_after_meetings()
    assert not Letter.objects.filter(kind="meeting-reminder", sent_at=None).exists()
    reminded = [
        recipient
        for recipient, letter in zip(scene.mailbox.recipients, scene.mailbox.letters, strict=True)
        if letter["Subject"] == "A reminder from Tandem"
    ]
    assert sorted(reminded) == [scene.ada.email, scene.ben.email]


def _link(scene: Scene, number: int) -> str:
    return re.search(r"https?://\S+", scene.mailbox.text(number)).group()
