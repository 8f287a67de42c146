"""A school is a wall: people, letters and check-ins belong to one, and nothing crosses it."""

import secrets
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.zones import validate_zone


class School(models.Model):
    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    country = models.CharField(
        max_length=2, validators=[RegexValidator(r"^[A-Z]{2}$", "Two capital letters, such as GB.")]
    )
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    urgent_contact_name = models.CharField(
        max_length=120, blank=True, help_text="Who answers, in the school's own words."
    )
    urgent_contact_phone = models.CharField(max_length=40, blank=True)
    urgent_contact_note = models.CharField(max_length=300, blank=True)
    answer_within_minutes = models.PositiveIntegerField(
        default=30,
        help_text="Staffed minutes after which a request for contact that nobody has taken is sent again.",
    )
    default_rhythm = models.CharField(
        max_length=12, blank=True, help_text="Offered to new students, never imposed."
    )
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="school_answers_within_a_week",
                condition=Q(answer_within_minutes__gte=5, answer_within_minutes__lte=10080),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def duty_staff(self) -> models.QuerySet:
        """Those whom a request for contact reaches. An empty list means the choice is not offered."""
        return self.users.filter(is_active=True, is_staff=True, is_on_duty_list=True)

    def offers_contact(self) -> bool:
        return self.duty_staff().exists()

    def is_staffed(self, now: datetime) -> bool:
        """Whether somebody is there now, by the hours the school has given."""
        local = now.astimezone(ZoneInfo(self.time_zone))
        return any(
            hours.weekday == local.weekday() and hours.opens_at <= local.time() < hours.closes_at
            for hours in self.staffed_hours.all()
        )

    def after_staffed_minutes(self, start: datetime, minutes: int) -> datetime:
        """The instant by which `minutes` of staffed time have passed since `start`.

        A school that gives no hours is counted as always staffed, so that a page is never postponed for ever.
        """
        zone = ZoneInfo(self.time_zone)
        hours = list(self.staffed_hours.all())
        if not hours:
            return start + timedelta(minutes=minutes)
        left = timedelta(minutes=minutes)
        day = start.astimezone(zone).date()
        for offset in range(30):
            date = day + timedelta(days=offset)
            for shift in sorted((h for h in hours if h.weekday == date.weekday()), key=lambda h: h.opens_at):
                opens = max(datetime.combine(date, shift.opens_at, zone).astimezone(UTC), start)
                closes = datetime.combine(date, shift.closes_at, zone).astimezone(UTC)
                if closes <= opens:
                    continue
                if closes - opens >= left:
                    return opens + left
                left -= closes - opens
        return start + timedelta(minutes=minutes)


class SchoolDomain(models.Model):
    """An e-mail domain that belongs to a school, `ed.example.ac.uk`; subdomains are listed one by one."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(
        max_length=253,
        validators=[
            RegexValidator(
                r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", "A domain in small letters, such as med.example.edu."
            )
        ],
    )

    class Meta:
        ordering = ["domain"]
        constraints = [models.UniqueConstraint(Lower("domain"), name="domain_belongs_to_one_school")]

    def __str__(self) -> str:
        return self.domain


def new_join_code() -> str:
    """Eight letters and digits that cannot be mistaken for one another when read aloud."""
    return "".join(secrets.choice("ABCDEFGHJKMNPQRSTUVWXYZ23456789") for _ in range(8))


class JoinCodeQuerySet(models.QuerySet):
    def usable(self, now: datetime) -> "JoinCodeQuerySet":
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), uses_left__gt=0)


class JoinCode(models.Model):
    """For people without a school address. Which code somebody used is never kept with the person."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="join_codes")
    code = models.CharField(max_length=20, unique=True, default=new_join_code)
    note = models.CharField(
        max_length=120, blank=True, help_text="What it is for: 'visiting students, autumn'."
    )
    uses_left = models.PositiveIntegerField(default=100)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = JoinCodeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.code


class StaffedHours(models.Model):
    """When somebody of the school's wellness staff is there, on one weekday, in the school's zone."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "Monday"
        TUESDAY = 1, "Tuesday"
        WEDNESDAY = 2, "Wednesday"
        THURSDAY = 3, "Thursday"
        FRIDAY = 4, "Friday"
        SATURDAY = 5, "Saturday"
        SUNDAY = 6, "Sunday"

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="staffed_hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens_at = models.TimeField()
    closes_at = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens_at"]
        verbose_name_plural = "staffed hours"
        constraints = [
            models.CheckConstraint(
                name="staffed_hours_close_after_opening", condition=Q(closes_at__gt=models.F("opens_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M} to {self.closes_at:%H:%M}"
