from django.db import migrations

from accounts.zone_table import load_zones

TABLE = """
CREATE TABLE accounts_zone (
    name text PRIMARY KEY,
    release text NOT NULL,
    changes_at timestamptz[] NOT NULL,
    offsets integer[] NOT NULL,
    CONSTRAINT every_change_has_its_offset CHECK (cardinality(changes_at) = cardinality(offsets) AND changes_at[1] = '-infinity')
);
COMMENT ON TABLE accounts_zone IS
    'When clocks change, from the tzdata package (manage.py load_zones). offsets: seconds east of UTC from the change on.';
"""


def load(apps, schema_editor):
    load_zones()


class Migration(migrations.Migration):
    """Gives the database Python's zone data (accounts/zone_table.py)."""

    dependencies = [("accounts", "0006_one_index_fewer")]

    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE accounts_zone"),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
