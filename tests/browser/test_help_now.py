"""Help now as somebody in need meets it: without scripts, past its review date, on a slow line, on paper."""

import gzip
import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.browser.keeping import let_it_be_kept


@pytest.mark.parametrize("scripts", [True, False])
def test_a_number_is_two_taps_away(page_for, scripts):
    page = page_for(scripts=scripts)
    page.goto("/")
    page.get_by_role("link", name="Help now").first.click()
    page.locator("#gb summary").click()
    call = page.get_by_role("link", name="Call 116 123")
    expect(call.first).to_be_visible()
    assert call.first.get_attribute("href") == "tel:116123"


def test_one_country_is_open_at_a_time_and_is_remembered_on_this_device_only(page_for):
    page = page_for()
    page.goto("/help-now/")
    open_countries = page.locator("details[data-country][open]")
    expect(open_countries).to_have_count(0)
    page.locator("#ie summary").click()
    page.locator("#nz summary").click()
    expect(open_countries).to_have_count(1)
    page.wait_for_function("() => localStorage.getItem('help-now-country') === 'NZ'")
    page.reload()
    expect(open_countries).to_have_attribute("data-country", "NZ")
    assert page.context.cookies() == []


def test_the_chosen_country_comes_first_with_its_emergency_number_large(page_for):
    page = page_for()
    page.goto("/help-now/")
    first = page.locator("details[data-country]").first
    expect(first).to_have_attribute("data-country", "AU")
    expect(page.locator("[data-emergency-chosen]")).to_be_hidden()
    expect(page.get_by_role("link", name="Call 111, New Zealand")).to_be_visible()
    page.locator("#ie summary").click()
    chosen = page.locator("[data-emergency-chosen]").get_by_role("link")
    expect(chosen).to_have_count(2)
    assert [link.get_attribute("href") for link in chosen.all()] == ["tel:112", "tel:999"]
    expect(page.locator("#ie summary")).to_be_in_viewport()
    page.reload()
    expect(first).to_have_attribute("data-country", "IE")
    expect(page.get_by_role("link", name="Call 111, New Zealand")).to_be_hidden()
    page.get_by_text("The number of each country").click()
    expect(page.get_by_role("link", name="Call 111, New Zealand")).to_be_visible()


def test_without_scripts_every_country_and_every_answer_is_there(page_for):
    page = page_for(scripts=False)
    page.goto("/help-now/")
    for country in page.locator("details[data-country]").all():
        country.locator("summary").click()
        expect(country).to_have_attribute("open", "")
        expect(country.get_by_role("link").first).to_be_visible()
    expect(page.get_by_text("This browser runs no scripts here")).to_be_visible()
    expect(page.get_by_label("Your local emergency number")).to_be_hidden()
    for answer in page.locator(".doubts details").all():
        answer.locator("summary").click()
        expect(answer.locator("p").first).to_be_visible()


def test_what_is_tapped_in_need_is_large(page_for):
    page = page_for()
    page.goto("/help-now/")
    page.evaluate(
        "document.querySelectorAll('details').forEach(d => { d.removeAttribute('name'); d.open = true })"
    )
    ways = page.locator("a[href^='tel:'], a[href^='sms:'], a[href^='mailto:'], .btn, summary")
    small = [
        (way.inner_text(), box["height"])
        for way in ways.all()
        if way.is_visible()
        and (box := way.bounding_box())["height"] < 44
        and way.evaluate("a => a.className")
    ]
    assert small == []


def test_all_of_it_weighs_at_most_sixty_kilobytes(page_for):
    """As WhiteNoise sends it: text by gzip, the font as it is. A first visit, nothing kept yet."""
    page = page_for()
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/help-now/", wait_until="networkidle")
    weights = {}
    for answer in answers:
        body = answer.body()
        path = answer.url.split("/", 3)[3]
        weights[path] = len(body if path.endswith(".woff2") else gzip.compress(body, 9))
    print(weights, sum(weights.values()))
    assert any(path.endswith("tokens.css") for path in weights)
    assert not [path for path in weights if "bootstrap" in path or "literata" in path or "sprite" in path]
    assert sum(weights.values()) <= 60_000, weights


def test_on_a_slow_line_it_comes_from_the_device_and_asks_the_line_for_nothing(page_for):
    """Slow 3G, as the browser's tools have it. How long it took is printed; a busy machine is no failure."""
    page = page_for(service_workers="allow")
    let_it_be_kept(page)
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000},
    )
    page.goto("/help-now/", wait_until="load")
    took = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    print(f"complete after {took:.0f} ms on a line of 2,000 ms latency and 400 kbit/s")
    page_and_files = [answer for answer in answers if not answer.url.endswith("/sw.js")]
    assert len(page_and_files) >= 7
    assert [answer.url for answer in page_and_files if not answer.from_service_worker] == []


@pytest.mark.parametrize(("choice", "shown", "hidden"), [(None, 7, 0), ("us", 1, 6)])
def test_on_paper_it_is_a_poster_of_one_sheet(page_for, choice, shown, hidden):
    page = page_for()
    page.goto("/help-now/")
    if choice:
        page.locator(f"#{choice} summary").click()
        expect(page.locator("[data-emergency-chosen]")).to_be_visible()
    paper = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.emulate_media(media="print")
    expect(page.locator("main")).to_be_hidden()
    expect(page.locator("[data-poster-country]:visible")).to_have_count(shown)
    expect(page.locator("[data-poster-country]:not(:visible)")).to_have_count(hidden)
    expect(page.locator("[data-poster]")).to_contain_text("On your phone: ")
    expect(page.locator("[data-poster]")).to_contain_text(page.url.split("://")[1])


def test_ones_own_emergency_number_is_kept_on_this_device(page_for):
    page = page_for()
    page.goto("/help-now/")
    page.locator("#elsewhere summary").click()
    page.get_by_label("Your local emergency number").fill("1 1 3 <b>")
    page.get_by_role("button", name="Keep it").click()
    page.reload()
    for place in ("[data-emergency-chosen]", "#elsewhere"):
        call = page.locator(place).get_by_role("link", name="Call 113")
        expect(call).to_be_visible()
        assert call.get_attribute("href") == "tel:113"
    assert page.context.cookies() == []


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
