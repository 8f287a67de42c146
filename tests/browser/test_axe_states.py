"""Pages in the states that no address alone brings about: nothing there yet, something wrong, something just done."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from checkins.models import CheckIn, RequestDraft
from checkins.moments import moment_token
from config.local.mailbox.codes import current_codes
from tests.browser.hands import Finger
from tests.browser.tasks import Scene, code_in
from tests.browser.test_axe import faults_of
from tests.factories import ChosenPersonFactory, UserFactory


@pytest.fixture
def newcomer(scene):
    """Nothing said, nothing chosen, nothing answered."""
    return UserFactory(school=scene.ada.school, alias="New Wren 12", onboarded_at=None)


EMPTY = (
    "today",
    "accounts:you",
    "accounts:pause",
    "accounts:record",
    "groups:reveals",
    "checkins:index",
    "checkins:plans",
    "checkins:people",
    "checkins:shared",
    "checkins:trend",
    "checkins:history",
)


@pytest.mark.parametrize("part", range(2))
def test_pages_of_somebody_who_has_nothing_yet(part, newcomer, page_for):
    page = page_for(newcomer)
    faults = []
    for name in EMPTY[part::2]:
        assert page.goto(reverse(name)).status == 200
        faults += faults_of(page, name)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("step", ["alias", "stage", "zone", "rhythm"])
def test_saying_hello(step, newcomer, page_for):
    page = page_for(newcomer)
    page.goto(reverse("accounts:onboarding", args=[step]))
    assert faults_of(page, step) == []


# (where, what is typed, which button): each comes back with something to put right.
WRONG = [
    ("/account/login/", {"E-mail": "nobody@northgate.example.edu"}, "E-mail me a code"),
    ("/account/signup/", {"E-mail": "eve@elsewhere.example"}, "E-mail me a code"),
    ("/check-in/contact/", {}, "Send my request"),
    ("/check-in/people/", {}, "Make a link"),
    ("/check-in/plans/new/", {"At what time?": ""}, "Make this plan"),
    ("/you/profile/", {"Your alias": ""}, "Keep this"),
    ("/you/letters/pause/", {}, "Pause for these days"),
    ("/you/data/leave/", {"Type your alias to confirm": "somebody else"}, "Delete everything"),
    ("/hello/alias/", {"Your alias": ""}, "Next"),
]


@pytest.mark.parametrize(("path", "typed", "button"), WRONG, ids=[path for path, _, _ in WRONG])
def test_pages_with_something_to_put_right(path, typed, button, scene, page_for):
    hand = Finger(page_for(None if path.startswith("/account/") else scene.ada))
    hand.go(path)
    for label, text in typed.items():
        hand.write(label, text)
    with hand.page.expect_navigation():
        hand.press(button)
    assert faults_of(hand.page, path) == []
    # Nobody is told at the door which addresses are known, so nothing there is put right.
    assert path.startswith("/account/") or hand.page.evaluate(IS_WHERE_IT_IS_WRONG)


# The focus is in a field that says so and is described by why, and can be seen above the bar.
IS_WHERE_IT_IS_WRONG = """() => {
  const here = document.activeElement;
  const why = here.getAttribute("aria-describedby") || here.closest("fieldset")?.getAttribute("aria-describedby");
  const { top, bottom } = here.getBoundingClientRect();
  return here.getAttribute("aria-invalid") === "true" && top >= 0 && bottom <= innerHeight
    && why.split(" ").some(id => document.getElementById(id)?.textContent.trim());
}"""


def test_a_link_that_ran_out_somebody_who_left_and_a_request_being_written(scene: Scene, page_for):
    now = timezone.now()
    eight_days_ago = now - timedelta(days=8)
    ChosenPersonFactory(
        owner=scene.ada, person=None, accepted_at=None, invited_at=eight_days_ago, nickname="Kim"
    )
    ChosenPersonFactory(owner=scene.ada, ended_at=now, nickname="Sam")
    RequestDraft.objects.create(student=scene.ada, typed='{"words": "Could somebody call"}', kept_at=now)
    page = page_for(scene.ada)
    faults = []
    for name, said in (
        ("checkins:people", "Nobody has accepted this link"),
        ("checkins:ask", "Here is what you had typed."),
    ):
        page.goto(reverse(name))
        expect(page.get_by_text(said)).to_be_visible()
        faults += faults_of(page, name)
    assert not faults, "\n".join(faults)


def test_a_question_sent_off_without_a_face(scene: Scene, page_for):
    page = page_for(scene.ada)
    page.goto(reverse("checkins:answer", args=[scene.waiting.pk]))
    with page.expect_navigation():
        page.locator("form").first.evaluate("form => form.submit()")
    assert (
        page.get_by_role("group", name="How much is left").get_attribute("aria-describedby")
        == "id_level_error"
    )
    assert faults_of(page, "no face") == []


def test_codes(scene: Scene, page_for):
    """The page that asks for a code: as it comes, and after a wrong one."""
    hand = Finger(page_for())
    hand.go("/account/login/")
    hand.write("E-mail", scene.ada.email)
    hand.press("E-mail me a code")
    hand.sees("Enter your sign-in code")
    faults = faults_of(hand.page, "code")
    hand.write("Code", "AAAAAA")
    hand.press("Go on")
    hand.sees("This is not the code in the letter.")
    faults += faults_of(hand.page, "wrong code")
    hand.write("Code", code_in(scene.mailbox))
    hand.press("Go on")
    hand.is_at("/")
    assert faults == []


def test_the_second_factor(scene: Scene, page_for):
    """What staff are asked before they change how they sign in, and the pages behind it."""
    hand = Finger(page_for(scene.wil))
    factor = Authenticator.objects.get(user=scene.wil, type="totp")
    faults = []
    for name in ("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        hand.page.goto(reverse(name))
        faults += faults_of(hand.page, name)
        if hand.page.url.split("?")[0].endswith(reverse("mfa_reauthenticate")):
            hand.write(
                "Code", next(code.digits for code in current_codes() if code.email == factor.user.email)
            )
            hand.press("Go on")
            hand.page.wait_for_url(f"**{reverse(name)}")
            faults += faults_of(hand.page, name)
    assert faults == []


def test_a_letters_page_from_first_to_last(scene: Scene, page_for):
    address = reverse("checkins:moment", args=[moment_token(scene.waiting.pk)])
    hand = Finger(page_for())
    hand.go(address)
    with hand.page.expect_navigation():
        hand.page.locator("form").first.evaluate("form => form.submit()")
    faults = faults_of(hand.page, "nothing chosen")
    hand.press("Nothing left")
    hand.sees("Kept. Thank you for looking.")
    faults += faults_of(hand.page, "kept")
    hand.write("A note to yourself, if you like", "a word")
    hand.press("Add")
    hand.sees("Added.")
    faults += faults_of(hand.page, "added")
    other = page_for()
    assert other.goto(address).status == 410
    faults += faults_of(other, "over")
    assert other.goto(reverse("checkins:moment", args=["1.forged"])).status == 404
    faults += faults_of(other, "unknown")
    assert faults == []


@pytest.mark.parametrize("level", [1, 3, 5])
def test_after_answering(level, scene: Scene, page_for):
    """Kept, with a next step; then the pages that have something to show: a trend, a list, a day that was hard."""
    CheckIn.objects.filter(pk=scene.waiting.pk).update(
        level=level, answered_at=timezone.now(), tags=["sleep", "exams"], note=""
    )
    page = page_for(scene.ada)
    faults = []
    for name, args in (("checkins:kept", [scene.waiting.pk]), ("checkins:trend", []), ("today", [])):
        page.goto(reverse(name, args=args))
        for summary in page.locator("main summary").all():
            summary.click()
        faults += faults_of(page, name)
    assert faults == []


def test_pages_that_are_not_there(scene: Scene, page_for):
    faults = []
    for page in (page_for(), page_for(scene.ada)):
        assert page.goto("/check-in/history/999999/").status in (200, 404)
        faults += faults_of(page, "not there")
        assert page.goto("/no/such/page/").status == 404
        faults += faults_of(page, "no such page")
    assert faults == []


def test_every_country_of_help_now(page_for):
    page = page_for()
    page.goto("/help-now/")
    # One at a time is open for people; all of them at once are looked at faster.
    page.evaluate(
        "document.querySelectorAll('details').forEach(d => { d.removeAttribute('name'); d.open = true })"
    )
    assert faults_of(page, "every country") == []


def test_a_file_that_is_tried(scene: Scene, page_for):
    """What would come in, and what is wrong with each row."""
    hand = Finger(page_for(scene.wil))
    faults = []
    head, row = (
        "key,title,kind,summary,minutes,collections",
        ",The quiet desk,service,Words.,{},quiet | Quiet places",
    )
    for minutes, sees in (("3", "The quiet desk"), ("three", "Row 1, minutes")):
        hand.go(reverse("admin:resources_resource_from_a_file"))
        hand.page.locator("textarea[name=text]").fill(f"{head}\n{row.format(minutes)}")
        hand.press("Try it out")
        hand.sees(sees)
        faults += faults_of(hand.page, sees)
    assert faults == []
