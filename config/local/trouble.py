"""What the person at the keyboard is told when the house cannot stand."""

import shutil
from pathlib import Path

ROOM = 100  # megabytes; an empty database takes half of it


class Trouble(Exception):
    """Something the person at the keyboard can put right. Its text is all that they are shown."""


def hardly_any_room(folder: Path) -> str:
    """A line to go with any trouble, since a full disk shows itself in many odd ways; nothing where there is room."""
    left = shutil.disk_usage(folder).free // 1_000_000
    return f"\nThe disk of {folder} has {left} MB left, which may be the reason." if left < ROOM else ""
