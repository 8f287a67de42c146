from django.conf import settings
from django.db import migrations, models

import groups.models.concerns


class Migration(migrations.Migration):
    dependencies = [("groups", "0016_a_schools_own_agreement")]

    operations = [
        migrations.AlterField(
            model_name="groupconcern",
            name="raised_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=groups.models.concerns.leave_no_trace,
                related_name="group_concerns",
                to=settings.AUTH_USER_MODEL,
            ),
        )
    ]
