from datetime import UTC, datetime, timedelta

from allauth.usersessions.models import UserSession
from django.db import connection
from django.test.utils import CaptureQueriesContext


def test_a_session_is_noted_now_and_then_and_not_on_every_page(client, ada, time_machine):
    began = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    time_machine.move_to(began, tick=False)
    client.force_login(ada)
    client.get("/")
    assert UserSession.objects.get(user=ada).last_seen_at == began
    time_machine.move_to(began + timedelta(minutes=4), tick=False)
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    assert not any("usersessions" in query["sql"] for query in asked)
    assert UserSession.objects.get(user=ada).last_seen_at == began
    time_machine.move_to(began + timedelta(minutes=6), tick=False)
    client.get("/")
    assert UserSession.objects.get(user=ada).last_seen_at == began + timedelta(minutes=6)


def test_nobody_is_noted_who_is_not_signed_in(client, db):
    client.get("/")
    assert not UserSession.objects.exists()
