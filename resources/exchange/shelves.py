"""Collections travel with the entries that stand in them: a line for each, name | title | summary | place in the list.

A name is what stands in the address: with a tilde where the collection is the school's own. Where the library knows one
by its name, the name alone counts and the collection stays as it is. One that it does not know is made, if the line
gives a title. A school that leaves the tilde away means what is everybody's, and its own where there is no such.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError

from accounts.models import School
from resources.exchange.cells import read_lines, read_list, write_lines
from resources.models import Collection


def write_shelves(shelves: Iterable[Collection]) -> str:
    by_name = sorted(shelves, key=lambda shelf: shelf.key)
    return write_lines([[shelf.key, shelf.title, shelf.summary, str(shelf.order)] for shelf in by_name])


def read_shelves(cell: str, *, known: dict[str, Collection], school: School | None) -> list[Collection]:
    """What the cell names. New ones, of `school`, are not saved yet and are `known` by their names from now on."""
    found: list[Collection] = []
    for line in _lines(cell):
        shelf = _shelf(line, known, school)
        if shelf not in found:
            found.append(shelf)
    return found


def names_in(cell: str) -> set[str]:
    return {line[0] for line in _lines(cell)}


def _lines(cell: str) -> Iterator[list[str]]:
    for line in read_lines(cell):
        # People who type names alone put commas between them.
        yield from [[name] for name in read_list(line[0])] if len(line) == 1 else [line]


def _shelf(line: list[str], known: dict[str, Collection], school: School | None) -> Collection:
    if len(line) > 4:
        raise ValidationError("At most 4 parts stand between the bars.")
    key, title, summary, order = [*line, *[""] * (4 - len(line))]
    if shelf := known.get(key) or known.get(f"~{key}"):
        return shelf
    if key.startswith("~") and school is None:
        raise ValidationError(
            "A name with a tilde is a school's own. Here are only collections of everybody's."
        )
    name = key[:80]
    if not title:
        raise ValidationError(
            f"There is no collection “{name}”. To make it, put a title behind a bar: {name} | Its title"
        )
    if order and not (order.isascii() and order.isdigit()):
        raise ValidationError("The place in the list is a whole number, such as 100.")
    shelf = Collection(
        school=school, slug=key.removeprefix("~"), title=title, summary=summary, order=order or 100
    )
    shelf.clean_fields(exclude=["school"])
    known[shelf.key] = shelf
    return shelf
