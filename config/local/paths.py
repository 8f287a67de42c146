"""Where things lie. Whatever is made while running lies under var/ and nowhere else."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = ROOT / "var"
LOGS = VAR / "log"
MAIL = VAR / "mailbox"
