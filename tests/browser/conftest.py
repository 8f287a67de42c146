"""A real Chromium before the real pages. Each test ends with: no fault in the console, nothing asked of other hosts."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings as house_settings
from django.test import override_settings
from playwright.sync_api import Browser, Page, Response, expect, sync_playwright

from accounts.carriers import stationery_for
from accounts.models import User
from config.local.browser import find_or_install
from tests.browser.tasks import Scene
from tests.clients import HouseClient
from tests.factories import CheckInFactory

PHONE = {"width": 390, "height": 844}
# A page that answers 404 is said so in the console too (files that do are found by _read); the worker is kept out; that
# a font was asked for early and is drawn late is said where a machine is too busy to draw.
NO_FAULT = (
    "Failed to load resource",
    "Service Worker registration blocked by Playwright",
    "The resource http://",
)
WAIT = 20_000  # milliseconds before something that does not happen is a failure


@pytest.fixture(scope="package")
def chromium():
    # Playwright keeps an event loop in this thread while it runs, and Django would take our queries for its own.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=WAIT)
        browser = playwright.chromium.launch(executable_path=find_or_install())
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def only_what_is_written_here():
    """Pages are drawn anew: what an earlier `make run` built on this machine is not looked at."""
    with override_settings(WHITENOISE_ROOT=None):
        yield


@pytest.fixture(autouse=True)
def address(only_what_is_written_here, live_server, settings) -> Iterator[str]:
    """Where the house stands; links in letters lead there too, so they are rendered anew."""
    settings.SITE_URL = live_server.url
    stationery_for.cache_clear()
    yield live_server.url
    stationery_for.cache_clear()


@dataclass
class Visits:
    """Opens browsers for people, and remembers what must not have happened in any of them."""

    browser: Browser
    address: str
    troubles: list[str] = field(default_factory=list)
    contexts: list = field(default_factory=list)

    def __call__(self, person: User | None = None, *, scripts: bool = True, **wishes) -> Page:
        """A page of a browser of its own, signed in as `person`. `wishes` are Playwright's own."""
        context = self.browser.new_context(
            **{
                "base_url": self.address,
                "viewport": PHONE,
                "java_script_enabled": scripts,
                "service_workers": "block",
                "reduced_motion": "reduce",
                "locale": "en-GB",
                "timezone_id": "Europe/London",
                **wishes,
            }
        )
        context.set_default_timeout(WAIT)
        self.contexts.append(context)
        if person:
            client = HouseClient()
            client.force_login(person)
            name = house_settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.address}])
        context.on("console", self._listen)
        context.on("weberror", lambda error: self.troubles.append(f"script failed: {error.error}"))
        context.on("request", self._watch)
        context.on("response", self._read)
        return context.new_page()

    def _listen(self, message) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(NO_FAULT):
            self.troubles.append(f"{message.page and message.page.url}: {message.text}")

    def _watch(self, request) -> None:
        if not request.url.startswith((self.address + "/", "data:", "blob:")):
            self.troubles.append(f"another host was asked: {request.url}")

    def _read(self, response: Response) -> None:
        if response.status >= 500 or (
            response.status >= 400
            and not response.request.is_navigation_request()
            and not (response.status == 410 and response.url.endswith("/draft/"))  # it came after its answer
        ):
            self.troubles.append(f"{response.status} for {response.url}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def page_for(chromium, address):
    """`page_for(ada)` is a phone on which Ada is signed in; `page_for()` one on which nobody is."""
    visits = Visits(chromium, address)
    yield visits
    visits.close()
    assert visits.troubles == []


@pytest.fixture
def scene(ada, ben, wil, mailbox, settings) -> Scene:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return Scene(ada, ben, wil, CheckInFactory(user=ada), mailbox)
