"""Rows from a CSV list, tried out first: each row's problem is said, and either every row is kept or none.

Reading and trying is django-import-export's; the list stays on the page between trying and keeping, so that nothing is
stored that was only tried, and what is wrong can be put right where it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from import_export import resources
from import_export.formats.base_formats import CSV
from tablib import Dataset, InvalidDimensions

# What a spreadsheet would run when somebody opens the list there.
RUNS = ("=", "+", "-", "@", "\t", "\r")


RUN_WHEN_OPENED = re.compile(r"'*[=+\-@\t\r]")
KEPT_FROM_RUNNING = re.compile(r"'+[=+\-@\t\r]")


class NotATable(Exception):
    """The words say why what was sent cannot be read as rows."""


@dataclass(frozen=True)
class Problem:
    """`row` counts from 1 below the headings; 0 is the list as a whole."""

    row: int
    column: str
    words: str


class Rows(resources.ModelResource):
    """New rows only. `columns` names every column and says what stands in it; `needed` those that must be there."""

    columns: dict[str, str] = {}
    needed: tuple[str, ...] = ()
    most_bytes = 200_000
    most_in_words = "200 kB"
    most_rows = 500

    def __init__(self, **given: Any) -> None:
        super().__init__()
        self.__dict__.update(given)
        self.seen: set[str] = set()

    def table_of(self, text: str) -> Dataset:
        """What was sent as a table. Raises NotATable."""
        first = text.splitlines()[0]
        delimiter = ";" if first.count(";") > first.count(",") else ","
        try:
            return CSV().create_dataset(text, delimiter=delimiter)
        except InvalidDimensions as error:
            raise NotATable(
                "A row has more cells than there are columns. Does a comma need quotes?"
            ) from error
        except Exception as error:  # tablib and csv raise what they like at what is no table
            why = str(error)[:120] or type(error).__name__
            raise NotATable(f"This cannot be read as a table: {why}.") from error

    def key_of(self, row: dict) -> str:
        """What may be in the list once only."""
        raise NotImplementedError

    def clean_row(self, row: dict) -> None:
        """Raises ValidationError with a dict of columns."""

    def get_or_init_instance(self, instance_loader, row):
        return self.init_instance(row), True

    def before_import_row(self, row, **kwargs):
        errors: dict[str, str] = {}
        for column, value in list(row.items()):
            row[column] = value = " ".join(str(value or "").split())
            if not value.isprintable():
                errors[column] = "There is a character in this that cannot be kept."
            elif value.startswith(RUNS):
                errors[column] = "This begins with a sign that spreadsheets run. Please take it away."
            elif column in self.needed and not value:
                errors[column] = "This is empty."
        if errors:
            raise ValidationError(errors)
        key = self.key_of(row).casefold()
        if key in self.seen:
            raise ValidationError({self.needed[0]: "This is in the list twice."})
        self.seen.add(key)
        self.clean_row(row)

    def after_import(self, dataset, result, **kwargs):
        """The library would set the tables' counters anew here, while others may be adding rows."""

    @classmethod
    def export(cls, queryset) -> list[list]:
        """Headings and rows."""
        raise NotImplementedError


