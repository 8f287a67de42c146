"""Whatever is typed into any form: an error beside its field, what was typed kept, no row changed, never a 500."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.forms import BaseForm
from django.urls import reverse
from django.utils import timezone

from checkins.models import CheckIn, ChosenPerson
from checkins.moments import moment_token
from tests.access.buttons import BUTTONS, ELSEWHERE, NO_FIELDS
from tests.access.cases import arguments
from tests.access.forms import FORMS, Form
from tests.access.rows import rows, written
from tests.access.second_steps import SECOND_STEPS
from tests.access.walk import Visitor, undone
from tests.access.world import build
from tests.test_every_page import ROWS

HUGE = "x" * 1_000_000
SCRIPT = "<script>alert('here')</script>"
RTL = "\u202elive\u202c"

# What is typed, and whether it must be refused; "either" may be kept, cleaned, or refused.
TYPED = {
    "words": {
        "must": [HUGE, "a\0b"],
        "either": ["a\x07\x1b\x7fb", RTL, "🙂🙃", SCRIPT, "   ", "-1", "9" * 300],
    },
    "choice": {"must": ["no-such", HUGE, "\0", SCRIPT, "-1", "9" * 400, RTL, "🙂"], "either": []},
    "day": {
        "must": [
            HUGE,
            "\0",
            SCRIPT,
            RTL,
            "🙂",
            "2001-01-01",
            "9999-12-31",
            "99999-01-01",
            "0000-00-00",
            "-1",
        ],
        "either": [],
    },
    "time": {
        "must": [HUGE, "\0", SCRIPT, RTL, "🙂", "25:00", "-1:00", "9" * 400, "12:00:00+99:99"],
        "either": [],
    },
    "tick": {"must": [], "either": [HUGE, "\0", SCRIPT, "-1", "🙂"]},
}
SHOWN_AGAIN = {"words", "day", "time"}


@pytest.fixture
def world(ada, ben, mo, wil, zed, nia, op):
    return build(ada, ben, mo, wil, zed, nia, op)


def test_every_form_is_tried():
    posted = {
        row.route
        for row in ROWS
        if row.method == "POST"
        and set(row.expected.values()) - {"405", "404", "in"}
        and not row.route.startswith("admin:")
    }
    tried = {form.route for form in FORMS} | {route for _, route, _, _ in BUTTONS}
    assert posted - tried - NO_FIELDS - set(ELSEWHERE) - set(SECOND_STEPS) == set()


@pytest.mark.parametrize("route", ELSEWHERE)
def test_what_is_tried_elsewhere_is_sent_there(route):
    place, words = ELSEWHERE[route]
    text = (Path(__file__).parent / place).read_text()
    assert words in text
    assert ".post(" in text


def bound_form(response, field: str) -> BaseForm:
    found = [
        value
        for layer in response.context
        for scope in getattr(layer, "dicts", [layer])
        for value in scope.values()
        if isinstance(value, BaseForm) and value.is_bound and field in value.fields
    ]
    assert found, f"no form with {field} came back"
    return found[0]


def bad_values(kind: str) -> Iterator[tuple[str, bool]]:
    typed = TYPED[kind.rstrip("*")]
    yield from ((value, True) for value in typed["must"])
    yield from ((value, False) for value in typed["either"])
    if kind.endswith("*"):
        yield "", True


def test_what_is_written_is_noticed(world):
    before, so_far = rows(), written()
    with undone():
        CheckIn.objects.update(note="something else")
        assert written() > so_far
        assert rows() != before
    assert rows() == before


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.route}-{'-'.join(form.kinds)}")
def test_odd_values_are_refused_and_pressing_twice_is_pressing_once(form, world, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    visitor = Visitor(world, form.who)
    address = reverse(form.route, args=arguments(world, form.route, form.case))
    before, faults = rows(), []
    for field, kind in form.kinds.items():
        for value, must in bad_values(kind):
            with undone():
                visitor.client.cookies = visitor.cookies.copy()
                so_far = written()
                response = visitor.client.post(address, {**form.good, field: value})
                is_same = written() == so_far or rows() == before
                for fault in _faults(form, field, kind, value, must, response, is_same):
                    faults.append(f"{field} = {value[:20]!r}: {fault}")
    assert not faults, "\n".join(faults)
    _press_twice(form, visitor, address)


def _faults(
    form: Form, field: str, kind: str, value: str, must: bool, response, is_same: bool
) -> Iterator[str]:
    if response.status_code == 302 and not must:
        return
    if response.status_code != 200:
        yield f"answered {response.status_code}"
        return
    again = bound_form(response, field)
    if not again.errors.get(field):
        yield f"no error beside the field: {dict(again.errors)}"
        return
    where = f"{again[field].auto_id}_error"
    if f'id="{where}"' not in response.text or f"{where}" not in " ".join(_described(response.text)):
        yield "the error is not tied to its field"
    shown = unescape(response.text)
    kept = {**form.good, field: value}
    for name, kind_of_it in form.kinds.items():
        text = kept.get(name, "")
        if kind_of_it.rstrip("*") in SHOWN_AGAIN and "\0" not in text and text.strip() and text not in shown:
            yield f"what was typed into {name} is gone"
    if SCRIPT in response.text:
        yield "a script stands in the page"
    if not is_same:
        yield "a row changed"


def _described(page: str) -> list[str]:
    return [part.split('"', 1)[0] for part in page.split('aria-describedby="')[1:]]


@pytest.mark.parametrize(("who", "route", "case", "name"), BUTTONS)
def test_a_button_that_does_not_exist_is_no_choice(who, route, case, name, world):
    visitor = Visitor(world, who)
    address = reverse(route, args=arguments(world, route, case))
    before = rows()
    for value in ["", "no-such", HUGE, "\0", SCRIPT, "-1", "6", "9" * 400, "🙂", RTL, "1.5", "٣"]:
        with undone():
            visitor.client.cookies = visitor.cookies.copy()
            so_far = written()
            response = visitor.client.post(address, {name: value})
            assert response.status_code in (200, 302), value[:20]
            assert written() == so_far or rows() == before, value[:20]


def _press_twice(form: Form, visitor: Visitor, address: str) -> None:
    """What is taken, sent twice: the second time is the first one again."""
    counts = []
    for _ in range(2):
        visitor.client.cookies = visitor.cookies.copy()
        assert visitor.client.post(address, form.good).status_code in (200, 302)
        counts.append(_counts())
    assert counts[0] == counts[1]


def _counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - {
            "django_session",
            "usersessions_usersession",
        }
        each = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in sorted(tables))
        cursor.execute(each)
        return dict(cursor.fetchall())


def test_links_die_with_what_they_opened(world, client):
    used, late = world.open_one, CheckIn.objects.get(pk=world.open_one.pk)
    address = reverse("checkins:moment", args=[moment_token(used.pk)])
    client.post(address, {"level": "4"})
    before = rows()
    other = type(client)()
    assert other.get(address).status_code == 410
    assert other.post(address, {"level": "1"}).status_code == 410
    late.pk, late.answered_at, late.level = None, None, None
    late.plan, late.closes_at = None, timezone.now() - timedelta(seconds=1)
    late.due_at = timezone.now() - timedelta(days=2)
    late.save()
    before = rows()
    assert (
        other.post(reverse("checkins:moment", args=[moment_token(late.pk)]), {"level": "1"}).status_code
        == 410
    )
    for forged in (
        f"{late.pk}.forged",
        moment_token(late.pk)[:-1],
        moment_token(late.pk).swapcase(),
        "🙂",
        "x" * 4000,
    ):
        assert other.post(reverse("checkins:moment", args=[forged]), {"level": "1"}).status_code == 404
    assert rows() == before


def test_an_invitation_opens_once_and_not_for_ever(world, client, ben, zed):
    address = reverse("checkins:invitation", args=[world.invitation.token])
    client.force_login(zed)
    assert client.post(address, {"answer": "yes"}).status_code == 302
    client.force_login(ben)
    before = rows()
    assert client.post(address, {"answer": "yes"}).status_code == 410
    assert rows() == before
    ChosenPerson.objects.filter(pk=world.invitation.pk).update(
        person=None, accepted_at=None, expires_at=timezone.now() - timedelta(seconds=1)
    )
    assert client.post(address, {"answer": "yes"}).status_code == 410
