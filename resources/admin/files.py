"""The library as a file: taken along from its list in admin, tried and brought back on a page of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe
from tablib import Dataset

from accounts.admin.bringing_in import (
    BringIn,
    NotATable,
    Rows,
    as_it_was,
    csv_response,
    takes_a_file,
)
from resources.exchange.changes import EntryChange, ViewChange, change_by
from resources.exchange.hsds import page_of
from resources.exchange.json_services import NoServices, services_in
from resources.exchange.library import WORDS, Library
from resources.exchange.reading_hsds import Reading, read_service
from resources.models import Resource

FORMS = ("csv", "json")
# The longest text is 40,000 characters; in a cell some stand behind a backslash.
LONGEST_CELL = 100_000


@dataclass(frozen=True)
class Outcome:
    """What becomes of one row. `words` say it; `columns` are those that differ."""

    number: int
    entry: Resource
    words: str
    columns: tuple[str, ...] = ()
    is_new: bool = False


class EntryRows(Rows):
    """Entries of one person's library, from a table or from services in HSDS 3's JSON."""

    library: Library
    columns = WORDS
    needed = ("key",)
    most_bytes = 1_500_000
    most_in_words = "1.5 MB"
    most_rows = 1_000

    class Meta:
        model = Resource
        fields = ("title",)
        import_id_fields = ()
        clean_model_instances = False
        skip_diff = True

    def __init__(self, **given: Any) -> None:
        self.read: list[Reading] = []
        self.outcomes: list[Outcome] = []
        self.new_shelves: list[str] = []
        super().__init__(**given)

    # Reading

    def table_of(self, text: str) -> Dataset:
        if text.lstrip().startswith(("{", "[")):
            return self._services(text)
        table = super().table_of(text)
        return Dataset(*[[as_it_was(cell) for cell in row] for row in table], headers=table.headers)

    def _services(self, text: str) -> Dataset:
        try:
            services = services_in(text)
        except NoServices as why:
            raise NotATable(str(why)) from why
        tilde = "~" if self.library.school else ""
        self.read = [read_service(service, tilde=tilde) for service in services[: self.most_rows + 1]]
        rows = [[reading.cells.get(name) for name in WORDS] for reading in self.read]
        return Dataset(*rows, headers=list(WORDS))

    @property
    def left_out(self) -> list[str]:
        """What there is no place for in the library, of services that were written elsewhere."""
        return sorted(set().union(*(reading.left_out for reading in self.read)))[:50]

    # One row after the other

    def before_import(self, dataset, **kwargs):
        keys = [key for key in dataset["key"] if key]
        self.found = self.library.called(keys, to_change=True)
        self.everybodys = self.library.everybodys(keys)

    def before_import_row(self, row, **kwargs):
        number = kwargs["row_number"]
        errors = dict(self.read[number - 1].problems) if self.read else {}
        for column, cell in row.items():
            if cell is not None and (words := _unkept(cell)):
                errors[column] = words
        if errors:
            raise ValidationError(errors)
        if row["key"] in self.seen:
            raise ValidationError({"key": "This name is in the file twice."})
        if row["key"]:
            self.seen.add(row["key"])

    def get_or_init_instance(self, instance_loader, row):
        self.change: EntryChange | ViewChange = change_by(
            row, library=self.library, found=self.found, everybodys=self.everybodys
        )
        return self.change.entry, self.change.is_new

    def import_instance(self, instance, row, **kwargs):
        """It has been filled in already, or is not to be."""

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return not self.change.columns

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Done when the change was made up, column by column."""

    def save_instance(self, instance, is_create, row, **kwargs):
        self.new_shelves += [shelf.title for shelf in self.change.new_shelves]
        try:
            with transaction.atomic():
                self.change.save(by=self.library.person)
        except (IntegrityError, DataError) as error:
            raise ValidationError(_refusal(error)) from error

    def save_m2m(self, instance, row, **kwargs):
        """Part of the change."""

    def after_import_row(self, row, row_result, **kwargs):
        change = self.change
        words = "comes in" if change.is_new else "is changed" if change.columns else "stays as it is"
        if isinstance(change, ViewChange) and change.columns:
            words = "is shown otherwise at your school"
        columns = () if change.is_new else tuple(change.columns)
        outcome = Outcome(kwargs["row_number"], change.entry, words, columns, change.is_new)
        self.outcomes.append(outcome)

    @property
    def changed(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.words != "stays as it is"]


def _refusal(error: Exception) -> dict[str, str]:
    """Why the database would not take a row, in words and beside the column that they are about."""
    said = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if said == "a_file_is_one_entry":
        return {"loaded_from": "Another entry came from this file already."}
    return {"key": "The library would not take this. Was it changed by somebody just now? Please try again."}


def _unkept(cell: str) -> str:
    if len(cell) > LONGEST_CELL:
        return "This is far too long."
    try:
        cell.encode()
    except UnicodeEncodeError:
        return "There is half a character in this, which cannot be kept."
    return "There is a character in this that cannot be kept." if "\0" in cell else ""


class EntryFiles:
    """For the admin of entries: pages and actions."""

    def get_urls(self):
        page = self.admin_site.admin_view
        bring_in = takes_a_file(self.bring_in, most=EntryRows.most_bytes)
        return [
            path("from-a-file/", page(bring_in), name="resources_resource_from_a_file"),
            path("as/<str:form>/", page(require_safe(self.take_along)), name="resources_resource_as_a_file"),
            *super().get_urls(),
        ]

    def take_along(self, request, form):
        if form not in FORMS or not self.has_view_permission(request):
            raise Http404
        library = Library(request.user)
        return file_of(library, library.rows(), form)

    @admin.action(description="Take these along as a table (CSV)", permissions=["view"])
    def as_table(self, request, queryset):
        library = Library(request.user)
        return file_of(library, library.rows(queryset), "csv")

    @admin.action(description="Take these along as HSDS 3 (JSON)", permissions=["view"])
    def as_services(self, request, queryset):
        library = Library(request.user)
        return file_of(library, library.rows(queryset), "json")

    def bring_in(self, request):
        if not self.has_add_permission(request):
            raise Http404
        rows = EntryRows(library=Library(request.user))
        page = BringIn(request, rows)
        list_url = reverse("admin:resources_resource_changelist")
        if page.is_done:
            self._tell(request, rows)
            return redirect(list_url)
        context = {"title": "Library from a file", "opts": self.opts, "page": page, "list_url": list_url}
        context["outcomes"] = rows.changed
        context["same"] = len(rows.outcomes) - len(rows.changed)
        return render(
            request,
            "admin/resources/resource/bring_in.html",
            {**self.admin_site.each_context(request), **context},
        )

    def _tell(self, request, rows: EntryRows) -> None:
        for outcome in rows.changed:
            log = self.log_addition if outcome.is_new else self.log_change
            log(request, outcome.entry, "Brought in from a file.")
        new = sum(outcome.is_new for outcome in rows.changed)
        words = f"From the file: {new} new, {len(rows.changed) - new} changed, the others as they were."
        self.message_user(request, words, messages.SUCCESS)


def file_of(library: Library, rows: list[dict[str, str]], form: str) -> HttpResponse:
    if form == "csv":
        return csv_response("library.csv", [list(WORDS), *[[row[name] for name in WORDS] for row in rows]])
    text = json.dumps(page_of(library, rows), ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="library.hsds.json"'
    return response
