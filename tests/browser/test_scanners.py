"""Mail scanners open what a letter links to, run its scripts and send its forms off. Nobody has answered by that."""

import re
import urllib.error
import urllib.request
from itertools import product
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import connection
from django.urls import resolve
from django.utils import timezone

from accounts.letter_kinds import registry
from accounts.models import Letter
from tests.access.letters import send_every_kind
from tests.access.world import build

# Sessions say who is looking, not what anybody said; a scanner gets one like every visitor.
NOT_COMPARED = {"django_session", "usersessions_usersession"}
LINK = re.compile(r"https?://[^\s<>\"']+")
HREF = re.compile(r"<a\s[^>]*?href=\"([^\"#?]+)")


def everything() -> dict[str, str]:
    """A checksum of each table."""
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(set(connection.introspection.table_names(cursor)) - NOT_COMPARED):
            cursor.execute(
                f'SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), $$$$)) FROM "{table}" t'
            )
            found[table] = cursor.fetchone()[0]
    return found


@pytest.fixture
def links(ada, ben, mo, wil, zed, nia, op, mailbox, settings) -> list[str]:
    """Every address in a letter of every kind, each of which really left: in text, HTML and headers."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    send_every_kind(build(ada, ben, mo, wil, zed, nia, op), now=timezone.now())
    found: set[str] = set()
    for number, letter in enumerate(mailbox.letters):
        stop = str(letter["List-Unsubscribe"] or "")
        found.update(LINK.findall(mailbox.text(number) + mailbox.html(number) + stop))
    return sorted(found)


def one_of_each_page(links: list[str], address: str) -> list[str]:
    """Of links that end at the same page (mostly sign-in) the first, which stands for the others before a browser."""
    pages = {}
    for link in links:
        with urllib.request.urlopen(link, timeout=20) as answer:
            ending = urlsplit(answer.url.removeprefix(address)).path
        pages.setdefault(resolve(ending).view_name, link)
    return sorted(pages.values())


def fetch(method: str, address: str) -> tuple[int, str]:
    request = urllib.request.Request(address, method=method, headers={"User-Agent": "Link scanner"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, ""


def test_looking_at_what_letters_of_every_kind_link_to_changes_nothing(links, address):
    """Also at what the pages that are found so link to in turn."""
    left = set(Letter.objects.filter(sent_at__isnull=False).values_list("kind", flat=True))
    assert left == set(registry.all())
    assert [one for one in links if not one.startswith(address)] == []
    before = everything()
    seen, waiting = set(), list(links)
    while waiting:
        one = waiting.pop()
        seen.add(one)
        for method in ("HEAD", "GET", "GET"):
            status, page = fetch(method, one)
            assert status == 200, one
        there = {urljoin(one, href) for href in HREF.findall(page)}
        waiting += {link for link in there - seen - set(waiting) if link.startswith(f"{address}/")}
    assert len(seen) > len(links)
    assert everything() == before


FORMS = "() => document.forms.length"


def test_opening_links_and_sending_every_form_as_it_stands_changes_nothing(links, page_for, address):
    page = page_for()
    before = everything()
    sent = 0
    for one, way in product(one_of_each_page(links, address), ["submit", "requestSubmit"]):
        page.goto(one, wait_until="load")
        for number in range(page.evaluate(FORMS)):
            page.goto(one, wait_until="load")
            sent += _send_off(page, number, way)
    assert sent >= 4
    assert everything() == before


def _send_off(page, number: int, way: str) -> int:
    """Calls the form's own method and follows where it leads; 0 where the browser holds it back as not filled in."""
    form = page.locator("form").nth(number)
    if way == "requestSubmit" and not form.evaluate("form => form.noValidate || form.checkValidity()"):
        return 0
    with page.expect_navigation():
        # Not the method by that name: a button called "submit" would stand before it.
        form.evaluate(f"form => setTimeout(() => HTMLFormElement.prototype.{way}.call(form))")
    return 1
