from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

SQL = Path(__file__).with_suffix(".sql").read_text()
UNDO = """
DROP TRIGGER resources_index_entry ON resources_resource;
DROP FUNCTION resources_index_all();
DROP FUNCTION resources_index_entry();
DROP FUNCTION resources_know_words(bigint, text[]);
DROP FUNCTION resources_written(text[]);
DROP FUNCTION resources_phrases(text[]);
DROP FUNCTION resources_heavy_words(tsvector);
DROP FUNCTION resources_shelf(bigint, boolean);
DROP FUNCTION resources_rank(tsvector, tsquery);
DROP FUNCTION resources_just(text);
DROP FUNCTION resources_document(text, text[], text[], text, text, text, text);
DROP FUNCTION resources_bare(text);
DROP TEXT SEARCH CONFIGURATION resources_written;
DROP TEXT SEARCH CONFIGURATION resources_english;
"""


class Migration(migrations.Migration):
    """What searching reads, and the triggers that keep it (the file beside this one)."""

    dependencies = [
        ("resources", "0006_tips"),
    ]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.CreateModel(
            name="EntryText",
            fields=[
                ("resource_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("shelf", models.BigIntegerField()),
                ("document", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "ordering": ["resource_id"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["document"], name="entry_texts_by_word"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("resource_id", models.BigIntegerField(db_index=True)),
                ("word", models.TextField(db_collation="C")),
                ("shelf", models.BigIntegerField()),
                ("rank", models.FloatField()),
            ],
            options={
                "ordering": ["resource_id", "-rank"],
                "indexes": [
                    models.Index(
                        models.F("word"),
                        models.F("shelf"),
                        models.OrderBy(models.F("rank"), descending=True),
                        include=("resource_id",),
                        name="entry_words_by_rank",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KnownWord",
            fields=[
                ("word", models.TextField(db_collation="C", primary_key=True, serialize=False)),
                ("lexeme", models.TextField()),
                (
                    "shelves",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
            ],
            options={
                "ordering": ["word"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", name="gin_trgm_ops"),
                        name="known_words_by_trigram",
                    )
                ],
            },
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
