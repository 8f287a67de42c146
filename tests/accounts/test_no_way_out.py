"""Trouble that no letter is to blame for: the house's own address, password or certificate; a server that is full."""

import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from accounts.models import Letter
from accounts.outbox import send_waiting
from accounts.wire import Outcome, Verdict
from benchmarks.sink import Sink
from tests.accounts.waiting import post_moments

NOON = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)


def send(now=NOON):
    return send_waiting(is_urgent=False, clock=lambda: now)


@pytest.fixture
def letters(school):
    """Twelve letters that are due: more than one stamp covers."""
    post_moments(school, 12, NOON)
    return Letter.objects.all()


def untouched(letters) -> bool:
    facts = letters.values_list("attempts", "claimed_until", "due_at").distinct()
    return [*facts] == [(0, None, NOON)]


@pytest.mark.parametrize("chunking", [False, True])
def test_a_sender_who_is_not_welcome_costs_no_letter_a_try(letters, settings, mailbox, chunking):
    with Sink(refuse_sender=True, chunking=chunking) as sink:
        settings.EMAIL_PORT = sink.port
        for hour in range(5):
            assert send(NOON + timedelta(hours=hour)) == 0
            assert untouched(letters)
    settings.EMAIL_PORT = mailbox.port
    assert send(NOON + timedelta(hours=5)) == 12


def bad_password(settings, monkeypatch):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "house", "guess"


def no_such_host(settings, monkeypatch):
    def fails(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fails)


def bad_certificate(settings, monkeypatch):
    def fails(*_, **__):
        raise ssl.SSLCertVerificationError(1, "certificate verify failed: certificate has expired")

    settings.EMAIL_USE_TLS = True
    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", fails)


def no_encryption(settings, monkeypatch):
    settings.EMAIL_USE_TLS = True


@pytest.mark.parametrize("trouble", [bad_password, no_such_host, bad_certificate, no_encryption])
def test_a_line_that_cannot_be_opened_costs_no_letter_a_try(
    letters, settings, mailbox, monkeypatch, caplog, trouble
):
    with Sink(refuse_password=trouble is bad_password, starttls=trouble is bad_certificate) as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        with monkeypatch.context() as patch:
            trouble(settings, patch)
            assert send() == 0
    assert untouched(letters)
    assert "no-way-out" in caplog.messages
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = False, "", ""
    settings.EMAIL_PORT = mailbox.port
    assert send() == 12


def test_a_server_that_is_full_for_an_hour_delays_letters_and_ends_none(letters, settings, mailbox):
    now = NOON
    with Sink(defer_data_every=1) as full:
        settings.EMAIL_PORT = full.port
        while now < NOON + timedelta(hours=1):
            assert send(now) == 0
            assert letters.dead().count() == 0
            now = letters.first().due_at
    settings.EMAIL_PORT = mailbox.port
    assert send(now) == 12
    assert now <= NOON + timedelta(minutes=90)


def test_a_relay_that_refuses_every_recipient_ends_no_letter_at_the_first_try(letters, settings, mailbox):
    with Sink(refuse_containing="@", refusal="554 5.7.1 relay access denied") as closed:
        settings.EMAIL_PORT = closed.port
        assert send() == 0
    assert letters.dead().count() == 0
    settings.EMAIL_PORT = mailbox.port
    assert send(NOON + timedelta(minutes=1)) == 12


def test_a_worker_whose_time_is_up_gives_back_what_never_left(letters, monkeypatch, mailbox):
    def slow(lines, outgoing, *, every, stamp):
        stamp([Outcome(letters.order_by("due_at", "pk")[0].pk, Verdict.ACCEPTED, 250, "kept")])
        raise SoftTimeLimitExceeded

    monkeypatch.setattr("accounts.carriers.send_by", slow)
    with pytest.raises(SoftTimeLimitExceeded):
        send()
    # One was at hand and may be what took so long; it steps aside. The others are free at once.
    waiting = letters.waiting()
    assert not waiting.filter(claimed_until__isnull=False).exists()
    assert sorted(waiting.values_list("attempts", flat=True)) == [0] * 10 + [1]


def test_a_letter_that_this_release_does_not_know_holds_up_nobody(letters, mailbox):
    stranger = letters.first()
    Letter.objects.filter(pk=stranger.pk).update(kind="of-a-later-release")
    assert send() == 11
    stranger.refresh_from_db()
    assert (stranger.state, stranger.attempts) == ("waiting", 1)
    Letter.objects.filter(pk=stranger.pk).update(kind="moment")
    assert send(stranger.due_at) == 1


def test_a_letter_that_no_release_knows_any_more_is_dead_in_the_end(letters, mailbox):
    Letter.objects.exclude(pk=letters.first().pk).delete()
    Letter.objects.update(kind="of-an-earlier-release", stale_at=NOON + timedelta(days=3))
    for _ in range(6):
        send(letters.get().due_at)
    assert letters.get().state == "dead"
    assert letters.get().dead_reason == "0 This release knows no such letter."
