"""A row of a file, brought into the library: first what it would change and what is wrong with it, then the change.

A cell that is None says nothing and changes nothing; an empty one says that nothing is there. What a cell says is read
only where it differs from what stands in the library: a file that comes back as it went changes no row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone

from accounts.models import User
from resources.exchange.cells import read_line
from resources.exchange.columns import COLUMNS, read_yes
from resources.exchange.library import LAST, OF_THE_SCHOOL, Library, row_of
from resources.exchange.shelves import names_in, read_shelves
from resources.models import Collection, Resource, SchoolView
from resources.naming import TAKEN_SLUGS, free_slug

Cells = Mapping[str, str | None]
BESIDE = {
    "phones": "phones",
    "contacts": "contacts",
    "hours": "schedules",
    "other_hours": "schedule_exceptions",
}
# People see these in the order in which they stand; hours go by the day.
IN_ORDER = ("phones", "contacts")
KEY = re.compile(r"~?[-a-zA-Z0-9_]{1,80}")
NOT_TO_COME = ("assured_on", "waiting_reported_on", "written_on", "added_on")
EVERYBODYS = "This entry is everybody's: here you can hide it or add words of your school, and nothing else."


@dataclass
class EntryChange:
    """`columns` are those that say something else than the library does."""

    entry: Resource
    is_new: bool
    columns: list[str] = field(default_factory=list)
    beside: dict[str, list[Any]] = field(default_factory=dict)
    collections: list[Collection] | None = None

    @property
    def new_shelves(self) -> list[Collection]:
        return [shelf for shelf in self.collections or () if shelf.pk is None]

    def save(self, *, by: User) -> None:
        self.entry.changed_by = by
        self.entry.save()
        for column, rows in self.beside.items():
            _lay_beside(self.entry, column, rows)
        if self.collections is not None:
            for shelf in self.new_shelves:
                shelf.save()
            self.entry.collections.set(self.collections)


@dataclass
class ViewChange:
    """How the own school shows what is everybody's."""

    entry: Resource
    view: SchoolView
    columns: list[str] = field(default_factory=list)
    is_new = False
    new_shelves = ()

    def save(self, *, by: User) -> None:
        if self.view.is_hidden or self.view.note:
            self.view.save()
        elif self.view.pk:
            self.view.delete()


def change_by(
    cells: Cells, *, library: Library, found: Mapping[str, Resource], everybodys: Mapping[str, SchoolView]
) -> EntryChange | ViewChange:
    """What one row would change. `found` and `everybodys` hold the library's entries by key.

    Raises ValidationError with a dict of columns.
    """
    key = cells.get("key") or ""
    if key and not KEY.fullmatch(key):
        _refuse("key", "A name is made of letters, digits and hyphens, with a tilde before it.")
    if key in found:
        return _of_entry(found[key], cells, library)
    if key and key.startswith("~") != (library.school is not None):
        if library.school is None:
            _refuse(
                "key", "A name with a tilde is a school's own. Here are only entries that are everybody's."
            )
        if key not in everybodys:
            _refuse("key", "There is no entry of this name that is everybody's. Your own begin with a tilde.")
        return _of_view(everybodys[key], cells)
    entry = Resource(school=library.school, slug=key.removeprefix("~"))
    return _of_entry(entry, cells, library)


def _refuse(column: str, words: str) -> None:
    raise ValidationError({column: words})


def _of_entry(entry: Resource, cells: Cells, library: Library) -> EntryChange:
    is_new = entry.pk is None
    change = EntryChange(entry, is_new)
    before = {} if is_new else row_of(entry)
    errors: dict[str, list[str]] = {}
    for name in (*COLUMNS, *LAST):
        cell = cells.get(name)
        if cell is None or _says_the_same(name, before.get(name, ""), cell):
            continue
        try:
            _take(change, name, plain(cell), library)
        except ValidationError as error:
            errors[name] = error.messages
        change.columns.append(name)
    if is_new:
        errors |= _new_name(entry, cells, library)
    if change.columns:
        errors = _wrong_with(entry) | errors
    if errors:
        raise ValidationError(errors)
    return change


def _says_the_same(name: str, before: str, cell: str) -> bool:
    if plain(before) == plain(cell):
        return True
    return name == "collections" and names_in(plain(before)) == names_in(plain(cell))


