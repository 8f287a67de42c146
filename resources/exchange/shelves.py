"""Collections travel with the entries that stand in them: a line for each, name | title | summary | place in the list.

Where the library knows one by its name, the name alone counts and the collection stays as it is. One that it does not
know is made, if the line gives a title. A name is taken only once among all schools: where another school has it, the
new one gets a number behind its name, and is known by its title the next time. So nobody learns of others' names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError

from accounts.models import School
from resources.exchange.cells import read_lines, read_list, write_lines
from resources.models import Collection


def write_shelves(shelves: Iterable[Collection]) -> str:
    by_name = sorted(shelves, key=lambda shelf: shelf.slug)
    return write_lines([[shelf.slug, shelf.title, shelf.summary, str(shelf.order)] for shelf in by_name])


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
    slug, title, summary, order = [*line, *[""] * (4 - len(line))]
    if shelf := known.get(slug) or _called(title, known, school):
        return shelf
    name = slug[:80]
    if not title:
        raise ValidationError(
            f"There is no collection “{name}”. To make it, put a title behind a bar: {name} | Its title"
        )
    if order and not (order.isascii() and order.isdigit()):
        raise ValidationError("The place in the list is a whole number, such as 100.")
    shelf = Collection(school=school, slug=slug, title=title, summary=summary, order=order or 100)
    shelf.clean_fields(exclude=["school"])
    shelf.slug = _free(slug, known)
    known[slug] = shelf
    return shelf


def _called(title: str, known: dict[str, Collection], school: School | None) -> Collection | None:
    own = (shelf for shelf in known.values() if shelf.school_id == (school and school.pk))
    return next((shelf for shelf in own if title and shelf.title == title), None)


def _free(slug: str, known: dict[str, Collection]) -> str:
    stem = slug[:75]
    taken = set(Collection.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    taken |= {shelf.slug for shelf in known.values()}
    return next(name for name in (slug, *(f"{stem}-{n}" for n in range(2, 10_000))) if name not in taken)
