import os
import subprocess
import sys

import pytest
from django.contrib.staticfiles.finders import get_finder
from django.db import NotSupportedError, connection

from config.local import prepare
from config.local.paths import ROOT
from tests.factories import SchoolFactory


@pytest.mark.django_db
def test_an_empty_database_is_nobody_s():
    assert prepare.who_lives_here() is False


@pytest.mark.django_db
def test_the_demo_is_at_home_in_its_own_database_whatever_its_staff_add():
    SchoolFactory(is_demo=True)
    SchoolFactory(is_demo=False)
    assert prepare.who_lives_here() is True


@pytest.mark.django_db
def test_a_real_school_s_database_is_left_alone():
    SchoolFactory(is_demo=False)
    with pytest.raises(SystemExit, match="a real school lives"):
        prepare.who_lives_here()


def ask_with(**env) -> str:
    """The last words of a start with this in the environment."""
    argv = [sys.executable, "-m", "config.local.prepare", "nowhere.txt"]
    done = subprocess.run(argv, env={**os.environ, **env}, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    return done.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "mysql://somebody@127.0.0.1/tandem", "DATABASE_URL must begin with postgres://"),
        (
            "DATABASE_URL",
            "postgres://somebody:secret@127.0.0.1:1/tandem",
            "DATABASE_URL names a server that is of no use",
        ),
        ("REDIS_URL", "redis://:secret@127.0.0.1:1/0", "REDIS_URL names a server that is of no use"),
    ],
    ids=["another kind", "no database", "no broker"],
)
def test_a_server_of_no_use_is_said_in_a_line(name, value, said):
    words = ask_with(**{name: value})
    assert words.startswith(said)
    assert "Traceback" not in words
    assert "secret" not in words


@pytest.mark.django_db
def test_an_older_postgresql_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(connection, "pg_version", 140013)
    with pytest.raises(NotSupportedError, match="PostgreSQL 15 or later is required"):
        connection.check_database_version_supported()


def test_static_files_are_collected_when_one_changed_and_not_at_every_start(tmp_path, settings, monkeypatch):
    settings.STATIC_ROOT = tmp_path / "static"
    collected = []

    def collect(*_, **__):
        collected.append(True)
        (tmp_path / "static").mkdir(exist_ok=True)
        (tmp_path / "static" / "staticfiles.json").write_text("{}")

    monkeypatch.setattr(prepare, "call_command", collect)
    prepare.collect_static(tmp_path / "stamp")
    prepare.collect_static(tmp_path / "stamp")
    assert len(collected) == 1
    monkeypatch.setattr(prepare, "fingerprint", lambda: "another")
    prepare.collect_static(tmp_path / "stamp")
    assert len(collected) == 2
    (tmp_path / "static" / "staticfiles.json").unlink()
    prepare.collect_static(tmp_path / "stamp")
    assert len(collected) == 3


def test_the_fingerprint_tells_a_changed_file(tmp_path, settings):
    settings.STATICFILES_DIRS = [tmp_path]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    get_finder.cache_clear()
    try:
        (tmp_path / "a.css").write_text("a")
        before = prepare.fingerprint()
        assert prepare.fingerprint() == before
        (tmp_path / "a.css").write_text("ab")
        assert prepare.fingerprint() != before
    finally:
        get_finder.cache_clear()
