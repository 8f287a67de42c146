"""A kept connection is not asked before every page whether it lives, and a dead one is noticed all the same."""

import select

import psycopg2
import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

from accounts.models import User
from config.postgres.base import QUIET_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(monkeypatch):
    """Moments at which the server was asked whether it lives."""
    moments, ask = [], DatabaseWrapper.is_usable
    monkeypatch.setattr(DatabaseWrapper, "is_usable", lambda self: moments.append(1) or ask(self))
    connection.close()
    return moments


def a_page():
    """What a request does to the connection that it finds, and a question."""
    connection.close_if_unusable_or_obsolete()
    return User.objects.exists()


def end_from_elsewhere():
    """The server ends this connection, and its last words have arrived."""
    at = connection.connection.info
    other = psycopg2.connect(host=at.host, port=at.port, user=at.user, password=at.password, dbname=at.dbname)
    other.autocommit = True
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [at.backend_pid])
    other.close()
    line = select.poll()
    line.register(connection.connection.fileno(), select.POLLIN)
    assert line.poll(30_000)


def test_one_that_is_used_is_not_asked(asked):
    for _ in range(5):
        a_page()
    assert len(asked) <= 1


def test_one_that_the_server_has_ended_is_made_anew(asked):
    for _ in range(3):
        a_page()
        end_from_elsewhere()
    assert a_page() is False


def test_one_that_was_silent_for_a_while_is_asked(asked):
    a_page()
    a_page()
    before = len(asked)
    connection.asked_at -= QUIET_SECONDS
    a_page()
    assert len(asked) == before + 1


def test_after_an_error_it_is_asked(asked):
    a_page()
    a_page()
    before = len(asked)
    connection.errors_occurred = True
    a_page()
    assert len(asked) == before + 1
