"""What every page tells the browser: where things may come from, what it may do, and that it keeps nothing."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

ANYBODY = ["today", "account_login", "account_signup", "account_reset_password", "help-now", "offline"]
SIGNED_IN = [
    "today",
    "help-now-school",
    "checkins:index",
    "checkins:trend",
    "checkins:plans",
    "checkins:people",
    "checkins:history",
    "accounts:you",
    "accounts:profile",
    "accounts:letters",
    "accounts:pause",
    "accounts:data",
    "accounts:record",
    "account_email",
    "account_logout",
    "mfa_index",
    "usersessions_list",
]
PLAIN = {"help-now", "offline"}


def directives(answer) -> dict[str, list[str]]:
    parts = answer["Content-Security-Policy"].split(";")
    return {name: sources for name, *sources in (part.split() for part in parts if part.strip())}


def assert_guarded(answer):
    policy = directives(answer)
    assert policy["default-src"] == ["'self'"]
    assert policy["form-action"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(answer["Permissions-Policy"].split(", "))


def assert_kept_by_nobody(answer):
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("name", ANYBODY)
def test_a_page_for_anybody_is_guarded(client, db, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert_guarded(answer)
    if name not in PLAIN:
        assert_kept_by_nobody(answer)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_page_of_somebody_is_guarded_and_no_browser_keeps_it(client, ada, name):
    client.force_login(ada)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert_guarded(answer)
    assert_kept_by_nobody(answer)


def test_staff_pages_and_pages_that_are_not_there_are_kept_by_nobody_either(client, wil):
    client.force_login(wil)
    for address, status in [("/staff/", 200), ("/no-such-page/", 404), ("/check-in/1/", 404)]:
        answer = client.get(address)
        assert answer.status_code == status
        assert_guarded(answer)
        assert_kept_by_nobody(answer)


def test_nothing_stays_readable_after_signing_out(client, ada):
    """The page says no-store, and its address leads to sign-in once the session is gone."""
    client.force_login(ada)
    assert_kept_by_nobody(client.get(reverse("checkins:trend")))
    client.post(reverse("account_logout"))
    assert client.get(reverse("checkins:trend")).status_code == 302


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(ada):
    browser = Client()
    browser.get(reverse("account_login"))
    browser.force_login(ada)
    browser.get(reverse("checkins:trend"))
    cookies = browser.cookies
    assert {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} == set(cookies)
    for cookie in cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["domain"]


ASK = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.test import Client
client = Client(headers={"host": "tandem.example"})
answer = client.get("/health/", secure=True)
plain = client.get("/check-in/")
names = [name for name in dir(settings) if "COOKIE" in name]
json.dump({
    "status": answer.status_code, "headers": dict(answer.headers),
    "plain": [plain.status_code, plain.headers.get("Location")],
    "settings": {name: getattr(settings, name) for name in names},
}, sys.stdout)
"""


def test_production_speaks_tls_only_and_its_cookies_belong_to_this_host_alone():
    environment = os.environ | {
        "TANDEM_MODE": "production",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "k" * 60,
        "FIELD_KEYS": settings.FIELD_KEYS[0],
        "SITE_URL": "https://tandem.example",
        "ALLOWED_HOSTS": "tandem.example",
        "EMAIL_URL": "smtp://127.0.0.1:2525",
        "FROM_EMAIL": "Tandem <hello@tandem.example>",
        "LOG_LEVEL": "CRITICAL",
    }
    command = [sys.executable, "-c", ASK]
    asked = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert asked.returncode == 0, asked.stderr
    found = json.loads(asked.stdout)
    assert found["plain"] == [301, "https://tandem.example/check-in/"]
    assert found["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    cookies = found["settings"]
    for name in ("SESSION", "CSRF"):
        assert cookies[f"{name}_COOKIE_NAME"].startswith("__Host-")
        assert cookies[f"{name}_COOKIE_SECURE"]
        assert cookies[f"{name}_COOKIE_HTTPONLY"]
        assert cookies[f"{name}_COOKIE_SAMESITE"] == "Lax"
        assert cookies[f"{name}_COOKIE_DOMAIN"] is None
        assert cookies[f"{name}_COOKIE_PATH"] == "/"
