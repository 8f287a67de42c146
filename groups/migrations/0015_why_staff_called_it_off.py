from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0014_series_that_ended"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="off_words",
            field=models.CharField(
                blank=True, help_text="Why staff called it off; members read it.", max_length=300
            ),
        ),
    ]
