from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
UNDO = """
DROP FUNCTION accounts_hold_firewall(bigint, boolean);
DROP FUNCTION accounts_grades(bigint, bigint);
"""


class Migration(migrations.Migration):
    """Gives the database the rule of who grades whom (the file beside this one)."""

    dependencies = [("accounts", "0004_gradings")]

    operations = [migrations.RunSQL(SQL, UNDO)]
