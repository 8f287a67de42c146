"""Without a connection: help now is there, the school's own line where somebody keeps it, and nothing of a person."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.access.cases import arguments
from tests.access.world import NICKNAME, NOTE, SHARED_NOTE, WORDS, build
from tests.browser.keeping import kept_by, let_it_be_kept
from tests.browser.test_axe import NO_PAGE
from tests.test_every_page import ROWS

SCHOOL_PAGE = "/help-now/at/northgate/"


def test_help_now_and_a_word_for_every_other_page(page_for, ada):
    page = page_for(ada, service_workers="allow")
    let_it_be_kept(page)
    page.context.set_offline(True)
    page.goto("/check-in/")
    expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Help now").click()
    page.locator("#gb summary").click()
    expect(page.get_by_role("link", name="Call 116 123").first).to_be_visible()
    assert page.evaluate("""document.fonts.check('16px "Atkinson Hyperlegible Next"')""")
    assert (
        page.locator(".line-number:visible").first.evaluate("a => a.offsetHeight") >= 56
    )  # it is dressed, too


def test_no_signed_in_page_is_ever_kept(page_for, ada, ben, mo, wil, zed, nia, op):
    world = build(ada, ben, mo, wil, zed, nia, op)
    page = page_for(ada, service_workers="allow")
    let_it_be_kept(page)
    page.goto(SCHOOL_PAGE)
    page.get_by_role("button", name="Keep this on my device").click()
    expect(page.get_by_text("Kept on this device.")).to_be_visible()
    before = kept_by(page)
    opened = 0
    for row in ROWS:
        if row.method == "GET" and row.expected["ada"] == "ok" and row.route not in NO_PAGE:
            page.goto(reverse(row.route, args=arguments(world, row.route, row.case)))
            opened += 1
    assert opened > 30
    after = kept_by(page)
    assert after.keys() == before.keys()
    pages = {path for path in after if not path.startswith("/static/")}
    assert pages == {"/help-now/", "/offline/", SCHOOL_PAGE}
    private = [NOTE, SHARED_NOTE, WORDS, NICKNAME, ada.alias, ada.email, "csrfmiddlewaretoken"]
    assert [(path, word) for path, text in after.items() for word in private if word in text] == []


def test_a_schools_line_is_kept_by_choice_and_forgotten_by_choice(page_for, school):
    page = page_for(service_workers="allow")
    let_it_be_kept(page)
    page.goto(SCHOOL_PAGE)
    assert SCHOOL_PAGE not in kept_by(page)
    page.get_by_role("button", name="Keep this on my device").click()
    expect(page.get_by_text("Kept on this device.")).to_be_visible()
    page.context.set_offline(True)
    page.goto("/help-now/")
    call = page.get_by_role("main").get_by_role("link", name="Call +44 20 7946 0000")
    expect(call).to_be_visible()
    expect(page.get_by_text("09:00 to 17:00").first).to_be_visible()
    page.goto(SCHOOL_PAGE)
    expect(page.get_by_role("heading", name="Help now at Northgate Medical School")).to_be_visible()
    page.get_by_role("button", name="Forget it on this device").click()
    expect(page.get_by_role("button", name="Keep this on my device")).to_be_visible()
    assert SCHOOL_PAGE not in kept_by(page)
    page.goto("/help-now/")
    expect(page.get_by_role("link", name="Your school's own line")).to_be_visible()


def test_a_kept_line_follows_when_the_school_changes_it(page_for, school):
    page = page_for(service_workers="allow")
    let_it_be_kept(page)
    page.goto(SCHOOL_PAGE)
    page.get_by_role("button", name="Keep this on my device").click()
    expect(page.get_by_text("Kept on this device.")).to_be_visible()
    school.urgent_contact_phone = "020 7946 0999"
    school.save()
    page.goto("/help-now/")
    page.wait_for_function(
        """async ([path, number]) => {
          const kept = await caches.match(path);
          return kept && (await kept.text()).includes(number);
        }""",
        arg=[SCHOOL_PAGE, "020 7946 0999"],
    )
    page.context.set_offline(True)
    page.goto("/help-now/")
    expect(page.get_by_role("main").get_by_role("link", name="Call 020 7946 0999")).to_be_visible()


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-23T12:00:00Z", "By these hours somebody is there now."),
        ("2026-11-23T16:59:00Z", "By these hours somebody is there now."),
        ("2026-11-23T17:00:00Z", "By these hours nobody is there now."),
        ("2026-11-28T12:00:00Z", "By these hours nobody is there now."),
    ],
)
def test_whether_somebody_is_there_is_told_by_the_schools_clock(page_for, school, moment, words):
    """The device is in New York; the school's hours are London's, Monday to Friday, 09:00 to 17:00."""
    assert school.time_zone == "Europe/London"
    page = page_for(timezone_id="America/New_York")
    page.clock.set_fixed_time(moment)
    page.goto(SCHOOL_PAGE)
    expect(page.locator("[data-school-now]")).to_contain_text(words)


@pytest.mark.parametrize("asked", [True, False])
def test_signing_out_takes_along_what_the_device_remembers_if_asked(page_for, ada, asked):
    page = page_for(ada, service_workers="allow")
    let_it_be_kept(page)
    page.locator("#nz summary").click()
    expect(page.locator("[data-emergency-chosen]")).to_be_visible()
    page.goto(SCHOOL_PAGE)
    page.get_by_role("button", name="Keep this on my device").click()
    expect(page.get_by_text("Kept on this device.")).to_be_visible()
    page.goto("/account/logout/")
    if asked:
        page.get_by_label("Forget what help now remembers on this device").check()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    kept = page.evaluate("Object.keys(localStorage).sort()")
    assert kept == ([] if asked else ["help-now-country", "help-now-school"])
    assert (SCHOOL_PAGE in kept_by(page)) is not asked
    let_it_be_kept(page)
    assert "/help-now/" in kept_by(page)
