from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models
from django.db.models import Q

from accounts.models import User
from accounts.zones import validate_zone


class Rhythm(models.TextChoices):
    DAILY = "daily", "Every day"
    WEEKDAYS = "weekdays", "Monday to Friday"
    CHOSEN = "chosen", "Days I choose"
    FORTNIGHTLY = "fortnightly", "Every two weeks"
    MONTHLY = "monthly", "Once a month"


def is_frequent(rhythm: str, weekdays: Collection[int]) -> bool:
    """Whether it asks more often than once a week."""
    return rhythm in (Rhythm.DAILY, Rhythm.WEEKDAYS) or (rhythm == Rhythm.CHOSEN and len(weekdays) > 1)


class PlanQuerySet(models.QuerySet):
    def running(self) -> "PlanQuerySet":
        return self.filter(ended_at=None)

    def backed_off(self) -> "PlanQuerySet":
        """See `Plan.is_backed_off`."""
        often = Q(rhythm__in=(Rhythm.DAILY, Rhythm.WEEKDAYS)) | Q(rhythm=Rhythm.CHOSEN, weekdays__len__gt=1)
        return self.filter(often, ignored__gte=BACK_OFF_AFTER)

    def visible_to(self, user) -> "PlanQuerySet":
        """A plan is its owner's alone."""
        return self.filter(user=user)


class Plan(models.Model):
    """When somebody checks in: a rhythm and a local time. `next_due_at` is the next occasion, in UTC.

    The reckoning is done by the database (migrations/0002_reckoning.sql): one place for zones, gaps and overlaps.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="plans")
    rhythm = models.CharField(max_length=12, choices=Rhythm, default=Rhythm.WEEKDAYS)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)]),
        default=list,
        blank=True,
        help_text="ISO weekdays, Monday 1 to Sunday 7, for 'days I choose'.",
    )
    local_time = models.TimeField()
    time_zone = models.CharField(max_length=64, validators=[validate_zone])
    starts_on = models.DateField(help_text="The first day; every two weeks and monthly count from it.")
    is_nudged = models.BooleanField("one more letter if I have not answered", default=True)
    next_due_at = models.DateTimeField(null=True, blank=True)
    next_on = models.DateField(null=True, blank=True, help_text="The local day that next_due_at stands for.")
    last_on = models.DateField(null=True, blank=True, help_text="The local day of the latest occasion.")
    ignored = models.PositiveSmallIntegerField(default=0, help_text="Occasions in a row that got no answer.")
    last_letter_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        indexes = [
            models.Index(
                fields=["next_due_at"],
                name="plans_due",
                condition=Q(ended_at=None, next_due_at__isnull=False),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="chosen_rhythm_names_its_days",
                condition=~Q(rhythm="chosen") | Q(weekdays__len__gt=0),
            ),
            models.CheckConstraint(
                name="plan_weekdays_are_iso",
                condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rhythm_display()} at {self.local_time:%H:%M}"

    @property
    def is_backed_off(self) -> bool:
        """Two occasions in a row went by: letters become weekly until the next answer, where they were not already."""
        return self.ignored >= BACK_OFF_AFTER and is_frequent(self.rhythm, self.weekdays)

    def reckon(self, now: datetime) -> None:
        """Sets the next occasion from the rhythm: after `now`, and on a later local day than the latest one."""
        self.next_on, self.next_due_at = self.occasion_after(now)

    def occasion_after(self, now: datetime) -> tuple[date | None, datetime | None]:
        """The local day and the instant of the first occasion after `now`; both None when no day fits."""
        # Any: what Django's stubs take for a parameter leaves out a time of day.
        rule: list[Any] = [self.rhythm, self.weekdays, self.starts_on, self.local_time, self.time_zone]
        with connection.cursor() as cursor:
            cursor.execute(NEXT_OCCASION, [*rule, self.last_on, now])
            row: tuple[date, datetime] | None = cursor.fetchone()
        return row if row else (None, None)


NEXT_OCCASION = "SELECT next_on, due_at FROM checkins_next_occasion(%s, %s::smallint[], %s, %s, %s, %s, %s)"
BACK_OFF_AFTER = 2
