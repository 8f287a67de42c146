"""Work that is under way when the database goes away, and is done once it answers again.

PostgreSQL is restarted for an upgrade or a changed setting, and is back after seconds. What a worker holds would
otherwise wait until its lease ends.
"""

import time
from collections.abc import Callable
from functools import wraps
from logging import getLogger
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection

logger = getLogger("accounts.outbox")

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 60.0  # seconds
PAUSE = 0.5  # between tries


def steadfast(work: Callable[P, T]) -> Callable[P, T]:
    """`work` is one statement, outside of any transaction, that may be done twice: whether it was done before the
    connection broke is not known. Other faults than a broken connection go through at once.
    """

    @wraps(work)
    def until_it_is_done(*args: P.args, **kwargs: P.kwargs) -> T:
        ends = time.monotonic() + PATIENCE
        while True:
            try:
                return work(*args, **kwargs)
            except (OperationalError, InterfaceError):
                if connection.in_atomic_block or time.monotonic() > ends or connection.is_usable():
                    raise
                logger.warning("database-gone")
                connection.close()
                time.sleep(PAUSE)

    return until_it_is_done
