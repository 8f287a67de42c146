"""Help now as somebody in need meets it: without scripts, past its review date, and without a connection."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("scripts", [True, False])
def test_a_number_is_two_taps_away(page_for, scripts):
    page = page_for(scripts=scripts)
    page.goto("/")
    page.get_by_role("link", name="Help now").first.click()
    page.get_by_text("United Kingdom").last.click()
    call = page.get_by_role("link", name="Call 116 123")
    expect(call.first).to_be_visible()
    assert call.first.get_attribute("href") == "tel:116123"


def test_one_country_is_open_at_a_time_and_is_remembered_on_this_device_only(page_for):
    page = page_for()
    page.goto("/help-now/")
    open_countries = page.locator("details[open]")
    expect(open_countries).to_have_count(0)
    page.locator("#ie summary").click()
    page.locator("#nz summary").click()
    expect(open_countries).to_have_count(1)
    page.reload()
    expect(open_countries).to_have_attribute("data-country", "NZ")
    assert page.context.cookies() == []


def test_ones_own_emergency_number_is_kept_on_this_device(page_for):
    page = page_for()
    page.goto("/help-now/")
    page.locator("#elsewhere summary").click()
    page.get_by_label("Your local emergency number").fill("1 1 3 <b>")
    page.get_by_role("button", name="Keep it").click()
    page.reload()
    call = page.get_by_role("link", name="Call 113")
    expect(call).to_be_visible()
    assert call.get_attribute("href") == "tel:113"


def test_a_page_built_long_ago_marks_its_own_late_lines(page_for):
    page = page_for()
    page.clock.set_fixed_time(datetime(2027, 2, 20, 12, tzinfo=UTC))
    page.goto("/help-now/#gb")
    late = page.locator("#gb [data-late]")
    expect(late).to_be_hidden()
    page.clock.set_fixed_time(datetime(2027, 2, 21, 12, tzinfo=UTC))
    page.reload()
    expect(late).to_be_visible()
    expect(late).to_contain_text("20 February 2027")


def test_without_a_connection_the_offline_page_and_help_now_are_still_there(page_for, ada):
    page = page_for(ada, service_workers="allow")
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    kept = page.evaluate(
        "caches.keys().then(names => caches.open(names[0])).then(shelf => shelf.keys())"
        ".then(requests => requests.map(request => new URL(request.url).pathname))"
    )
    assert sorted(path for path in kept if not path.startswith("/static/")) == ["/help-now/", "/offline/"]
    page.context.set_offline(True)
    page.goto("/check-in/")
    expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
    page.goto("/help-now/")
    page.locator("#gb summary").click()
    expect(page.get_by_role("link", name="Call 116 123").first).to_be_visible()