def plain(cell: str) -> str:
    """Lines end in one way, and nothing hangs over at either end."""
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


def _take(change: EntryChange, name: str, cell: str, library: Library) -> None:
    """Into the entry, or beside it until it is saved."""
    entry = change.entry
    if name in BESIDE:
        change.beside[name] = COLUMNS[name].read(cell)
    elif name in COLUMNS:
        value = COLUMNS[name].read(cell)
        if name in NOT_TO_COME and value and value > timezone.localdate():
            raise ValidationError("That day has not come yet.")
        if name == "added_on":
            value = value or timezone.localdate()
        if name == "is_public" and value and library.school:
            raise ValidationError("Only an entry that is everybody's can be open without signing in.")
        setattr(entry, name, value)
    elif name == "collections":
        change.collections = read_shelves(cell, known=library.shelves, school=library.school)
    elif name == "owner":
        entry.owner = library.colleagues.get(cell.casefold()) if cell else None
        if cell and entry.owner is None:
            raise ValidationError("No colleague of yours goes by this alias.")
    elif name in OF_THE_SCHOOL:
        raise ValidationError("Your own entries are not hidden or annotated: withdraw it, or edit it.")
    else:
        _take_origin(entry, cell, library)


def _take_origin(entry: Resource, cell: str, library: Library) -> None:
    parts = [*read_line(cell), "", "", ""]
    if library.school or (cell and len(read_line(cell)) > 3):
        raise ValidationError("Only entries that are everybody's come with the house.")
    entry.loaded_from, entry.loaded_hash, entry.newer_hash = parts[:3]


def _new_name(entry: Resource, cells: Cells, library: Library) -> dict[str, list[str]]:
    """Its slug: the one that it comes with, or one from its title."""
    if entry.slug in TAKEN_SLUGS:
        return {"key": ["A page of the library has this name already."]}
    if entry.slug:
        return {}
    if library.own.filter(title=entry.title).exists():
        return {
            "key": ["There is an entry of this title. Give its name here to change it, or another title."]
        }
    entry.slug = free_slug(entry)
    return {}


def _wrong_with(entry: Resource) -> dict[str, list[str]]:
    try:
        # Whether constraints hold is asked by saving: to ask beforehand takes twice as long as all the rest.
        entry.full_clean(exclude=["owner", "changed_by"], validate_constraints=False)
    except ValidationError as error:
        renamed = {NON_FIELD_ERRORS: "key", "slug": "key"}
        return {renamed.get(name, name): words for name, words in error.message_dict.items()}
    return {}


def _of_view(view: SchoolView, cells: Cells) -> ViewChange:
    change = ViewChange(view.resource, view)
    errors: dict[str, list[str]] = {}
    for name, cell in cells.items():
        if name not in ("key", "title", "status", *OF_THE_SCHOOL) and cell:
            errors[name] = [EVERYBODYS]
    hidden, note = cells.get("hidden"), cells.get("school_note")
    try:
        if hidden is not None and read_yes(hidden) != view.is_hidden:
            view.is_hidden = read_yes(hidden)
            change.columns.append("hidden")
    except ValidationError as error:
        errors["hidden"] = error.messages
    if note is not None and plain(note) != plain(view.note):
        view.note = plain(note)
        change.columns.append("school_note")
        if len(view.note) > 300:
            errors["school_note"] = ["300 characters at most."]
    if errors:
        raise ValidationError(errors)
    return change


def _lay_beside(entry: Resource, column: str, rows: list[Any]) -> None:
    """Rows that are there already stay, so that the history tells what really changed."""
    there: list[Any] = list(getattr(entry, BESIDE[column]).all())
    said = [_facts(row) for row in rows]
    kept = 0
    if column in IN_ORDER:
        while kept < min(len(there), len(rows)) and _facts(there[kept]) == said[kept]:
            kept += 1
        gone, new = there[kept:], rows[kept:]
    else:
        gone = []
        for row in there:
            if _facts(row) in said:
                number = said.index(_facts(row))
                del said[number], rows[number]
            else:
                gone.append(row)
        new = rows
    for row in gone:
        row.delete()
    for row in new:
        row.resource = entry
        row.save()


def _facts(row: Any) -> tuple[Any, ...]:
    names = [field.name for field in row._meta.concrete_fields if field.name not in ("id", "resource")]
    return tuple(getattr(row, name) for name in names)
