"""Out of the library, into a file, and back: nothing is lost; and where nothing was lost, nothing is written."""

import json

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.admin.bringing_in import BringIn
from resources.admin.files import EntryRows, file_of
from resources.exchange.cells import read_lines, read_list, write_lines, write_list
from resources.exchange.library import Library
from resources.models import Resource, SchoolView
from tests.factories import CollectionFactory, ResourceFactory
from tests.resources.exchange.shelves import LIBRARY, all_of, put_in, wipe
from tests.resources.exchange.standard import wrong_with

# Shrinking a library takes longer than reading the one that failed.
AS_FEW = settings(
    max_examples=6,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
ITEMS = st.lists(st.text(st.characters(codec="utf-8")).filter(bool), max_size=4)


@given(items=ITEMS)
def test_a_list_in_a_cell_is_the_same_list(items):
    assert read_list(write_list(items)) == items


@given(rows=st.lists(ITEMS.filter(bool), max_size=4))
def test_rows_in_a_cell_are_the_same_rows(rows):
    assert read_lines(write_lines(rows)) == rows


@pytest.fixture
def shelves(wil):
    for slug in ("two-chairs", "night-shift"):
        ResourceFactory(slug=slug, title=slug)
    CollectionFactory(slug="exam-week")


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "json"])
@AS_FEW
@given(library=LIBRARY)
def test_a_library_comes_back_whole_and_a_second_time_changes_nothing(shelves, wil, form, library):
    wipe(wil)
    put_in(library, person=wil)
    before, file = all_of(wil), taken_along(wil, form)
    if form == "json":
        assert list(wrong_with(json.loads(file))) == []

    marks = history()
    bring_back(wil, file)
    assert all_of(wil) == before
    assert history() == marks  # not one row was written

    wipe(wil)
    bring_back(wil, file)
    assert all_of(wil) == before
    assert taken_along(wil, form) == file


def taken_along(person, form: str) -> str:
    library = Library(person)
    return file_of(library, library.rows(), form).text


def bring_back(person, file: str) -> EntryRows:
    rows = EntryRows(library=Library(person))
    page = BringIn(RequestFactory().post("/", {"text": file, "_keep": "1"}), rows)
    assert page.problems == []
    assert page.is_done
    return rows


def history() -> list:
    """When each entry was last written, and how many changes are known of it and of what stands beside it."""
    counts = [
        Resource._meta.get_field("events").related_model.objects.count(),
        *(
            Resource._meta.get_field(name)
            .related_model._meta.get_field("events")
            .related_model.objects.count()
            for name in ("phones", "schedules", "schedule_exceptions")
        ),
    ]
    views = list(SchoolView.objects.order_by("pk").values_list("pk", flat=True))
    return [*Resource.objects.order_by("pk").values_list("pk", "changed_at"), counts, views]


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "json"])
def test_what_is_everybodys_is_carried_by_an_operator(op, form):
    """With the file of the house that each came with, so that the next upgrade still knows it."""
    CollectionFactory(slug="exam-week")
    entry = ResourceFactory(
        slug="two-chairs", is_public=True, loaded_from="article/two-chairs", loaded_hash="abc", country="GB"
    )
    entry.collections.add(CollectionFactory(slug="nights"))
    before, file = all_of(op), taken_along(op, form)
    Resource.objects.all().delete()
    bring_back(op, file)
    assert all_of(op) == before
