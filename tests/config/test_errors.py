"""Pages for when something is not there, not allowed, or broken: kind, and with help now on them."""

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse


def test_an_address_where_nothing_is(client, ada):
    for path in ("/nothing-here/", "/check-in/999999/"):
        client.force_login(ada)
        answer = client.get(path)
        assert answer.status_code == 404
        body = answer.content.decode()
        assert "There is nothing at this address" in body
        assert "/help-now/" in body


def test_an_address_that_only_a_button_may_ask(client, ada):
    client.force_login(ada)
    answer = client.get(reverse("accounts:pause-undo"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "This address belongs to a button" in answer.text
    assert "/help-now/" in answer.text


def test_a_form_whose_token_is_too_old(ada):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(ada)
    answer = careful.post(reverse("checkins:index"))
    assert answer.status_code == 403
    body = answer.content.decode()
    assert "This page was open a long while" in body
    assert "/help-now/" in body
    assert "CSRF" not in body


def test_more_than_the_house_takes(client, ada):
    client.force_login(ada)
    answer = client.post(reverse("checkins:ask"), {"words": "a" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    assert answer.status_code == 400
    assert "We could not read that" in answer.text
    assert "/help-now/" in answer.text


@pytest.mark.parametrize(
    "template",
    [
        "400.html",
        "403.html",
        "403_csrf.html",
        "405.html",
        "429.html",
        "500.html",
        "500_plain.html",
        "away.html",
        "offline.html",
    ],
)
def test_it_is_drawn_from_nothing_at_all(template, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        body = render_to_string(template)
    assert "/help-now/" in body


@pytest.fixture
def broken(client, monkeypatch):
    """A browser at a house whose first page fails."""

    def fail(*_, **__):
        raise RuntimeError("broken")

    monkeypatch.setattr("config.views.render", fail)
    client.raise_request_exception = False
    return client


@pytest.fixture
def nothing_drawn_yet():
    """As in a process that has just started: names of static files are looked up when a template is read."""

    def forget():
        for loader in engines["django"].engine.template_loaders:
            loader.reset()

    forget()
    yield
    forget()


def test_the_page_for_a_fault_of_ours_asks_for_nothing(broken, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = broken.get("/")
    assert answer.status_code == 500
    assert "It was not you" in answer.text
    assert "base.css" in answer.text


def test_a_fault_in_what_draws_pages_has_words_all_the_same(nothing_drawn_yet, broken, settings):
    """Nobody collected the static files: each page that names one fails, and so does the page for faults."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    answer = broken.get("/")
    assert answer.status_code == 500
    assert "It was not you" in answer.text
    assert 'href="/help-now/"' in answer.text
    assert "base.css" not in answer.text
