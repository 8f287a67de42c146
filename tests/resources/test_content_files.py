"""The library's files become entries once, and what a person edited is not overwritten."""

import shutil
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from resources import content_files
from resources.content_files import (
    FOLDER,
    BadContent,
    entries,
    fingerprint_of_row,
    load_library,
    take_newer_text,
)
from resources.helplines import countries
from resources.kinds import Kind
from resources.models import Collection, Resource
from resources.verifying import verify_entries

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)

TEXT = """+++
title = "Two chairs"
summary = "A text for tests."
support = ["emotional"]
topics = ["people"]
stages = []
minutes = 3
collections = ["one-shelf"]
keywords = ["chairs"]
related = []
written_on = 2026-11-01

[[sources]]
title = "Nobody"
where = "nowhere"
url = ""
used_for = "Nothing"
+++

## Sit

Down.
"""
SHELF = '[[collection]]\nslug = "one-shelf"\ntitle = "One shelf"\nsummary = "For tests."\norder = 1\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "article").mkdir()
    (tmp_path / "article" / "two-chairs.md").write_text(TEXT)
    (tmp_path / "collections.toml").write_text(SHELF)
    return tmp_path


def load(folder):
    return load_library(today=TODAY, folder=folder)


def rewrite(folder, old, new):
    path = folder / "article" / "two-chairs.md"
    path.write_text(path.read_text().replace(old, new))


def chairs() -> Resource:
    return Resource.objects.get(slug="two-chairs")


def test_everything_that_ships_is_loaded_and_again_changes_nothing():
    done = load_library(today=TODAY)
    assert done.new == len(entries()) == Resource.objects.count()
    stamps = dict(Resource.objects.values_list("pk", "changed_at"))
    again = load_library(today=TODAY)
    assert (again.new, again.changed, again.left, again.withdrawn) == (0, 0, [], 0)
    assert dict(Resource.objects.values_list("pk", "changed_at")) == stamps
    assert Collection.objects.count() == len(content_files.collections())


def test_what_was_loaded_counts_as_unedited():
    load_library(today=TODAY)
    rows = Resource.objects.prefetch_related("collections", "phones")
    assert [row.loaded_from for row in rows if fingerprint_of_row(row) != row.loaded_hash] == []


def test_every_help_line_is_an_entry_with_its_numbers_and_date():
    load_library(today=TODAY)
    lines = [(country, line) for country in countries() for line in country.lines]
    rows = Resource.objects.filter(kind=Kind.HELPLINE)
    assert rows.count() == len(lines)
    for country, line in lines:
        row = rows.get(title=line.name, country=country.code)
        assert row.phones.first().number == line.call
        assert (row.assured_on, row.next_review_on) == (line.checked_on, line.review_by)
        assert row.sources[0]["title"] == line.source
        assert row.is_public


def test_a_text_has_its_words_its_shelf_and_its_html(folder):
    load(folder)
    entry = chairs()
    assert (entry.title, entry.minutes, entry.topics) == ("Two chairs", 3, ["people"])
    assert "<h2>Sit</h2>" in entry.body_html
    assert [shelf.slug for shelf in entry.collections.all()] == ["one-shelf"]
    assert entry.next_review_on == date(2027, 11, 1)


def test_a_changed_file_changes_its_entry(folder):
    load(folder)
    rewrite(folder, "Down.", "Up.")
    assert load(folder).changed == 1
    assert chairs().body.endswith("Up.")
    assert chairs().events.count() == 2


@pytest.mark.parametrize(
    ("name", "value"), [("body", "Ours."), ("title", "Ours"), ("keywords", ["ours"]), ("topics", [])]
)
def test_what_staff_edited_is_left_and_they_are_told(folder, name, value):
    load(folder)
    entry = chairs()
    setattr(entry, name, value)
    entry.save()
    assert load(folder).left == []
    rewrite(folder, "Down.", "Up.")
    assert load(folder).left == ["article/two-chairs"]
    assert getattr(chairs(), name) == value
    assert chairs().newer_hash
    assert load(folder).left == ["article/two-chairs"]


def test_staff_can_take_the_newer_text(folder, wil):
    load(folder)
    Resource.objects.filter(slug="two-chairs").update(title="Ours")
    rewrite(folder, "Down.", "Up.")
    load(folder)
    assert take_newer_text(resource=chairs(), by=wil, folder=folder)
    assert (chairs().title, chairs().newer_hash, chairs().changed_by) == ("Two chairs", "", wil)
    assert load(folder).same > 0
    assert chairs().events.last().title == "Two chairs"


def test_a_check_is_no_edit(folder):
    load(folder)
    Resource.objects.update(assured_on=TODAY, assured_by="the desk")
    rewrite(folder, "Down.", "Up.")
    assert load(folder).left == []


def test_what_a_file_changed_is_nobodys_change(folder, op):
    load(folder)
    verify_entries(entries=[chairs()], by=op, on=TODAY)
    rewrite(folder, "Down.", "Up.")
    load(folder)
    (folder / "article" / "two-chairs.md").unlink()
    load(folder)
    history = chairs().events.order_by("pgh_id").values_list("changed_by", flat=True)
    assert list(history) == [None, op.pk, None, None]


def test_a_file_that_is_gone_withdraws_its_entry_and_brings_it_back(folder):
    load(folder)
    path = folder / "article" / "two-chairs.md"
    away = folder / "away.md"
    shutil.move(path, away)
    assert load(folder).withdrawn == 1
    assert load(folder).withdrawn == 0
    assert chairs().withdrawn_on == TODAY
    assert not Resource.objects.listed().filter(slug="two-chairs").exists()
    shutil.move(away, path)
    load(folder)
    assert chairs().withdrawn_on is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("+++\ntitle", "title", "front matter"),
        ('title = "Two chairs"', "title = ", "article/two-chairs"),
        ('"people"', '"astrology"', "topics"),
        ('"one-shelf"', '"no-shelf"', "no-shelf"),
        ("minutes = 3", "colour = 3", "colour"),
        ('summary = "A text for tests."\n', "", "summary"),
        ('summary = "A text for tests."', f'summary = "{"x" * 301}"', "summary"),
        ("Down.", "x" * 40_001, "body"),
    ],
)
def test_a_wrong_file_is_named_and_nothing_is_loaded(folder, old, new, words):
    rewrite(folder, old, new)
    with pytest.raises(BadContent, match=words):
        load(folder)
    assert not Resource.objects.exists()
    assert not Collection.objects.exists()


def test_two_files_of_one_name_are_refused(folder):
    (folder / "faq").mkdir()
    (folder / "faq" / "two-chairs.md").write_text(TEXT)
    with pytest.raises(BadContent, match="same name"):
        load(folder)


def test_the_command_says_what_it_did(monkeypatch):
    told = StringIO()
    call_command("load_library", stdout=told)
    assert f"{len(entries())} new" in told.getvalue()

    def refuse(**kwargs):
        raise BadContent("article/x: no")

    monkeypatch.setattr("resources.management.commands.load_library.load_library", refuse)
    with pytest.raises(CommandError, match="article/x"):
        call_command("load_library", stdout=told)


def test_the_folder_is_the_one_that_ships():
    assert (FOLDER / "collections.toml").exists()
