import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_letters_keep_their_page"),
        ("groups", "0015_why_staff_called_it_off"),
    ]

    operations = [
        migrations.AddField(
            model_name="group",
            name="agreement_version",
            field=models.PositiveSmallIntegerField(
                default=1, help_text="The agreement in force: the newest of its school."
            ),
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "words",
                    models.TextField(
                        help_text="For each point a line that names it and below that what it means; "
                        "an empty line between points."
                    ),
                ),
                ("written_at", models.DateTimeField()),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreements",
                        to="accounts.school",
                    ),
                ),
            ],
            options={
                "ordering": ["-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "version"), name="an_agreement_has_its_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gt", 1)), name="agreements_go_on_from_the_houses_own"
                    ),
                ],
            },
        ),
    ]
