from django.db import migrations


class Migration(migrations.Migration):
    """A letter is updated two or three times in its first minute: room on the page keeps these updates cheap."""

    dependencies = [("accounts", "0001_first_rooms")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE accounts_letter SET (fillfactor = 60)",
            "ALTER TABLE accounts_letter RESET (fillfactor)",
        )
    ]
