from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("checkins", "0006_shown_again_is_another_row")]

    operations = [
        migrations.AlterField(
            model_name="concernevent",
            name="what",
            field=models.CharField(
                choices=[
                    ("opened", "You asked to be contacted"),
                    ("paged", "We wrote to the people on duty"),
                    ("paged-again", "Nobody had taken it yet, so we wrote again"),
                    ("nobody-there", "Nobody was left on duty at your school, so we could write to nobody"),
                    ("given-back", "Whoever had taken it is no longer there"),
                    ("acknowledged", "Somebody has taken it and will contact you"),
                    ("closed", "Closed"),
                    ("withdrawn", "You took it back"),
                ],
                max_length=12,
            ),
        ),
    ]
