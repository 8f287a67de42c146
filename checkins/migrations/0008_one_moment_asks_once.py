from django.db import migrations, models

# What two plans have asked in one moment stays, a microsecond apart.
APART = """
UPDATE checkins_checkin c SET due_at = c.due_at + alike.number * interval '1 microsecond'
  FROM (SELECT id, row_number() OVER (PARTITION BY user_id, due_at ORDER BY id) - 1 AS number
          FROM checkins_checkin WHERE plan_id IS NOT NULL) AS alike
 WHERE alike.id = c.id AND alike.number > 0
"""


class Migration(migrations.Migration):
    """Two plans of one person that fall due in the same moment ask once, so that one letter is written."""

    dependencies = [("checkins", "0007_what_happens_when_nobody_is_there")]

    operations = [
        migrations.RunSQL(APART, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="checkin", name="one_checkin_per_plan_and_instant"),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.UniqueConstraint(
                condition=models.Q(("plan__isnull", False)),
                fields=("user", "due_at"),
                name="one_planned_checkin_per_instant",
            ),
        ),
    ]
