"""What searching reads. The database keeps these rows itself, by a trigger on the entries; no Python writes them.

A shelf says who may look there: 0 is open to everybody, -1 is global but for signed-in people, any other number is the
school of that number. Entries that are not listed have no rows at all. Which entries somebody sees is decided by
`visible_to` all the same: shelves only keep the search from looking where there is nothing for this person.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models

PUBLIC, MEMBERS = 0, -1


def shelves_of(user) -> list[int]:
    if not user.is_authenticated:
        return [PUBLIC]
    return [PUBLIC, MEMBERS] + ([user.school_id] if user.school_id else [])


class EntryTextQuerySet(models.QuerySet):
    def with_word(self, word: str) -> "EntryTextQuerySet":
        return self.filter(document=SearchQuery(word, config="resources_english"))


class EntryText(models.Model):
    """All words of an entry: title A, keywords and topics B, summary C, body D."""

    resource_id = models.BigIntegerField(primary_key=True)
    shelf = models.BigIntegerField()
    document = SearchVectorField()

    objects = EntryTextQuerySet.as_manager()

    class Meta:
        ordering = ["resource_id"]
        indexes = [GinIndex(fields=["document"], name="entry_texts_by_word", fastupdate=False)]

    def __str__(self) -> str:
        return f"Text of {self.resource_id}"


class EntryWord(models.Model):
    """One of the words that weigh most in an entry, with PostgreSQL's own rank of the entry for that word alone.

    The index holds them in order of rank, so that the best entries for a common word are read without ranking them all.
    """

    resource_id = models.BigIntegerField(db_index=True)
    word = models.TextField(db_collation="C")
    shelf = models.BigIntegerField()
    rank = models.FloatField()

    class Meta:
        ordering = ["resource_id", "-rank"]
        indexes = [
            models.Index(
                "word", "shelf", models.F("rank").desc(), name="entry_words_by_rank", include=["resource_id"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.word} in {self.resource_id}"


class KnownWord(models.Model):
    """A word as it is written on these shelves: what a beginning may become, and what a slip may have meant."""

    word = models.TextField(primary_key=True, db_collation="C")
    lexeme = models.TextField()
    shelves = ArrayField(models.BigIntegerField())

    class Meta:
        ordering = ["word"]
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="known_words_by_trigram")]

    def __str__(self) -> str:
        return self.word


class ShelfVersion(models.Model):
    """That a shelf was changed, by a number that is never given twice.

    The same numbers are the same entries, with their hours, the same hidden ones and the same collections.
    """

    shelf = models.BigIntegerField(db_index=True)

    class Meta:
        ordering = ["shelf", "pk"]

    def __str__(self) -> str:
        return f"Version {self.pk} of {self.shelf}"
