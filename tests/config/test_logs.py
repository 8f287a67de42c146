"""Logs carry the page's name and ids: never a path, a key, an address, or what somebody wrote."""

import json
import logging

import pytest
from celery import shared_task
from django.test import RequestFactory

from checkins.moments import moment_token
from config.logs import JSONFormatter
from tests.factories import CheckInFactory


@pytest.fixture
def lines(caplog):
    """What would be written, line by line, as dicts."""
    caplog.set_level(logging.DEBUG)
    formatter = JSONFormatter()
    return lambda: [json.loads(formatter.format(record)) for record in caplog.records]


def test_a_page_is_logged_by_name_and_person(client, ada, lines):
    client.force_login(ada)
    client.get("/you/")
    [line] = [line for line in lines() if line["logger"] == "tandem.request"]
    assert line["page"] == "accounts:you"
    assert (line["user_id"], line["status"], line["method"]) == (ada.pk, 200, "GET")


def test_no_log_line_holds_a_key_or_an_address(client, ada, lines):
    token = moment_token(CheckInFactory(user=ada).pk)
    client.get(f"/m/{token}/")
    client.get(f"/m/{token}x/")
    client.get("/letters/stop/nonsense-token/")
    client.force_login(ada)
    client.get("/no/such/page/")
    client.post("/check-in/999999/")
    written = json.dumps(lines())
    assert "tandem.request" in written
    for secret in (token, "nonsense-token", "/m/", "/no/such", ada.email):
        assert secret not in written


def test_a_fault_is_logged_with_where_and_what_kind_but_not_with_what_it_quotes(lines):
    request = RequestFactory().get("/m/secret-token/")
    try:
        raise ValueError(f"Key (email)=({'@'.join(['ada', 'northgate'])}) already exists")
    except ValueError:
        logging.getLogger("django.request").error(
            "%s: %s", "Internal Server Error", request.path, exc_info=True, extra={"request": request}
        )
    [line] = lines()
    assert line["error"] == "ValueError"
    assert "test_logs.py" in line["traceback"]
    assert line["event"] == "Internal Server Error: no such page"
    assert "ada@" not in json.dumps(line)
    assert "secret-token" not in json.dumps(line)


@shared_task
def fails(words):
    raise ValueError(f"Key (email)=({'@'.join(['ada', 'northgate'])}) already exists: {words}")


def test_a_task_that_fails_is_logged_as_little(lines):
    task_id = fails.apply(args=["what somebody wrote"]).id
    [line] = [line for line in lines() if line["logger"] == "celery.app.trace"]
    assert (line["task"], line["task_id"], line["error"]) == (fails.name, task_id, "ValueError")
    assert "test_logs.py" in line["traceback"]
    assert "ada@" not in json.dumps(line)
    assert '"what somebody wrote"' not in json.dumps(line)
    assert "args" not in line


def test_others_who_log_what_an_exception_says_quote_nothing(lines):
    try:
        raise ValueError("-".join(["written", "by", "ada"]))
    except ValueError as error:
        logging.getLogger("somebody.else").exception("It went wrong: %s", error)
    [line] = lines()
    assert (line["event"], line["error"]) == ("It went wrong: %s", "ValueError")
    assert "written-by-ada" not in json.dumps(line)
