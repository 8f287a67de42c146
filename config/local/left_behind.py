"""What a PostgreSQL that was killed leaves in its folder: a note with its process's number.

A server does not start while somebody bears that number, and after a restart of the machine that may be anybody.
Whoever holds the house's lock knows better: only a process that works in the very folder is the old server.
"""

import time
from collections.abc import Callable
from pathlib import Path

from config.local.trouble import Trouble

STOPPING_WITHIN = 30.0  # seconds: one whose supervisor was killed is just closing its books


def make_way(
    data: Path, pause: Callable[[float], None] = time.sleep, stopped: Callable[[], bool] = lambda: False
) -> None:
    """Waits for an old server of this folder to end, and takes away the note of one that is gone."""
    note = data / "postmaster.pid"
    until = time.monotonic() + STOPPING_WITHIN
    while note.exists() and Path("/proc/self").exists() and not stopped():
        number = note.read_text().partition("\n")[0]
        if not works_in(number, data):
            note.unlink(missing_ok=True)
        elif time.monotonic() > until:
            raise Trouble(
                f"A PostgreSQL already runs in {data} (process {number}). Stop it: kill -INT {number}"
            )
        else:
            pause(0.1)


def works_in(number: str, folder: Path) -> bool:
    try:
        return Path("/proc", number, "cwd").samefile(folder)
    except OSError:  # gone, or somebody else's, whose folder we may not see
        return False
