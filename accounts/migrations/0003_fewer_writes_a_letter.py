from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_room_in_letter_pages"),
    ]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="key",
            field=models.CharField(help_text="kind:occasion:recipient:channel", max_length=120),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(fields=("key",), name="one_letter_per_key"),
        ),
        # A letter is claimed soon after it is written. With room in its page that touches no index.
        migrations.RunSQL(
            "ALTER TABLE accounts_letter SET (fillfactor = 60)",
            "ALTER TABLE accounts_letter RESET (fillfactor)",
        ),
    ]
