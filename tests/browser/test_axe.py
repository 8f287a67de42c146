"""Every page, as it is drawn: axe finds nothing, nothing runs over the edge, and each page says where one is."""

import re
from pathlib import Path

import axe_playwright_python
import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.access.cases import arguments
from tests.access.world import build
from tests.test_every_page import ROWS

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
LOOK = """rules => (document.getAnimations().forEach(change => change.finish()), axe.run(document, {
  runOnly: rules,
  rules: rules[0] === "wcag2a" ? {"target-size": {enabled: true}} : {},
  resultTypes: ["violations"],
  preload: false,  // it would write style sheets of its own, which our policy refuses
}).then(found => found.violations.flatMap(rule => rule.nodes.map(node =>
  rule.id + ": " + node.target.join(" ") + " | " + node.html.slice(0, 160) + " | " + node.failureSummary))))"""
EVERY_RULE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]  # the only ones that a theme can change
# The only ones that ask where a thing lies and how it is drawn; all others ask what it is, and whether it is shown.
OF_PLACE = [*OF_COLOUR, "target-size", "scrollable-region-focusable", "css-orientation-lock"]
# What is shown, as a string: alike at two widths where nothing but places and sizes differs.
SHOWN = """() => [...document.body.querySelectorAll("*")].map(e => {
  const box = e.getBoundingClientRect();
  return e.checkVisibility({visibilityProperty: true, opacityProperty: true}) ? (box.width && box.height ? 2 : 1) : 0;
}).join("")"""
OVER_THE_EDGE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > width + 1)
    .map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40)).slice(-3);
}"""
WIDTHS = (320, 390, 1280)
HELP_IS = {"bars": 1, "times": 1, "words": "Help now", "fromTheEnd": 1}
# Routes that answer with a file or a script, not with a page.
NO_PAGE = {
    "health",
    "service-worker",
    "accounts:export",
    "groups:export",
    "checkins:export-json",
    "groups:feed",
    "groups:meeting-file",
    "checkins:export-csv",
    "resources:export",
    "robots",
    "admin:resources_resource_as_a_file",
    "sitemap",
    "mfa_download_recovery_codes",
    "admin:jsi18n",
    "resources:workshop-calendar",
}


def faults_of(page: Page, name: str) -> list[str]:
    """Everything that is wrong with the page as it stands, in both themes and three widths.

    Every rule is asked once of all that can be shown. At a width that shows the same as one before, and in the dark,
    only those rules are asked again to which another place or colour can make a difference; the dark is looked at on
    the narrowest and the widest window, and wherever something else is shown than before.
    """
    found = faults_of_frame(page)
    page.evaluate(AXE)
    shown = set()
    for width in WIDTHS:
        fit(page, width)
        now = page.evaluate(SHOWN)
        is_new = now not in shown
        shown.add(now)
        found += [f"{width} {fault}" for fault in page.evaluate(LOOK, EVERY_RULE if is_new else OF_PLACE)]
        found += [f"{width} runs over: {what}" for what in page.evaluate(OVER_THE_EDGE)]
        if is_new or width == WIDTHS[-1]:
            page.emulate_media(color_scheme="dark")
            found += [f"{width} dark {fault}" for fault in page.evaluate(LOOK, OF_COLOUR)]
            page.emulate_media(color_scheme="light")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in WIDTHS[1:]:
        fit(page, width)
        found += [f"{width} at 200 % runs over: {what}" for what in page.evaluate(OVER_THE_EDGE)]
    return [f"{name} {fault}" for fault in found]


def fit(page: Page, width: int) -> None:
    """As tall as the page itself, so that nothing lies under the bar that stays at the foot of the window."""
    page.set_viewport_size({"width": width, "height": 844})
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, 844)})


def faults_of_frame(page: Page) -> list[str]:
    found = []
    if not re.fullmatch(r"[^·]+ · Tandem", page.title()):
        found.append(f"has the title {page.title()!r}")
    if (count := page.locator("h1").count()) != 1:
        found.append(f"has {count} first headings")
    if page.locator("html").get_attribute("lang") != "en-GB":
        found.append("does not name its language")
    if (place := place_of_help(page)) != HELP_IS:
        found.append(f"has help now elsewhere (WCAG 3.2.6): {place}")
    return found


def place_of_help(page: Page) -> dict:
    """Where help now stands: last in the bar of the house; in admin after the way back, before signing out."""
    return page.evaluate(
        """() => {
          const bars = [...document.querySelectorAll("nav[aria-label=Main], #user-tools")];
          const links = bars.flatMap(bar => [...bar.querySelectorAll("a")]);
          const help = links.filter(link => link.getAttribute("href") === "/help-now/");
          return {bars: bars.length, times: help.length, words: help[0]?.textContent.trim(),
                  fromTheEnd: links.length - links.indexOf(help[0]) - (bars[0]?.id === "user-tools" ? 1 : 0)};
        }"""
    )


@pytest.fixture
def world(ada, ben, mo, wil, zed, nia, op):
    return build(ada, ben, mo, wil, zed, nia, op)


def is_shown_by(who: str, row) -> bool:
    """Each page once, to the one it is for: Ada her own, Ben what was shared, staff theirs, nobody the public ones."""
    cells = row.expected
    if who == "ben" and row.route in ("checkins:invitation", "checkins:person-end"):
        return True  # the other side of what Ada sees
    before = {"anonymous": [], "ada": [], "ben": ["ada"], "wil": ["ada"], "op": ["ada", "wil"]}[who]
    return cells[who] == "ok" and all(cells[other] != "ok" for other in before)


def shown_to(who: str) -> list:
    rows = [row for row in ROWS if row.method == "GET" and row.route not in NO_PAGE]
    return [row for row in rows if is_shown_by(who, row)]


COUNTS = {"anonymous": 2, "ada": 6, "ben": 1, "wil": 3, "op": 1}
# (who, which part of their pages, of how many): so that two processes have as much to do.
PARTS = [(who, part, parts) for who, parts in COUNTS.items() for part in range(parts)]


@pytest.mark.parametrize(("who", "part", "parts"), PARTS)
def test_every_page(who, part, parts, world, page_for):
    page = page_for(world.people[who])
    faults = []
    for row in shown_to(who)[part::parts]:
        response = page.goto(reverse(row.route, args=arguments(world, row.route, row.case)))
        assert response.status == 200, (row.route, response.status)
        faults += faults_of(page, f"{who} {row.route} {row.case}")
    assert not faults, "\n".join(faults)
