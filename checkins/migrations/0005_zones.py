from pathlib import Path

from django.db import migrations

HERE = Path(__file__)
SQL = HERE.with_suffix(".sql").read_text()
BEFORE = (
    HERE.with_name("0002_reckoning.sql").read_text().replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
)
UNDO = """
DROP FUNCTION checkins_first_instant(timestamp, timestamptz[], integer[]);
DROP FUNCTION checkins_wall(timestamptz, timestamptz[], integer[]);
"""


class Migration(migrations.Migration):
    """Occasions are reckoned with Python's zone data, whatever the server's own is (the file beside this one)."""

    dependencies = [("checkins", "0004_firewall"), ("accounts", "0007_zones")]

    operations = [migrations.RunSQL(SQL, BEFORE + UNDO)]
