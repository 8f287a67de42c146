from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0012_two_people_open_a_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="occasion",
            name="ends_series",
            field=models.BooleanField(
                default=False, help_text="Called off together with all that would have followed."
            ),
        ),
        migrations.AddConstraint(
            model_name="occasion",
            constraint=models.CheckConstraint(
                name="occasion_ends_a_series_called_off",
                condition=models.Q(("ends_series", False), ("cancelled_at__isnull", False), _connector="OR"),
            ),
        ),
    ]
