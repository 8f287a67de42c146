"""Searching the library: as one types, by keyboard, without scripts, in every state; under axe in light and dark."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_axe import faults_of
from tests.factories import ResourceFactory, ScheduleFactory

PLACE = "/library/"


@pytest.fixture
def shelf(transactional_db):
    for title, kind in [("Sleep, when your head will not stop", "article"), ("Sleep clinic", "service")]:
        ScheduleFactory(
            resource=ResourceFactory(title=title, kind=kind, public=True, summary="For the night.")
        )
    ResourceFactory(title="Exam week", kind="article", public=True, summary="Before and after.")


def test_results_come_while_one_types_and_the_address_stays(page_for, scene, shelf):
    page = page_for(scene.ada)
    page.goto(PLACE)
    box = page.get_by_label("Search the library")
    box.press_sequentially("slee", delay=30)
    expect(page.get_by_role("heading", name="2 entries")).to_be_visible()
    expect(page.locator("#found-count")).to_have_text("2 entries")
    expect(box).to_be_focused()
    assert page.locator("mark").first.inner_text() == "Sleep"
    assert page.url.endswith(PLACE)
    assert "slee" not in page.title().lower()


def test_words_are_found_again_on_the_way_back_and_not_by_anybody_else(page_for, scene, shelf):
    page = page_for(scene.ada)
    page.goto(PLACE)
    page.get_by_label("Search the library").fill("exam")
    expect(page.get_by_role("heading", name="1 entry")).to_be_visible()
    page.get_by_role("link", name="Exam week").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Exam week")
    page.go_back()
    expect(page.get_by_role("heading", name="1 entry")).to_be_visible()
    expect(page.get_by_label("Search the library")).to_have_value("exam")
    page.goto(PLACE)
    expect(page.get_by_label("Search the library")).to_have_value("")
    assert "exam" not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def test_filters_work_by_keyboard_alone(page_for, scene, shelf):
    page = page_for(scene.ada)
    page.goto(PLACE)
    page.get_by_label("Search the library").fill("sleep")
    expect(page.get_by_role("heading", name="2 entries")).to_be_visible()
    page.locator("summary", has_text="Filters").focus()
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="Service 1").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="1 entry")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Service 1")).to_be_focused()


def test_where_there_is_room_the_filters_stand_open_beside_the_list(page_for, scene, shelf):
    page = page_for(scene.ada)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(PLACE)
    filters, found = page.locator("details.filters"), page.locator(".entry-row").first
    assert filters.bounding_box()["x"] > found.bounding_box()["x"] + found.bounding_box()["width"]
    page.get_by_role("checkbox", name="Service 1").check()
    expect(page.get_by_role("heading", name="1 entry")).to_be_visible()
    filters.locator("summary").click()
    page.get_by_label("Search the library").fill("clinic")
    expect(page.locator("mark").first).to_be_visible()
    expect(page.get_by_role("checkbox", name="Service 1")).to_be_hidden()  # folded by hand, and so it stays


def test_searching_and_filtering_without_scripts(page_for, scene, shelf):
    page = page_for(scene.ada, scripts=False)
    page.goto(PLACE)
    page.get_by_label("Search the library").fill("sleep")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2 entries")).to_be_visible()
    page.locator("summary", has_text="Filters").click()
    page.get_by_role("checkbox", name="Service 1").check()
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("heading", name="1 entry")).to_be_visible()
    page.get_by_role("button", name="Take all filters away").click()
    expect(page.get_by_role("heading", name="2 entries")).to_be_visible()
    page.get_by_label("Search the library").fill("")
    page.locator("summary", has_text="Filters").click()
    page.get_by_role("checkbox", name="Service 1").check()
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("link", name="Sleep clinic")).to_be_visible()
    assert "kind=service" in page.url


# What is typed, and what then stands there.
STATES = [
    ("sleep", "2 entries"),
    ("slepe", "We looked for"),
    ("zzkqjv", "Nothing with these words"),
    ("i want to die", "If it cannot wait"),
]


@pytest.mark.parametrize(("words", "shown"), STATES, ids=[words for words, _ in STATES])
def test_no_state_of_a_search_has_a_fault(words, shown, page_for, scene, shelf):
    page = page_for(scene.ada)
    page.goto(PLACE)
    page.get_by_label("Search the library").fill(words)
    expect(page.get_by_text(shown).last).to_be_visible()
    if page.locator("summary", has_text="Filters").count():
        page.locator("summary", has_text="Filters").click()
    assert faults_of(page, words) == []  # in both themes
