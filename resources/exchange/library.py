"""What one person may take along and bring back: staff their school's own entries, and what their school says of those
that are everybody's; an operator the global ones. A key names an entry of this library alone, so there is no way to
name anybody else's.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from django.db.models import QuerySet

from accounts.models import School, User
from accounts.roles import Role, role_of
from resources.exchange.cells import write_line
from resources.exchange.columns import COLUMNS, NO, YES
from resources.exchange.shelves import write_shelves
from resources.models import Collection, Resource, SchoolView
from resources.verifying import who_may_look_after

BESIDE = ("phones", "contacts", "schedules", "schedule_exceptions", "collections")
# Only of an entry that is everybody's, and only how the own school shows it.
OF_THE_SCHOOL = ("hidden", "school_note")
FIRST = {
    "key": "Its name in the library, ~quiet-desk; empty for a new one. Without the tilde: one that is everybody's.",
}
LAST = {
    "collections": "A line for each: ~name | title | summary | place. For those that are there, names suffice.",
    "owner": "The alias of a colleague, who is written to before the review date.",
    "hidden": "yes: your school does not show this one. Only where it is everybody's.",
    "school_note": "Words of your school under it. Only where it is everybody's.",
    "loaded_from": "Which file of the house it came with. Left as it is.",
}
WORDS: dict[str, str] = {**FIRST, **{name: column.words for name, column in COLUMNS.items()}, **LAST}


class Library:
    """Whose it is, is read from the person once; everything else is found through it."""

    def __init__(self, person: User) -> None:
        role = role_of(person)
        if role is Role.NOBODY:
            raise PermissionError("Neither wellness staff nor an operator.")
        self.person = person
        self.school: School | None = person.school if role is Role.STAFF else None

    @property
    def own(self):
        return Resource.objects.filter(school=self.school)

    def entries(self):
        """The own ones, with all that a file says of them."""
        own = self.own.select_related("school", "owner").prefetch_related(*BESIDE)
        return own.order_by("slug")

    def views(self):
        """How the own school shows what is everybody's."""
        if self.school is None:
            return SchoolView.objects.none()
        return (
            SchoolView.objects.filter(school=self.school)
            .select_related("resource")
            .order_by("resource__slug")
        )

    @cached_property
    def shelves(self) -> dict[str, Collection]:
        """By name: what the person may put an entry on."""
        return {shelf.key: shelf for shelf in Collection.objects.visible_to(self.person)}

    @cached_property
    def colleagues(self) -> dict[str, User]:
        return {colleague.alias.casefold(): colleague for colleague in who_may_look_after(self.person)}

    def called(self, keys: Iterable[str], *, to_change: bool) -> dict[str, Resource]:
        """The own entries by these names. `to_change` holds their rows until the transaction ends."""
        tilde = "~" if self.school else ""
        slugs = [key.removeprefix("~") for key in keys if key.startswith("~") == bool(tilde)]
        found = self.entries().filter(slug__in=slugs)
        if to_change:
            found = found.select_for_update(of=["self"])
        return {entry.key: entry for entry in found}

    def everybodys(self, keys: Iterable[str]) -> dict[str, SchoolView]:
        """How the own school shows global entries of these names; a new row where it shows one as it is."""
        if self.school is None:
            return {}
        slugs = [key for key in keys if not key.startswith("~")]
        there = {view.resource_id: view for view in self.views().filter(resource__slug__in=slugs)}
        entries = Resource.objects.filter(school=None, slug__in=slugs)
        return {
            entry.key: there.get(entry.pk) or SchoolView(school=self.school, resource=entry)
            for entry in entries
        }

    # Rows

    def rows(self, chosen: QuerySet[Resource] | None = None) -> list[dict[str, str]]:
        """A row for each own entry, then one for each global entry that the school hides or annotates."""
        entries, views = self.entries(), self.views()
        if chosen is not None:
            entries, views = entries.filter(pk__in=chosen.values("pk")), views.filter(resource__in=chosen)
        return [*map(row_of, entries), *map(row_of_view, views)]


def row_of(entry: Resource) -> dict[str, str]:
    facts = {name: column.write(entry) for name, column in COLUMNS.items()}
    return {
        **blank(),
        "key": entry.key,
        **facts,
        "collections": write_shelves(entry.collections.all()),
        "owner": entry.owner.alias if entry.owner else "",
        "loaded_from": write_line([entry.loaded_from, entry.loaded_hash, entry.newer_hash]),
    }


def row_of_view(view: SchoolView) -> dict[str, str]:
    """Its title is there to be read, and is not brought back."""
    said = {"hidden": YES if view.is_hidden else NO, "school_note": view.note}
    return {**blank(), "key": view.resource.key, "title": view.resource.title, **said}


def blank() -> dict[str, str]:
    return dict.fromkeys(WORDS, "")
