from django.db import migrations


class Migration(migrations.Migration):
    """Entries that came before the index."""

    dependencies = [("resources", "0007_index_of_words")]

    operations = [migrations.RunSQL("SELECT resources_index_all()", migrations.RunSQL.noop)]
