from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
UNDO = """
DROP FUNCTION resources_best(
    int[], text[], float8[], text[], int, text, bigint[], float8, int, int, int, int, int);
DROP FUNCTION resources_terms(int[], text[], float8[], text[], int, text, bigint[], float8, int);
"""


class Migration(migrations.Migration):
    """Ranking becomes a function of the database, whose plan is made once for each connection."""

    dependencies = [("resources", "0010_versions_of_shelves")]

    operations = [migrations.RunSQL(SQL, UNDO)]
