"""When beat rings. It keeps nothing on disk.

Celery's usual scheduler remembers its last rings in a file; a beat that is killed while it writes leaves half a file
behind, and no beat starts from that again. Every bell of ours may ring once too often, so nothing need be remembered:
a beat that starts rings them all, and what is not due costs one question to the database.
"""

from datetime import UTC, datetime

from celery.beat import Scheduler

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class RingingAtStart(Scheduler):
    """Everything is due at once when beat starts; after that each in its own time."""

    def setup_schedule(self) -> None:
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.last_run_at = LONG_AGO
