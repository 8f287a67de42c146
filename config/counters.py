"""Counters of tries. They live beside the queues; while that server is away, each process counts in its own memory.

Nobody is kept out by it and nobody may guess freely: a limit then holds for each web process instead of the house.
"""

import logging
import time
from datetime import timedelta

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

logger = logging.getLogger(__name__)

# How long somebody at the door waits for a server that says nothing, and how long we then leave it alone.
PATIENCE = timedelta(milliseconds=500)
LEFT_ALONE = timedelta(seconds=5)
# More counters than one process fills in the hour that the longest of them lasts.
MOST_IN_MEMORY = 100_000


class CountersCache(RedisCache):
    asked_again_at = 0.0  # on the clock of time.monotonic, one for the process

    def __init__(self, server, params):
        waits = {
            "socket_timeout": PATIENCE.total_seconds(),
            "socket_connect_timeout": PATIENCE.total_seconds(),
        }
        super().__init__(server, {**params, "OPTIONS": {**waits, **params.get("OPTIONS", {})}})
        self.own = LocMemCache("counters", {**params, "OPTIONS": {"MAX_ENTRIES": MOST_IN_MEMORY}})

    def _ask(self, verb: str, *args, **kwargs):
        if time.monotonic() >= CountersCache.asked_again_at:
            try:
                return getattr(super(), verb)(*args, **kwargs)
            except RedisError as error:
                CountersCache.asked_again_at = time.monotonic() + LEFT_ALONE.total_seconds()
                logger.warning("counters-away", extra={"reason": type(error).__name__})
        return getattr(self.own, verb)(*args, **kwargs)

    def add(self, *args, **kwargs):
        return self._ask("add", *args, **kwargs)

    def get(self, *args, **kwargs):
        return self._ask("get", *args, **kwargs)

    def set(self, *args, **kwargs):
        return self._ask("set", *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._ask("delete", *args, **kwargs)

    def incr(self, key, delta=1, version=None):
        """A counter that is not there begins: its server may have gone since it was made."""
        try:
            return self._ask("incr", key, delta, version=version)
        except ValueError:
            self.add(key, delta, version=version)
            return delta
