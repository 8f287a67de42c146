from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
UNDO = """
DROP FUNCTION checkins_turn(text, smallint[], date, time, text, date, timestamptz, timestamptz);
DROP FUNCTION checkins_next_occasion(text, smallint[], date, time, text, date, timestamptz);
DROP FUNCTION checkins_next_on(text, smallint[], date, date);
DROP FUNCTION checkins_first_instant(timestamp, text);
"""


class Migration(migrations.Migration):
    """Gives the database the reckoning of occasions (the file beside this one)."""

    dependencies = [("checkins", "0001_first_rooms")]

    operations = [migrations.RunSQL(SQL, UNDO)]
