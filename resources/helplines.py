"""Help lines: numbers to call, each with where it was read, when, and by when somebody must look again.

They live in resources/helplines.toml, not in a table, so that the page that shows them needs no database.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("helplines.toml")


@dataclass(frozen=True)
class HelpLine:
    """One line. `call` and `text` are numbers as people write them; `chat` is an address on the line's own site."""

    name: str
    hours: str
    source: str
    checked_on: date
    checked_by: str
    review_by: date
    call: str
    about: str = ""
    or_call: str = ""
    text: str = ""
    chat: str = ""
    chat_name: str = ""
    email: str = ""
    email_note: str = ""

    @property
    def call_digits(self) -> str:
        return digits(self.call)

    @property
    def or_call_digits(self) -> str:
        return digits(self.or_call)

    @property
    def text_digits(self) -> str:
        return digits(self.text)

    def is_past_review(self, today: date) -> bool:
        return today > self.review_by


@dataclass(frozen=True)
class Country:
    code: str
    name: str
    emergency: tuple[str, ...]
    lines: tuple[HelpLine, ...] = field(default_factory=tuple)


def digits(number: str) -> str:
    """What a telephone dials: "13 11 14" is "131114"."""
    return re.sub(r"[^0-9+]", "", number)


@cache
def countries(path: Path = FILE) -> tuple[Country, ...]:
    """Every country that has a line, in the order of the file."""
    with path.open("rb") as file:
        raw = tomllib.load(file)
    return tuple(
        Country(
            code=country["code"],
            name=country["name"],
            emergency=tuple(country["emergency"]),
            lines=tuple(HelpLine(**line) for line in country["lines"]),
        )
        for country in raw["countries"]
    )


def past_review(today: date) -> Iterator[tuple[Country, HelpLine]]:
    """The lines that somebody should have looked at again by now."""
    for country in countries():
        for line in country.lines:
            if line.is_past_review(today):
                yield country, line
