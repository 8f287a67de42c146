from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_suffix(".sql").read_text()
TABLES = ("resource", "schedule", "scheduleexception", "schoolview", "collection")
UNDO = "".join(f"DROP TRIGGER resources_emptied ON resources_{table};\n" for table in TABLES)
UNDO += """
DROP TRIGGER resources_collection_changed ON resources_collection;
DROP TRIGGER resources_view_changed ON resources_schoolview;
DROP TRIGGER resources_hours_changed ON resources_scheduleexception;
DROP TRIGGER resources_hours_changed ON resources_schedule;
DROP TRIGGER resources_entry_changed ON resources_resource;
DROP FUNCTION resources_emptied();
DROP FUNCTION resources_school_changed();
DROP FUNCTION resources_hours_changed();
DROP FUNCTION resources_entry_changed();
DROP FUNCTION resources_shelf_changed(bigint);
"""


class Migration(migrations.Migration):
    """By what a page knows that the library it keeps in memory is still the one in the database."""

    dependencies = [("resources", "0009_workshops")]

    operations = [
        migrations.CreateModel(
            name="ShelfVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shelf", models.BigIntegerField(db_index=True)),
            ],
            options={"ordering": ["shelf", "pk"]},
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
