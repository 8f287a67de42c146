"""Mail scanners open what a letter links to, run its scripts and send its forms off. Nobody has answered by that."""

import re
import urllib.error
import urllib.request

import pytest
from django.db import connection
from django.utils import timezone

from accounts import outbox
from accounts.models import Letter
from accounts.outbox import Occasion, post_letters
from checkins.answers import answer_checkin
from checkins.choosing import accept_invitation, invite_person
from checkins.concerns import acknowledge_concern, open_concern
from checkins.models import CheckIn, ChosenPerson
from checkins.models.checkins import Audience
from tests.factories import PlanFactory

# Sessions say who is looking, not what anybody said; a scanner gets one like every visitor.
NOT_COMPARED = {"django_session", "usersessions_usersession"}
LINK = re.compile(r"https?://[^\s<>\"']+")


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
def links(scene) -> list[str]:
    """Every address in the letters that really left: in text, HTML and headers."""
    now = timezone.now()
    ada, waiting = scene.ada, scene.waiting
    waiting.plan = PlanFactory(user=ada)
    waiting.save()
    post_letters("moment", [Occasion(ada.pk, waiting.pk, now, f"{waiting.pk}.1")])
    told = CheckIn.objects.create(user=ada, occasion_on=now.date(), due_at=now, closes_at=now + outbox.LEASE)
    chosen = list(ChosenPerson.objects.filter(owner=ada))
    answer_checkin(checkin=told, by=ada, level=2, audience=Audience.CHOSEN, chosen=chosen, now=now)
    request = {"words": "Hello", "reach_by": "07700 900123", "reach_when": "", "urgency": "today"}
    taken = open_concern(by=ada, now=now, **request)
    acknowledge_concern(concern=taken, by=scene.wil, now=now)
    open_concern(by=ada, now=now, **request)
    asked = invite_person(by=ada, nickname="Wil", now=now)
    accept_invitation(invitation=asked, by=scene.wil, now=now)
    for is_urgent in (True, False):
        outbox.send_waiting(is_urgent=is_urgent)
    found: set[str] = set()
    for number, letter in enumerate(scene.mailbox.letters):
        stop = str(letter["List-Unsubscribe"] or "")
        found.update(LINK.findall(scene.mailbox.text(number) + scene.mailbox.html(number) + stop))
    return sorted(found)


def fetch(method: str, address: str) -> int:
    request = urllib.request.Request(address, method=method, headers={"User-Agent": "Link scanner"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_every_kind_of_letter_left_and_links_to_this_house_alone(links, address):
    assert set(Letter.objects.filter(sent_at__isnull=False).values_list("kind", flat=True)) == {
        "moment",
        "shared",
        "accepted",
        "request-moved",
        "duty",
    }
    assert len(links) >= 6
    assert [one for one in links if not one.startswith(address)] == []


def test_looking_changes_nothing(links):
    before = everything()
    for one in links:
        for method in ("HEAD", "GET", "GET", "HEAD", "GET"):
            assert fetch(method, one) == 200
    assert everything() == before


FORMS = "() => document.forms.length"


@pytest.mark.parametrize("way", ["submit", "requestSubmit"])
def test_opening_links_and_sending_every_form_as_it_stands_changes_nothing(way, links, page_for):
    page = page_for()
    before = everything()
    sent = 0
    for one in links:
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
