"""When something is open: weekly hours, and dates on which it is otherwise. resources/hours.py reckons with them."""

import pghistory
from django.db import models
from django.db.models import F, Q

from resources.models.reaching import every_change


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


@pghistory.track(*every_change(), obj_field=pghistory.ObjForeignKey(related_name="events"))
class Schedule(models.Model):
    """Open on one weekday, in the entry's own zone. A closing time at or before the opening is on the next day.

    Both times alike is the whole day round. `valid_from` and `valid_to` are the first and last day of a term.
    """

    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="schedules")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens_at = models.TimeField()
    closes_at = models.TimeField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    description = models.CharField(max_length=120, blank=True, help_text="Drop-in, by appointment.")

    class Meta:
        ordering = ["weekday", "opens_at"]
        verbose_name = "opening hours"
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(name="schedule_has_a_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(
                name="schedule_begins_before_it_ends",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M} to {self.closes_at:%H:%M}"


@pghistory.track(*every_change(), obj_field=pghistory.ObjForeignKey(related_name="events"))
class ScheduleException(models.Model):
    """Days on which the weekly hours do not hold: closed, or open at other times. Both days are included."""

    resource = models.ForeignKey(
        "resources.Resource", on_delete=models.CASCADE, related_name="schedule_exceptions"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    is_closed = models.BooleanField(default=True)
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    note = models.CharField(max_length=120, blank=True, help_text="Winter break, public holiday.")

    class Meta:
        ordering = ["starts_on", "opens_at"]
        verbose_name = "day with other hours"
        verbose_name_plural = "days with other hours"
        constraints = [
            models.CheckConstraint(
                name="exception_begins_before_it_ends", condition=Q(starts_on__lte=F("ends_on"))
            ),
            models.CheckConstraint(
                name="exception_is_closed_or_has_hours",
                condition=Q(is_closed=True, opens_at=None, closes_at=None)
                | Q(is_closed=False, opens_at__isnull=False, closes_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%d %B %Y} to {self.ends_on:%d %B %Y}"
