"""Pages for when something is not there, not allowed, or broken: kind, and with help now on them."""

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.views import defaults


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
        "away.html",
        "offline.html",
    ],
)
def test_it_is_drawn_from_nothing_at_all(template, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        body = render_to_string(template)
    assert "/help-now/" in body


def test_the_page_for_a_fault_of_ours_asks_for_nothing(rf):
    answer = defaults.server_error(rf.get("/"))
    assert answer.status_code == 500
    assert b"It was not you" in answer.content
