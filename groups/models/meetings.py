"""When a group meets: the meeting as it was planned, and its occasions, one row for each date."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Case, Count, Deferrable, F, Q, When

from accounts.zones import validate_zone
from groups.keys import new_key
from groups.meetings.rules import words_of
from groups.models.groups import Group
from groups.models.memberships import Membership
from resources.models import Resource

NEUTRAL = "Meeting"
OFF_WORDS_MOST = 300
# How many came is shown from this many on; below it the number would point at somebody.
FEWEST_COUNTED = 3


class Meeting(models.Model):
    """Once, or repeating by an RRULE. Wall time and zone are kept, so that seven in the evening stays seven.

    `first_on` is always a day of the rule. A change of all following dates moves it: rows of earlier dates stay.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="meetings")
    title = models.CharField(max_length=80, default=NEUTRAL)
    about = models.CharField(max_length=600, blank=True)
    first_on = models.DateField()
    local_time = models.TimeField()
    time_zone = models.CharField(max_length=64, validators=[validate_zone])
    minutes = models.PositiveSmallIntegerField(default=60)
    rule = models.CharField(max_length=120, blank=True, help_text="RRULE text of local days; empty: once.")
    place = models.CharField(max_length=160, blank=True)
    link = models.CharField(max_length=500, blank=True, help_text="https, without a name or password in it.")
    guide = models.ForeignKey(
        Resource,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Of the library.",
    )
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    planned_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="planned_meetings"
    )
    planned_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0, help_text="Grows with every change, for calendars.")
    reaches_on = models.DateField(null=True, blank=True, help_text="Occasions exist up to this local day.")
    stopped_on = models.DateField(null=True, blank=True, help_text="Called off from this local day on.")
    off_words = models.CharField(
        max_length=OFF_WORDS_MOST, blank=True, help_text="Why staff called it off; members read it."
    )

    class Meta:
        ordering = ["first_on", "local_time", "pk"]
        indexes = [
            models.Index(
                fields=["reaches_on"], name="meetings_repeating", condition=~Q(rule="") & Q(stopped_on=None)
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="meeting_lasts_minutes_to_a_day", condition=Q(minutes__gte=5, minutes__lte=24 * 60)
            ),
            models.CheckConstraint(
                name="meeting_has_seats_or_no_limit", condition=Q(capacity=None) | Q(capacity__gte=1)
            ),
            models.CheckConstraint(
                name="meeting_link_is_https", condition=Q(link="") | Q(link__startswith="https://")
            ),
        ]

    def __str__(self) -> str:
        return f"Meeting {self.pk}"

    @property
    def is_repeating(self) -> bool:
        return bool(self.rule)

    @property
    def rule_words(self) -> str:
        return words_of(self.rule, self.first_on)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def duration(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    def touch(self, now: datetime) -> int:
        """One more change; returns its number. Calendars replace what they hold by what has a higher one."""
        self.sequence += 1
        self.changed_at = now
        return self.sequence


class OccasionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OccasionQuerySet":
        """Dates are for members of the group."""
        return self.filter(meeting__group__in=Group.objects.of(user))

    def of_group(self, group: Group) -> "OccasionQuerySet":
        return self.filter(meeting__group=group)

    def standing(self) -> "OccasionQuerySet":
        """Not called off."""
        return self.filter(cancelled_at=None)

    def coming(self, now: datetime) -> "OccasionQuerySet":
        """Not over yet, soonest first; called-off ones too, so that nobody waits in front of a closed door."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: datetime) -> "OccasionQuerySet":
        return self.filter(ends_at__lte=now).order_by("-starts_at", "-pk")

    def with_answers(self) -> "OccasionQuerySet":
        """Adds `yes`, `maybe` and `waiting`: how many members, of those who are in the group now."""
        here = Q(answers__membership__left_at=None)
        return self.annotate(
            yes=Count(
                "answers", filter=here & Q(answers__answer="yes", answers__is_waiting=False), distinct=True
            ),
            maybe=Count("answers", filter=here & Q(answers__answer="maybe"), distinct=True),
            waiting=Count("answers", filter=here & Q(answers__is_waiting=True), distinct=True),
        )

    def with_attendance(self) -> "OccasionQuerySet":
        """Adds `came`: how many said that they were there, or None below the number that points at nobody."""
        return self.annotate(said_so=Count("attendance", distinct=True)).annotate(
            came=Case(When(said_so__gte=FEWEST_COUNTED, then=F("said_so")), default=None)
        )


class Occasion(models.Model):
    """One date of a meeting. Answers, attendance and reminders hang on it.

    The rule puts it on the local day `originally_on`; `starts_at` is when it really is.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="occasions")
    originally_on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_moved = models.BooleanField(default=False)
    own_place = models.CharField(max_length=160, null=True, blank=True, help_text="Null: as the meeting.")
    own_link = models.CharField(max_length=500, null=True, blank=True, help_text="Null: as the meeting.")
    sequence = models.PositiveIntegerField(default=0)
    news = models.PositiveIntegerField(default=0, help_text="The change that those who come were told last.")
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    ends_series = models.BooleanField(
        default=False, help_text="Called off together with all that would have followed."
    )
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = OccasionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["meeting", "starts_at"], name="occasions_of_meeting"),
            models.Index(
                fields=["starts_at"],
                name="occasions_to_remind",
                condition=Q(reminded_at=None, cancelled_at=None),
            ),
        ]
        constraints = [
            # Deferrable: a change of the weekday moves many rows at once past each other.
            models.UniqueConstraint(
                fields=["meeting", "originally_on"],
                name="one_occasion_per_day_of_the_rule",
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="occasion_ends_a_series_called_off",
                condition=Q(ends_series=False) | Q(cancelled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="occasion_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="occasion_link_is_https",
                condition=Q(own_link=None) | Q(own_link="") | Q(own_link__startswith="https://"),
            ),
        ]

    def __str__(self) -> str:
        return f"Occasion {self.pk}"

    @property
    def place(self) -> str:
        return self.meeting.place if self.own_place is None else self.own_place

    @property
    def link(self) -> str:
        return self.meeting.link if self.own_link is None else self.own_link

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def original_wall(self) -> datetime:
        """Where the rule puts it: a wall time in the meeting's zone, without one of its own."""
        return datetime.combine(self.originally_on, self.meeting.local_time)

    @property
    def local_start(self) -> datetime:
        """Its start in the meeting's own zone."""
        return self.starts_at.astimezone(self.meeting.zone)

    @property
    def local_wall(self) -> datetime:
        """The same without its zone: what clocks show there, which a page must not turn into the reader's own."""
        return self.local_start.replace(tzinfo=None)

    def has_started(self, now: datetime) -> bool:
        return self.starts_at <= now

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now
