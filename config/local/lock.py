"""One at a time: two supervisors over the same var/ would fight for its database."""

import fcntl
import os
from pathlib import Path
from typing import Self

from config.local.trouble import Trouble


class OnlyOne:
    """Holds the lock file while open. The system lets go of it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        self.file = open(self.path, "a+", encoding="utf-8")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.file.seek(0)
            pid, _, address = self.file.read().strip().partition(" ")
            self.file.close()
            where = f" at {address}" if address else ""
            raise Trouble(
                f"Tandem already runs from this folder{where} (process {pid or 'unknown'}).\n"
                f"Stop that one first: Ctrl-C in its window, or: kill {pid}"
            ) from None
        self.tell("")
        return self

    def tell(self, address: str) -> None:
        """Leaves word of who holds the lock and where they can be found."""
        self.file.seek(0)
        self.file.truncate()
        self.file.write(f"{os.getpid()} {address}".strip())
        self.file.flush()

    def __exit__(self, *_: object) -> None:
        self.file.truncate(0)
        self.file.close()
