from django.db import migrations
from django.db.models import F


def mark_ends(apps, schema_editor):
    """Of series that were called off before: their dates from the day on which they end."""
    occasions = apps.get_model("groups", "Occasion").objects
    ended = occasions.filter(cancelled_at__isnull=False, originally_on__gte=F("meeting__stopped_on"))
    occasions.filter(pk__in=ended.values("pk")).update(ends_series=True)


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0013_what_ends_a_series"),
    ]

    operations = [
        migrations.RunPython(mark_ends, migrations.RunPython.noop),
    ]
