"""What an operator may have written by mistake is said at the start, not by the first page or the first letter."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment
from config.local.keys import make_key

RIGHT = {
    "TANDEM_MODE": "production",
    "SECRET_KEY": make_key("SECRET_KEY"),
    "FIELD_KEYS": make_key("FIELD_KEYS"),
    "SITE_URL": "https://tandem.example",
    "DATABASE_URL": "postgres://tandem:secret@db.example:5432/tandem?sslmode=verify-full",
    "REDIS_URL": "rediss://:secret@redis.example:6379/0",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example:587",
    "FROM_EMAIL": "Tandem <hello@tandem.example>",
}
WRONG = [
    *((name, "") for name in RIGHT if name != "TANDEM_MODE"),
    ("FIELD_KEYS", "secret"),
    pytest.param("FIELD_KEYS", f"{RIGHT['FIELD_KEYS']},secret", id="FIELD_KEYS-the-second-is-none"),
    ("FIELD_KEYS", ","),
    ("SITE_URL", "tandem.example"),
    ("SITE_URL", "http://tandem.example"),
    ("SITE_URL", "https://tandem.example/tandem"),
    ("SITE_URL", "https://"),
    ("DATABASE_URL", "mysql://tandem:secret@db.example/tandem"),
    ("DATABASE_URL", "sqlite:///secret"),
    ("DATABASE_URL", "secret"),
    ("DATABASE_URL", "postgres://tandem:sec/ret@db.example:5432/tandem"),
    ("REDIS_URL", "sentinel://secret:26379"),
    ("REDIS_URL", "redis:///0"),
    ("EMAIL_URL", "consolemail://"),
    ("EMAIL_URL", "dummymail://"),
    ("EMAIL_URL", "mail.example:587"),
    ("EMAIL_URL", "smtp://"),
    ("FROM_EMAIL", "Tandem"),
    ("CONN_MAX_AGE", "secret"),
    ("TRUSTED_PROXY_COUNT", "-1"),
    ("OIDC_APPS", "secret"),
    ("OIDC_APPS", '[{"client_secret": "secret"}]'),
]


def read_everything() -> None:
    environment.mode()
    environment.required("SECRET_KEY")
    environment.field_keys(in_tests="")
    environment.site_url()
    environment.address("DATABASE_URL", environment.SQL)
    environment.address("REDIS_URL", environment.BELLS)
    environment.address("EMAIL_URL", environment.POST)
    environment.sender("FROM_EMAIL", in_tests="")
    environment.number("CONN_MAX_AGE", 60)
    environment.number("TRUSTED_PROXY_COUNT", 1)
    environment.oidc_apps()


@pytest.fixture
def operator(monkeypatch):
    for name in (*RIGHT, "CONN_MAX_AGE", "TRUSTED_PROXY_COUNT", "OIDC_APPS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in RIGHT.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_what_the_page_on_operations_asks_for_is_taken(operator):
    operator.setenv(
        "OIDC_APPS",
        '[{"provider_id": "n", "client_id": "c", "settings": {"server_url": "https://n.example"}}]',
    )
    operator.setenv("FIELD_KEYS", f" {RIGHT['FIELD_KEYS']}, {make_key('FIELD_KEYS')},")
    read_everything()
    assert len(environment.field_keys(in_tests="")) == 2


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_mistake_is_named_and_not_repeated(operator, name, value):
    operator.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=f"^{name} ") as said:
        read_everything()
    assert "secret" not in str(said.value)


def test_an_unknown_mode_is_refused(operator):
    operator.setenv("TANDEM_MODE", "prod")
    with pytest.raises(ImproperlyConfigured, match="TANDEM_MODE"):
        environment.mode()


def test_no_web_process_starts_with_a_key_that_opens_nothing():
    env = {"PATH": os.environ["PATH"], **RIGHT, "FIELD_KEYS": "secret"}
    done = subprocess.run(
        [sys.executable, "-c", "import config.wsgi"], env=env, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "FIELD_KEYS must be Fernet keys" in done.stderr.splitlines()[-1]
