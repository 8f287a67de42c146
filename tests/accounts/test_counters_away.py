"""The Redis-protocol server is away: everybody still gets in, and guessing is still limited."""

import socket

import pytest
from celery import Celery
from django.core.cache import cache
from django.test import Client

from accounts.outbox import ring
from config.celery import app as house
from config.counters import CountersCache
from tests.accounts.test_second_factor import now_code
from tests.factories import StaffFactory, give_second_factor

pytestmark = pytest.mark.django_db

SIGN_IN, CODE = "/account/login/", "/account/login/code/confirm/"


@pytest.fixture
def silent_server():
    """Takes connections and never answers, like a machine that hangs."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"redis://127.0.0.1:{listening.getsockname()[1]}/0"


@pytest.fixture(autouse=True)
def counters_away(request, settings, monkeypatch):
    where = getattr(request, "param", "redis://127.0.0.1:9/0")
    if where == "silent":
        where = request.getfixturevalue("silent_server")
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": where}}
    monkeypatch.setattr(CountersCache, "asked_again_at", 0.0)


@pytest.mark.parametrize("counters_away", ["redis://127.0.0.1:9/0", "silent"], indirect=True)
def test_a_code_by_e_mail_opens_the_door(client, ada, letters, code_in):
    client.post(SIGN_IN, {"login": ada.email})
    assert client.post(CODE, {"code": code_in()}).url == "/"


def test_somebody_can_join(client, school, letters, code_in):
    client.post("/account/signup/", {"email": "eve@northgate.example.edu"})
    assert client.post("/account/confirm-email/", {"code": code_in()}).url == "/hello/alias/"


def test_passwords_and_the_second_factor_are_asked_as_ever(client, school):
    staff = StaffFactory(school=school)
    secret = give_second_factor(staff)
    staff.set_password("three calm herons")
    staff.save()
    response = client.post(SIGN_IN, {"login": staff.email, "password": "three calm herons"})
    assert response.url.startswith("/account/2fa/authenticate/")
    code = now_code(secret)
    assert client.post("/account/2fa/authenticate/", {"code": code}).url == "/"
    other = Client()
    other.post(SIGN_IN, {"login": staff.email, "password": "three calm herons"})
    assert other.post("/account/2fa/authenticate/", {"code": code}).status_code == 200, "a code opens once"


def test_a_forgotten_password_can_be_made_new(client, ada, letters, code_in):
    client.post("/account/password/reset/", {"email": ada.email})
    assert client.post("/account/password/reset/confirm/", {"code": code_in()}).status_code == 302


def test_guesses_are_still_counted(ada):
    answers = [
        Client().post(SIGN_IN, {"login": ada.email, "password": f"guess number {n}"}).text for n in range(7)
    ]
    assert ["tried too often" in answer for answer in answers] == [False] * 5 + [True] * 2


def test_one_mailbox_is_still_not_flooded(ada, letters):
    for _ in range(6):
        Client().post(SIGN_IN, {"login": ada.email})
    assert len(letters) == 4


def test_it_is_left_alone_for_a_while_and_asked_again_after(caplog, monkeypatch):
    for name in ("one", "two", "three"):
        cache.set(name, 1)
    assert [record.getMessage() for record in caplog.records].count("counters-away") == 1
    assert cache.get("two") == 1
    monkeypatch.setattr(CountersCache, "asked_again_at", 0.0)
    cache.get("two")
    assert [record.getMessage() for record in caplog.records].count("counters-away") == 2


def test_a_counter_whose_server_went_begins_again():
    assert cache.incr("asked-for") == 1
    assert cache.incr("asked-for") == 2


@pytest.mark.parametrize("counters_away", ["redis://127.0.0.1:9/0", "silent"], indirect=True)
def test_a_bell_that_nobody_can_hear_keeps_nobody_waiting(settings, caplog):
    """With Celery's own patience this would take two minutes, and the person who asked for contact would wait."""
    with Celery(broker=settings.CACHES["default"]["LOCATION"], set_as_current=False) as app:
        app.set_current()
        try:
            ring(is_urgent=True)
        finally:
            house.set_current()
    assert "bell-not-heard" in [record.getMessage() for record in caplog.records]
