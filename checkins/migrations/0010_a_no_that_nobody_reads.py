from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("checkins", "0009_a_request_being_written")]

    operations = [
        migrations.AddField(
            model_name="chosenperson",
            name="declined_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the link was used up without a yes. Its sender never sees this.",
                null=True,
            ),
        ),
    ]
