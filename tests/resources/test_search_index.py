"""The index that searches ask follows the library, whoever changes it."""

import pytest
from django.db import connection
from django.utils import timezone

from resources.content_files import load_library
from resources.kinds import Status
from resources.models import EntryText, EntryWord, KnownWord, Resource
from tests.factories import ResourceFactory, SchoolFactory
from tests.resources.searching import titles

pytestmark = pytest.mark.django_db


def test_the_index_follows_every_change(ada):
    entry = ResourceFactory(title="Lantern", summary="s")
    entry.title = "Kettle"
    entry.save()
    assert (titles(ada, "lantern"), titles(ada, "kettle")) == ([], ["Kettle"])
    Resource.objects.filter(pk=entry.pk).update(keywords=["rope"])
    assert titles(ada, "rope") == ["Kettle"]
    Resource.objects.filter(pk=entry.pk).update(withdrawn_on=timezone.localdate())
    assert titles(ada, "rope") == []
    Resource.objects.filter(pk=entry.pk).update(withdrawn_on=None)
    assert titles(ada, "rope") == ["Kettle"]
    entry.delete()
    assert not EntryText.objects.exists()
    assert not EntryWord.objects.exists()


def test_an_entry_moves_to_another_shelf(ada, nia, school, other_school):
    entry = ResourceFactory(title="Lantern", school=school)
    Resource.objects.filter(pk=entry.pk).update(school=other_school)
    assert titles(ada, "lantern") == []
    assert titles(nia, "lantern") == ["Lantern"]


def test_indexing_everything_anew_gives_the_same(ada):
    load_library(today=timezone.localdate())

    def rows():
        return (
            set(EntryText.objects.values_list("resource_id", "shelf", "document")),
            set(EntryWord.objects.values_list("resource_id", "word", "shelf", "rank")),
            set(KnownWord.objects.values_list("word", "lexeme")),
        )

    before = rows()
    with connection.cursor() as cursor:
        cursor.execute("SELECT resources_index_all()")
    assert rows() == before


def test_the_index_lists_what_the_library_lists(school):
    for status in Status:
        ResourceFactory(status=status)
        ResourceFactory(status=status, withdrawn_on=timezone.localdate(), school=school)
    assert set(EntryText.objects.values_list("pk", flat=True)) == set(
        Resource.objects.listed().values_list("pk", flat=True)
    )


@pytest.mark.parametrize(
    "text", ["it's \\ 'quoted' \\' & | ! : * <->", "a\\b 'c", "x" * 3000, "🙂 \u202eabc", "1" * 3000]
)
def test_no_text_keeps_an_entry_from_being_saved(ada, text):
    ResourceFactory(title=text[:120], summary=text[:300], keywords=[text[:60]], body=f"{text} lantern")
    assert len(titles(ada, "lantern")) == 1


def test_a_school_that_is_gone_leaves_nothing_to_be_found(ada):
    gone = SchoolFactory()
    ResourceFactory(title="Lantern", school=gone)
    gone.delete()
    assert not EntryText.objects.exists()
