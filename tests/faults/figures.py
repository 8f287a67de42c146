"""What became of every letter, and the table that says so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.place import Place

ROOM_AT = "@testserver>"


def message_id(key: str) -> str:
    return f"<{key.replace(':', '.')}{ROOM_AT}"


@dataclass
class Row:
    """One fault. `worst` is the most that one blow doubled, `allowed` the most it may."""

    fault: str
    letters: int = 0
    times: int = 0
    lost: int = 0
    doubled: int = 0
    worst: int = 0
    allowed: int = 0
    notes: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        self.notes.append(text)

    def promise(self, is_kept: bool, text: str) -> None:
        if not is_kept:
            self.broken.append(text)

    def settle(self, place: Place, *, worst: int | None = None) -> None:
        """Compares what the mail server took with what the rows say, once all is quiet."""
        rows = place.ask("SELECT key, sent_at IS NOT NULL, dropped_at IS NULL FROM accounts_letter")
        came = Counter(place.sink.ids())
        wanted = {message_id(key): is_sent for key, is_sent, is_wanted in rows if is_wanted}
        self.letters = len(wanted)
        self.lost = sum(1 for name, is_sent in wanted.items() if not (is_sent and came[name]))
        self.doubled = came.total() - len(came)
        self.worst = self.doubled if worst is None else worst
        strangers = sum(1 for name in came if name not in wanted)
        self.promise(not self.lost, f"{self.lost} letters lost")
        self.promise(self.worst <= self.allowed, f"{self.worst} doubled at once, {self.allowed} allowed")
        # A letter that left twice must be the same letter to a mail program.
        self.promise(not strangers, f"{strangers} arrived under a Message-ID that no row has")


def caused(place: Place, *, before: float, told: Counter[str]) -> int:
    """How many letters a blow doubles: taken by the mail server, held by a lease from before it, and not stamped.

    `told` keeps the repeats that earlier blows have answered for.
    """
    held = place.ask(
        "SELECT key FROM accounts_letter WHERE sent_at IS NULL AND claimed_until <= to_timestamp(%s)", before
    )
    came = Counter(place.sink.ids())
    count = 0
    for (key,) in held:
        name = message_id(key)
        if came[name] > told[name]:
            told[name] += 1
            count += 1
    return count


def table(rows: list[Row]) -> str:
    heads = ("fault", "letters", "times", "lost", "doubled", "worst", "allowed", "promise")
    lines = [
        (r.fault, r.letters, r.times, r.lost, r.doubled, r.worst, r.allowed, "BROKEN" if r.broken else "kept")
        for r in rows
    ]
    widths = [max(len(str(line[n])) for line in [heads, *lines]) for n in range(len(heads))]
    drawn = []
    for line, row in [(heads, None), *zip(lines, rows, strict=True)]:
        cells = [str(line[0]).ljust(widths[0])]
        cells += [str(cell).rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        drawn.append("  ".join(cells))
        if row is None:
            drawn.append("-" * len(drawn[0]))
        else:
            drawn += [f"    {note}" for note in row.notes] + [f"    BROKEN: {text}" for text in row.broken]
    drawn.append("worst: the most letters that one blow doubled; allowed: the most it may.")
    return "\n".join(drawn)


def seconds(times: list[float]) -> str:
    """Median and worst."""
    ordered = sorted(times)
    return f"{ordered[len(ordered) // 2]:.1f} s (worst {ordered[-1]:.1f} s)"
