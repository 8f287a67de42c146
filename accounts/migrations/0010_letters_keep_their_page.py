from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_what_was_done"),
    ]

    operations = [
        # A letter is written three times: posted, claimed, sent. A page that is filled by less than half when letters are
        # posted takes every claim without touching an index, and what a claim leaves behind makes room for the stamp.
        migrations.RunSQL(
            "ALTER TABLE accounts_letter SET (fillfactor = 45)",
            "ALTER TABLE accounts_letter SET (fillfactor = 60)",
        ),
    ]
