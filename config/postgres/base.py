"""PostgreSQL as Django speaks to it, but that a kept connection is looked at before it is asked whether it lives.

With CONN_HEALTH_CHECKS every page began with a question whose answer is nearly always yes. A server that went away
has closed the line or left its last words on it, and either can be seen on this side: something is there to be read
where nothing should be. Then, and after a while of silence, in which a line may have gone quietly, it is asked.
"""

import select
import time

from django.db.backends.postgresql import base, features

QUIET_SECONDS = 20


class DatabaseFeatures(features.DatabaseFeatures):
    minimum_database_version = (
        15,
    )  # what the house is tried with, from there on; an older one is refused by name


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
    asked_at = 0.0

    def is_usable(self):
        now = time.monotonic()
        if not self.errors_occurred and now - self.asked_at < QUIET_SECONDS and self.is_silent():
            return True
        self.asked_at = now
        return super().is_usable()

    def is_silent(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return not line.poll(0)
