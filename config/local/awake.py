"""Whether workers hear and beat rings, so that nobody is told "ready" before a letter can leave."""

import json
import time
import urllib.error
import urllib.request

from celery import Celery
from kombu.exceptions import OperationalError

PATIENCE = 0.5  # seconds for one answer; who asks asks again
AT_ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0}


def hears(broker: str, worker: str) -> bool:
    """Whether the worker of this full name (urgent@host) answers a ping through the broker."""
    with Celery(broker=broker, set_as_current=False, broker_transport_options=AT_ONCE) as app:
        try:
            return bool(app.control.ping(destination=[worker], timeout=PATIENCE, limit=1))
        except OperationalError:
            return False


def rang(health: str, started: float) -> bool:
    """Whether the health page at this address has heard from beat since then (time.monotonic)."""
    try:
        with urllib.request.urlopen(health, timeout=10) as answer:
            found = json.load(answer)
    except urllib.error.HTTPError as unwell:  # a letter that is late is no reason to wait
        found = json.load(unwell)
    except OSError:
        return False
    seen = found["beat_seen"]
    return seen is not None and seen < time.monotonic() - started
