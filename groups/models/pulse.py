"""How a group was, week by week, in three words. Written once, when the week has ended, and never reckoned again."""

from django.db import models

from groups.models.groups import Group


class Mood(models.TextChoices):
    """Words, never numbers of people."""

    LOW = "low", "Mostly low"
    MIXED = "mixed", "Mixed"
    WELL = "well", "Mostly well"


class PulseWeek(models.Model):
    """`mood` is empty when fewer than five of those who opted in for this group answered that week."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="pulse_weeks")
    week_on = models.DateField(help_text="The Monday, in the group's zone.")
    mood = models.CharField(max_length=5, choices=Mood, blank=True)
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["-week_on"]
        constraints = [
            models.UniqueConstraint(fields=["group", "week_on"], name="a_week_is_frozen_once"),
            models.CheckConstraint(
                name="pulse_is_one_of_three_words", condition=models.Q(mood__in=["", *Mood.values])
            ),
        ]

    def __str__(self) -> str:
        return f"Week {self.week_on} of group {self.group_id}"