@dataclass
class BringIn:
    """One visit of the page: what was sent, what is wrong with it, whether it was kept."""

    request: Any
    rows: Rows
    text: str = ""
    problems: list[Problem] = field(default_factory=list)
    count: int = 0
    is_done: bool = False

    def __post_init__(self) -> None:
        if self.request.method == "POST":
            self.text = self._read()
            dataset = self._dataset() if not self.problems else None
            if dataset is not None:
                self._run(dataset, keeps="_keep" in self.request.POST)

    @property
    def columns(self) -> list[tuple[str, str, bool]]:
        return [(name, words, name in self.rows.needed) for name, words in self.rows.columns.items()]

    @property
    def example(self) -> str:
        return ",".join(self.rows.columns)

    def _say(self, words: str, row: int = 0, column: str = "") -> None:
        self.problems.append(Problem(row, column, words))

    def _read(self) -> str:
        file = self.request.FILES.get("file")
        most, in_words = self.rows.most_bytes, self.rows.most_in_words
        if getattr(self.request, "has_a_file_too_large", False) or (file and file.size > most):
            self._say(f"This file is too large: {in_words} at most.")
            return ""
        if file is None:
            text = self.request.POST.get("text", "").removeprefix("\ufeff")
        else:
            try:
                text = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self._say("This file is not UTF-8. In a spreadsheet, choose “CSV UTF-8” when you save it.")
                return ""
        if len(text.encode()) > most:
            self._say(f"This list is too long: {in_words} at most.")
            return ""
        if "\0" in text:
            self._say("There is a character in this list that cannot be kept. Is it really a CSV file?")
            return ""
        return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")

    def _dataset(self) -> Dataset | None:
        if not self.text.strip():
            self._say("The list is empty.")
            return None
        try:
            dataset = self.rows.table_of(self.text)
        except NotATable as why:
            self._say(str(why))
            return None
        dataset.headers = [str(name or "").strip().lower() for name in dataset.headers or []]
        for name in self.rows.needed:
            if name not in dataset.headers:
                self._say(f"The column “{name}” is missing.", column=name)
        for name in dataset.headers:
            if name not in self.rows.columns:
                self._say(f"There is no column “{name[:40]}” here.", column=name[:40])
        if len(set(dataset.headers)) != len(dataset.headers):
            self._say("A column is there twice.")
        if len(dataset) > self.rows.most_rows:
            self._say(f"At most {self.rows.most_rows} rows at once; these are {len(dataset)}.")
        if not len(dataset):
            self._say("There are headings and no rows.")
        return None if self.problems else dataset

    def _run(self, dataset: Dataset, *, keeps: bool) -> None:
        result = self.rows.import_data(
            dataset,
            dry_run=not keeps,
            use_transactions=True,
            rollback_on_validation_errors=True,
            raise_errors=False,
        )
        for error in result.base_errors:
            self._say(str(error.error)[:200])
        for invalid in result.invalid_rows:
            for column, words in invalid.field_specific_errors.items():
                self._say(" ".join(words)[:300], invalid.number, column)
            for words in invalid.non_field_specific_errors:
                self._say(words[:300], invalid.number)
        for number, errors in result.row_errors():
            for error in errors:
                self._say(str(error.error)[:200], number)
        self.problems.sort(key=lambda problem: problem.row)
        self.count = len(dataset)
        self.is_done = keeps and not self.problems

    @property
    def headings(self) -> list[str]:
        return list(self.rows.columns)


def csv_response(name: str, table: list[list]) -> HttpResponse:
    """A file to take along; no cell of it is run by a spreadsheet. It begins as Excel needs to know UTF-8."""
    headings, *rows = table
    dataset = Dataset(*[[not_run(str(cell)) for cell in row] for row in rows], headers=headings)
    written = "\ufeff" + CSV().export_data(dataset)
    response = HttpResponse(written, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def not_run(cell: str) -> str:
    """django-import-export takes away a leading "=" and no other sign; an apostrophe loses nothing."""
    return f"'{cell}" if RUN_WHEN_OPENED.match(cell) else cell


def as_it_was(cell: str) -> str:
    """What `not_run` made of a cell, undone."""
    return cell[1:] if KEPT_FROM_RUNNING.match(cell) else cell


class AtMost(FileUploadHandler):
    """Keeps nothing of a file that is larger than it may be: neither memory nor the disk fills while it arrives."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most = most

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) > self.most:
            self.request.has_a_file_too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None


def takes_a_file(view, *, most: int):
    """For a page of admin. Files are read before the form's token is looked at, so both are arranged here."""

    @csrf_exempt
    @wraps(view)
    def reading(request, *args, **kwargs):
        request.upload_handlers.insert(0, AtMost(request, most))
        return csrf_protect(view)(request, *args, **kwargs)

    return reading
