"""From a school address to the first page, with one's own thumbs, with and without scripts."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from accounts.stop_links import stop_token
from tests.factories import UserFactory


@pytest.fixture
def letters(mailbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return mailbox


def code_in(letters) -> str:
    return re.search(r"^ {4}(\S+)\s*$", letters.text(), re.MULTILINE).group(1)


@pytest.mark.parametrize("scripts", [True, False])
def test_joining_and_saying_hello(page_for, school, letters, scripts):
    page = page_for(scripts=scripts)
    page.goto("/account/signup/")
    page.get_by_label("E-mail", exact=False).first.fill("eve@northgate.example.edu")
    page.get_by_role("button", name="E-mail me a code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter the code from your e-mail")
    page.locator("input[name=code]").fill(code_in(letters))
    page.locator("main button[type=submit]").first.click()
    suggested = page.get_by_label("Your alias").input_value()
    page.get_by_role("button", name="Suggest another one").click()
    expect(page.get_by_label("Your alias")).not_to_have_value(suggested)
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Rotation or placement year").check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Not now, thank you").click()
    page.wait_for_url(re.compile(reverse("today") + "$"))
    eve = User.objects.get()
    assert (eve.stage, eve.time_zone) == ("rotation", "Europe/London")
    assert eve.alias != suggested
    assert eve.onboarded_at


def test_the_zone_is_taken_from_the_browser_and_said_so(page_for, school):
    eve = UserFactory(school=school)
    page = page_for(eve, timezone_id="America/New_York")
    page.goto("/hello/zone/")
    expect(page.get_by_label("Time zone")).to_have_value("America/New_York")
    expect(page.get_by_text("We took this from your browser")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    page.wait_for_url(re.compile("/hello/rhythm/"))
    eve.refresh_from_db()
    assert eve.time_zone == "America/New_York"


def test_without_scripts_the_schools_zone_stands(page_for, school):
    page = page_for(UserFactory(school=school), scripts=False, timezone_id="America/New_York")
    page.goto("/hello/zone/")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/London")
    expect(page.get_by_text("We took this from your browser")).to_be_hidden()


def test_a_scanner_that_runs_scripts_and_sends_every_form_stops_nothing(page_for, ada):
    page = page_for()
    page.goto(f"/letters/stop/{stop_token(ada.pk, 'moment')}/")
    for number in range(page.locator("main form").count()):
        with page.expect_navigation():
            page.locator("main form").nth(number).evaluate("form => form.submit()")
    ada.refresh_from_db()
    assert ada.letters_stopped_at is None
    assert not ada.letter_preferences.exists()
