from django.db import migrations, models


class Migration(migrations.Migration):
    """A name was unique among all schools, so that one learnt of another's names."""

    dependencies = [("resources", "0011_best_entries")]

    operations = [
        migrations.AlterField("collection", "slug", models.SlugField(db_index=False, max_length=80)),
        migrations.AddConstraint(
            "collection",
            models.UniqueConstraint(
                fields=["school", "slug"],
                name="collection_is_called_so_once_in_a_library",
                nulls_distinct=False,
            ),
        ),
    ]
