"""Checking in with one's own thumbs: two taps, by keyboard, without scripts, and with a line that drops."""

import re
from urllib.parse import parse_qs

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from checkins.models import CheckIn
from checkins.moments import moment_token
from tests.factories import CheckInFactory, PlanFactory

NOTE = "A note to yourself, if you like"
MORE = "Say more, or share it"


@pytest.fixture
def waiting(ada):
    return CheckInFactory(user=ada, plan=PlanFactory(user=ada))


@pytest.fixture
def url(waiting):
    return reverse("checkins:answer", args=[waiting.pk])


def draft_of(checkin) -> str:
    checkin.refresh_from_db()
    return checkin.draft


def the_tab_keeps(page, count: int) -> None:
    """Waits for it: a page is seen before its script has looked into the tab."""
    page.wait_for_function("count => Object.keys(sessionStorage).length === count", arg=count)


def is_draft_with(words: str):
    """How much of it a first draft holds says how fast this machine types."""
    return lambda response: (
        response.url.endswith("/draft/") and words in parse_qs(response.request.post_data)["note"]
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_two_taps_from_the_bar(page_for, ada, waiting, scripts):
    page = page_for(ada, scripts=scripts)
    page.goto(reverse("checkins:trend"))
    page.get_by_role("link", name="Check in").first.click()
    page.get_by_role("button", name="Running low").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept. Thank you for looking.")
    waiting.refresh_from_db()
    assert waiting.level == 2


@pytest.mark.parametrize("scripts", [True, False])
def test_everything_can_be_said_without_scripts_too(page_for, ada, ben, wil, waiting, url, scripts):
    page = page_for(ada, scripts=scripts)
    page.goto(url)
    page.get_by_text(MORE).click()
    page.get_by_label("Sleep").check(force=True)
    page.get_by_label(NOTE).fill("A long night")
    page.get_by_label("People I choose").check(force=True)
    page.get_by_role("button", name="Getting by").click()
    expect(page.get_by_text("Ben can see this answer, not your note.")).to_be_visible()
    waiting.refresh_from_db()
    assert (waiting.level, waiting.note, waiting.tags) == (3, "A long night", ["sleep"])


def test_by_keyboard_alone_and_the_enter_key_chooses_nothing(page_for, ada, waiting, url):
    page = page_for(ada)
    page.goto(url)
    page.get_by_text(MORE).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Sleep")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".invalid-feedback").first).to_contain_text("Please tap the face that fits best.")
    waiting.refresh_from_db()
    assert not waiting.is_answered
    expect(page.get_by_label("Sleep")).to_be_checked()
    page.get_by_role("button", name="Doing all right").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Doing all right · Sleep")).to_be_visible()


def test_a_note_is_kept_while_it_is_typed(page_for, ada, waiting, url):
    page = page_for(ada)
    page.goto(url)
    page.get_by_text(MORE).click()
    with page.expect_response(is_draft_with("half a thou")) as kept:
        page.get_by_label(NOTE).press_sequentially("half a thou")
    assert kept.value.status == 204
    assert "half a thou" in draft_of(waiting)
    the_tab_keeps(page, 0)
    again = page_for(ada)
    again.goto(url)
    expect(again.get_by_label(NOTE)).to_have_value("half a thou")


def test_a_line_that_drops_loses_nothing(page_for, ada, waiting, url):
    page = page_for(ada)
    page.goto(url)
    page.get_by_text(MORE).click()
    page.context.set_offline(True)
    page.get_by_label(NOTE).fill("typed in a tunnel")
    expect(page.get_by_text("What you type is kept in this tab.")).to_be_visible()
    page.get_by_role("button", name="Getting by").click()
    expect(page.get_by_text("tap the face again when you are back")).to_be_visible()
    the_tab_keeps(page, 1)
    page.context.set_offline(False)
    expect(page.get_by_text("Kept while you type.")).to_be_visible()
    page.get_by_role("button", name="Getting by").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept. Thank you for looking.")
    waiting.refresh_from_db()
    assert (waiting.level, waiting.note) == (3, "typed in a tunnel")
    the_tab_keeps(page, 0)


def test_what_the_tab_kept_comes_back_with_the_page(page_for, ada, waiting, url):
    page = page_for(ada)
    page.goto(url)
    page.get_by_text(MORE).click()
    page.route(
        "**/draft/", lambda route: route.abort()
    )  # the page itself can be had again before any draft arrives
    page.get_by_label(NOTE).fill("typed in a tunnel")
    page.get_by_label("Ward").check(force=True)
    expect(page.get_by_text("What you type is kept in this tab.")).to_be_visible()
    page.goto(url)
    expect(page.get_by_label(NOTE)).to_have_value("typed in a tunnel")
    expect(page.get_by_label("Ward")).to_be_checked()
    assert draft_of(waiting) == ""
    page.unroute_all()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("Kept while you type.")).to_be_visible()
    assert "typed in a tunnel" in draft_of(waiting)


def test_a_session_that_ends_in_mid_sentence_loses_nothing(page_for, ada, waiting, url):
    page = page_for(ada)
    page.goto(url)
    page.get_by_text(MORE).click()
    Session.objects.all().delete()
    page.get_by_label(NOTE).fill("signed out meanwhile")
    expect(page.get_by_text("What you type is kept in this tab.")).to_be_visible()
    page.get_by_role("button", name="Getting by").click()
    page.wait_for_url(re.compile("/account/login/"))
    assert not CheckIn.objects.answered().exists()


def test_fields_that_belong_to_one_choice_show_with_it(page_for, ada):
    page = page_for(ada)
    page.goto(reverse("checkins:plan-new"))
    days, first_day = page.get_by_text("Which days?"), page.get_by_label("First day")
    expect(days).to_be_hidden()
    expect(first_day).to_be_hidden()
    page.get_by_label("Days I choose").check(force=True)
    expect(days).to_be_visible()
    page.get_by_label("Once a month").check(force=True)
    expect(days).to_be_hidden()
    expect(first_day).to_be_visible()


def test_a_letters_page_asks_for_two_taps_and_no_sign_in(page_for, ada, waiting):
    page = page_for()
    page.goto(reverse("checkins:moment", args=[moment_token(waiting.pk)]))
    page.get_by_role("button", name="Nothing left").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept. Thank you for looking.")
    page.get_by_label("Sleep").check(force=True)
    page.get_by_label(NOTE).fill("from the letter")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Added.")
    waiting.refresh_from_db()
    assert (waiting.level, waiting.note, waiting.tags) == (1, "from the letter", ["sleep"])


def test_a_scanner_that_sends_every_form_as_it_stands_changes_nothing(page_for, ada, waiting):
    before = CheckIn.objects.values().get()
    url = reverse("checkins:moment", args=[moment_token(waiting.pk)])
    for send in ("form.submit()", "form.requestSubmit()", "form.querySelector('button').click()"):
        for number in range(2):
            page = page_for()
            page.goto(url)
            with page.expect_navigation():
                page.evaluate(f"() => {{ const form = document.forms[{number}]; {send}; }}")
            expect(page.get_by_role("heading", level=1)).to_have_text("How much is left in you today?")
    assert CheckIn.objects.values().get() == before


def test_a_link_is_copied_with_one_press(page_for, ada):
    page = page_for(ada, permissions=["clipboard-read", "clipboard-write"])
    page.goto(reverse("checkins:people"))
    page.get_by_label("What do you call this person?").fill("Ben")
    page.get_by_role("button", name="Make a link").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert (
        page.evaluate("navigator.clipboard.readText()")
        == page.get_by_label(re.compile("Send them")).input_value()
    )
