"""Two ways of using a page: with a finger or a mouse, and with the keyboard alone. Tasks are written once for both."""

import re

from playwright.sync_api import Locator, Page, expect

PATIENCE = 150  # presses of Tab before we say that a thing cannot be reached

# What is wrong with where the focus is now: nothing marks it, or it lies under the bar at the foot of the window.
FOCUS = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return "";
  const marked = [here, here.nextElementSibling, here.closest("label"), here.parentElement].some(element => {
    if (!element) return false;
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  if (!marked) return "nothing marks the focus on " + here.outerHTML.slice(0, 200);
  const bar = document.querySelector(".bar");
  if (!bar || bar.contains(here) || getComputedStyle(bar).position !== "fixed") return "";
  const one = here.getBoundingClientRect(), other = bar.getBoundingClientRect();
  const isBeside = one.right <= other.left || one.left >= other.right;
  const isUnder = !isBeside && one.top < other.bottom && one.bottom > other.top + 1;
  return isUnder ? "the bar covers " + here.outerHTML.slice(0, 200) : "";
}"""

# Whether another page comes of it: a link to another address, or a form that the browser will send off as it stands.
# Passkeys are asked of the device first (static/js/passkeys.js); parts of a page are brought by htmx.
LEADS_ON = r"""thing => {
  const link = thing.closest("a[href]");
  if (link) {
    const isWithin = link.getAttribute("href").startsWith("#");
    const isFile = link.hasAttribute("download") || /\.\w+$/.test(link.pathname);
    return link.origin === location.origin && !link.target && !isFile && !isWithin;
  }
  const form = thing.form;
  if (thing.type !== "submit" || !form || form.target) return false;
  if (form.matches("[hx-post]") || "passkey" in thing.dataset) return false;
  return form.noValidate || thing.formNoValidate || form.checkValidity();
}"""


class Hand:
    """What a person does on a page, in their own words: the names are those that stand on the page.

    Nobody goes on before the page is there that a press leads to: what is seen and pressed next is never the old one's.
    """

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, path: str) -> None:
        assert self.page.goto(path).ok

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def is_at(self, path: str) -> None:
        self.page.wait_for_url(f"**{path}")

    def press(self, name: str) -> None:
        self.use(self.page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first)

    def follow(self, name: str) -> None:
        self.use(self.page.get_by_role("link", name=name).first)

    def open(self, words: str) -> None:
        self.use(self.page.locator("summary", has_text=words).first)

    def field(self, label: str) -> Locator:
        """By its label, whatever stands behind: a star for what is needed, a sentence about the choice."""
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\*|\s|$)")).first

    def use(self, thing: Locator) -> None:
        if thing.evaluate(LEADS_ON):
            with self.page.expect_navigation():
                self.touch(thing)
        else:
            self.touch(thing)

    def touch(self, thing: Locator) -> None:
        raise NotImplementedError

    def write(self, label: str, text: str) -> None:
        raise NotImplementedError

    def toggle(self, label: str) -> None:
        raise NotImplementedError

    def choose(self, label: str) -> None:
        raise NotImplementedError

    def set_time(self, label: str, hours: str, minutes: str) -> None:
        raise NotImplementedError


class Finger(Hand):
    def touch(self, thing: Locator) -> None:
        thing.click()

    def write(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def toggle(self, label: str) -> None:
        """On the words, as people do (they may be drawn as the box); on the box where its words are not shown."""
        box = self.field(label)
        words = self.page.locator(f"label[for='{box.get_attribute('id')}']:not(.visually-hidden)")
        (words if words.count() else box).click()

    choose = toggle

    def set_time(self, label: str, hours: str, minutes: str) -> None:
        self.field(label).fill(f"{hours}:{minutes}")


class Keys(Hand):
    """Tab, Enter, Space and the arrows. Wherever the focus comes by, it must be seen."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.faults: set[str] = set()

    def reach(self, is_there, what: str) -> None:
        for _ in range(PATIENCE):
            if is_there():
                return
            self.page.keyboard.press("Tab")
            if fault := self.page.evaluate(FOCUS):
                self.faults.add(f"{self.page.url}: {fault}")
        raise AssertionError(f"Tab does not lead to {what} on {self.page.url}")

    def reach_it(self, thing: Locator) -> None:
        handle = thing.element_handle()
        self.reach(lambda: handle.evaluate("e => e === document.activeElement"), str(thing))

    def touch(self, thing: Locator) -> None:
        self.reach_it(thing)
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str) -> None:
        self.reach_it(self.field(label))
        self.page.keyboard.type(text)

    def toggle(self, label: str) -> None:
        self.reach_it(self.field(label))
        self.page.keyboard.press("Space")

    def choose(self, label: str) -> None:
        """Tab leads to the group, the arrows to the one that is meant."""
        wanted = self.field(label).element_handle()
        name = wanted.get_attribute("name")
        self.reach(lambda: self.page.evaluate("document.activeElement.name") == name, label)
        for _ in range(PATIENCE):
            if wanted.evaluate("e => e === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        assert wanted.is_checked()

    def set_time(self, label: str, hours: str, minutes: str) -> None:
        self.reach_it(self.field(label))
        half = (
            "AM" if int(hours) < 12 else "PM"
        )  # heeded by clocks of twelve hours, which have none above twelve
        self.page.keyboard.type(f"{int(hours) % 12 or 12:02}{minutes}{half}")
