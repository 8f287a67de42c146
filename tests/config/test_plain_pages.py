"""Pages that open when the database, the session store and the broker are away: on a real house without them."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client, RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware

from config.offline import shelf

ASK = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.test import Client
settings.WHITENOISE_ROOT = None  # the built page is not there, so that the view itself has to answer
settings.SCHOOL_PAGES_ROOT = "SCHOOLS"
answers = {}
for path in sys.argv[1:]:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a-session-that-nobody-can-look-up"
    answer = client.get(path)
    answers[path] = [answer.status_code, answer.content.decode(), dict(answer.headers)]
json.dump(answers, sys.stdout)
"""


@pytest.fixture(scope="module")
def without_anything(tmp_path_factory):
    """Answers of a house whose database and broker refuse every connection, to a browser with a session cookie."""
    paths = ["/help-now/", "/help-now/at/northgate/", "/offline/", "/sw.js", "/health/", "/", "/check-in/"]
    schools = tmp_path_factory.mktemp("schools")
    (schools / "northgate.html").write_text("as it was built")
    environment = os.environ | {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "TANDEM_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOG_LEVEL": "CRITICAL",
    }
    asked = subprocess.run(
        [sys.executable, "-c", ASK.replace("SCHOOLS", str(schools)), *paths],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(asked.stdout)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/help-now/", "116 123"),
        ("/help-now/at/northgate/", "as it was built"),
        ("/offline/", "You are offline"),
        ("/sw.js", "addEventListener"),
    ],
)
def test_it_opens_without_a_database(without_anything, path, says):
    status, body, headers = without_anything[path]
    assert status == 200
    assert says in body
    assert "Set-Cookie" not in headers


def test_health_says_what_is_away_and_gives_no_address(without_anything):
    status, body, headers = without_anything["/health/"]
    assert status == 503
    found = json.loads(body)
    assert found["status"] == "unwell"
    assert (found["database"], found["broker"]) == ("away", "away")
    assert "127.0.0.1" not in body
    assert "nobody" not in body
    assert "no-store" in headers["Cache-Control"]


def test_a_page_that_needs_the_database_breaks_kindly(without_anything):
    for path in ("/", "/check-in/"):
        status, body, _ = without_anything[path]
        assert status == 500
        assert "Something broke on our side" in body
        assert "/help-now/" in body


def test_they_ask_nothing_of_the_database_and_set_no_cookie(client, ada, django_assert_num_queries):
    client.force_login(ada)
    for path in ("/help-now/", "/offline/", "/sw.js"):
        with django_assert_num_queries(0):
            answer = client.get(path)
        assert answer.status_code == 200
        assert not answer.cookies


def test_they_carry_the_same_policy_as_every_page(db):
    for path in ("/help-now/", "/offline/", "/health/"):
        answer = Client().get(path)
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert "camera=()" in answer["Permissions-Policy"]


def test_the_built_file_is_served_before_everything_else_with_the_same_policy(db, tmp_path, settings):
    settings.WHITENOISE_ROOT = tmp_path
    settings.SCHOOL_PAGES_ROOT = tmp_path / "schools"
    call_command("build_help_now", verbosity=0)

    def nothing_behind(request):
        raise AssertionError("The request went past the file.")

    answer = WhiteNoiseMiddleware(nothing_behind)(RequestFactory().get("/help-now/"))
    assert b"116 123" in b"".join(answer.streaming_content)
    answer.close()
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_the_service_worker_keeps_no_signed_in_page(client, ada):
    client.force_login(ada)
    answer = client.get("/sw.js")
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    script = answer.content.decode()
    assert listed(script, "PAGES") == ["/help-now/", "/offline/"]
    assert all(path.startswith("/static/") for path in listed(script, "FILES"))


def listed(script: str, name: str) -> list[str]:
    return re.findall(r'"([^"]+)"', script.split(f"const {name} = [")[1].split("];")[0])


def test_the_service_worker_keeps_every_file_that_its_pages_name_and_no_other(client):
    files = set(listed(client.get("/sw.js").content.decode(), "FILES"))
    named = {
        path
        for page in ("/help-now/", "/offline/")
        for path in re.findall(r'(?:href|src)="(/static/[^"#]+)', client.get(page).content.decode())
    }
    assert files == named
    for path in files:
        assert finders.find(path.removeprefix("/static/")), path


def test_a_new_word_or_a_new_shade_brings_a_new_shelf(monkeypatch, settings, tmp_path):
    now = shelf()["version"]
    assert shelf()["version"] == now
    shutil.copytree(settings.BASE_DIR / "static", tmp_path / "static")
    settings.BASE_DIR = tmp_path
    assert shelf()["version"] == now
    with (tmp_path / "static" / "css" / "kept.css").open("a") as sheet:
        sheet.write("/* another */")
    coloured = shelf()["version"]
    assert coloured != now
    monkeypatch.setattr("config.offline.help_now_page", lambda *, today: "other words")
    assert shelf()["version"] not in (now, coloured)


def test_they_change_nothing(client, db):
    for path in ("/help-now/", "/offline/", "/sw.js", "/health/"):
        assert client.post(path).status_code == 405
