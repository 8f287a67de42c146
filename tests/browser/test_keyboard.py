"""Everything that people come for can be done by Tab, Enter, Space and the arrows, and one always sees where one is."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Keys
from tests.browser.tasks import TASKS, join


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.__name__)
def test_it_can_be_done_with_the_keyboard_alone(task, scene, page_for):
    keys = Keys(page_for(None if task is join else scene.ada))
    task(keys, scene)
    assert keys.faults == set()


@pytest.mark.parametrize("path", ["/", "/check-in/", "/help-now/", "/account/login/"])
def test_the_first_tab_leads_past_the_frame(path, scene, page_for):
    page = page_for(None if "account" in path else scene.ada)
    page.goto(path)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
