import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.encryption


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("checkins", "0008_one_moment_asks_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="RequestDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "typed",
                    accounts.encryption.EncryptedTextField(
                        blank=True, default="", help_text="JSON: field name to what was typed."
                    ),
                ),
                ("kept_at", models.DateTimeField()),
                (
                    "student",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="request_draft",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
