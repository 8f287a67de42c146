"""The house rules of tests hold: each is broken here on purpose."""

import re
import socket
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.template import Context, Engine, Origin, Template
from django.utils import timezone
from pytest_socket import SocketConnectBlockedError

from accounts import aliases
from accounts.models import AccessRecord, Letter, User
from resources.models import NextStep
from tests.clients import HouseClient
from tests.emptying import put_back
from tests.factories import GroupFactory, UserFactory
from tests.templates import OURS, UndefinedVariable


def rendered(source: str, place: str) -> str:
    template = Template(source, origin=Origin(place), engine=Engine.get_default())
    return template.render(Context({"there": {"is": "something"}}))


@pytest.mark.parametrize(
    "source",
    ["{{ nobody }}", "{{ there.is_not }}", "{{ nobody|upper }}", "{% include nobody %}"],
)
def test_a_page_of_ours_names_what_it_was_not_given(source):
    with pytest.raises(UndefinedVariable, match="is not defined: x.html, line 1"):
        rendered(source, f"{OURS}x.html")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ there.is }}", "something"),
        ("{% if nobody %}x{% endif %}", ""),
        ("{{ nobody|default:'-' }}", "-"),
        ("{% for one in nobody %}x{% endfor %}", ""),
    ],
)
def test_a_page_of_ours_may_ask_whether_something_is_there(source, shown):
    assert rendered(source, f"{OURS}x.html") == shown


def test_pages_of_others_are_left_alone():
    assert rendered("{{ nobody }}", "/elsewhere/x.html") == ""


@pytest.mark.django_db
def test_names_are_the_same_in_each_run_whatever_ran_before():
    groups, person = GroupFactory.create_batch(2), UserFactory()
    assert [group.name for group in groups] == ["Group 0", "Group 1"]
    assert (person.alias, person.email) == ("Tamarisk Wombat 1000", "person0@school-2.example.edu")
    assert aliases.suggest_alias() == "Evening Finch 997"


def test_what_a_browser_waits_for_is_a_function():
    """The page's policy forbids reading code from text, so a bare expression that is not true at once is an error."""
    browser = Path(__file__).parent / "browser"
    waits = [
        wait
        for file in browser.glob("*.py")
        for wait in re.findall(r"wait_for_function\(\s*\"+(.*)", file.read_text())
    ]
    assert waits
    assert [wait for wait in waits if "=>" not in wait] == []


class Writer(HouseClient):
    """Whatever is asked, this is done."""

    def __init__(self, work):
        super().__init__()
        self.handler = lambda environ: work()


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize(
    "write",
    [
        lambda: User.objects.update(alias="x"),
        lambda: Letter.objects.filter(pk__gt=0).delete(),
        lambda: User.objects.create_user("x@y.example"),
    ],
)
def test_a_page_that_is_read_and_writes_fails(db, ada, method, write):
    with pytest.raises(AssertionError, match="A page that was only read wrote"):
        getattr(Writer(write), method)("/")


def test_reading_with_a_lock_is_reading(db, ada):
    def read():
        list(User.objects.select_for_update())
        raise LookupError

    with pytest.raises(LookupError):
        Writer(read).get("/")


def test_a_page_that_is_sent_may_write(db, ada):
    def write():
        User.objects.update(alias="x")
        raise LookupError

    with pytest.raises(LookupError):
        Writer(write).post("/")


def test_nothing_outside_this_machine_is_reached():
    """192.0.2.0/24 is nobody's (RFC 5737)."""
    with pytest.raises((SocketConnectBlockedError, UserWarning), match="192.0.2.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


@pytest.mark.django_db(transaction=True)
def test_what_a_committing_test_writes_goes_and_what_migrations_brought_stays(ada):
    brought = set(NextStep.objects.values_list("pk", flat=True))
    permissions = Permission.objects.count()
    AccessRecord.objects.create(
        subject=ada, what="read", about=1, read_at=timezone.now()
    )  # which nobody may delete
    NextStep.objects.all().delete()
    put_back()
    assert not User.objects.exists()
    assert not AccessRecord.objects.exists()
    assert set(NextStep.objects.values_list("pk", flat=True)) == brought != set()
    assert Permission.objects.count() == permissions > 0
