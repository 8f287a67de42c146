"""Asked before "ready" is said; that a worker and beat are heard is in test_run.py, where they are real."""

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.conf import settings

from config.local import awake
from config.local.ports import any_free_port


def test_a_worker_that_is_not_there_does_not_hear():
    assert not awake.hears(settings.REDIS_URL, f"nobody@{socket.gethostname()}")


def test_a_broker_that_is_not_there_is_no_answer():
    assert not awake.hears(f"redis://127.0.0.1:{any_free_port()}/0", "urgent@here")


@pytest.fixture
def health_page():
    """A function that opens a page saying this of beat, as /health/ does, and returns its address."""
    opened = []

    def say(beat_seen, status=200):
        class Page(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps({"beat_seen": beat_seen}).encode())

            def log_message(self, *_):
                pass

        opened.append(HTTPServer(("127.0.0.1", 0), Page))
        threading.Thread(target=opened[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{opened[-1].server_port}/health/"

    yield say
    for server in opened:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("beat_seen", "status", "has_rung"),
    [(None, 503, False), (3, 200, True), (3, 503, True), (30, 200, False)],
    ids=["never", "since", "since, and a letter is late", "before"],
)
def test_beat_rang_since_it_was_started(health_page, beat_seen, status, has_rung):
    assert awake.rang(health_page(beat_seen, status), time.monotonic() - 10) is has_rung


def test_nobody_home_is_no_ring():
    assert not awake.rang(f"http://127.0.0.1:{any_free_port()}/health/", time.monotonic())
