"""A group: where students of one school meet. Nothing of it crosses the school's wall."""

from datetime import datetime, timedelta

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import School, User
from groups.agreement import VERSION
from groups.keys import new_key
from groups.kinds import SEATS, Entry, Identity, Kind

QUIET_AFTER = timedelta(weeks=3)


class Time(models.TextChoices):
    """When a group tends to meet, for finding one that fits."""

    MORNINGS = "mornings", "Mornings"
    LUNCH = "lunch", "Lunch breaks"
    EVENINGS = "evenings", "Evenings"
    WEEKENDS = "weekends", "Weekends"
    ONLINE = "online", "Online, whenever"


# By names people are known to each other; where they came as aliases, a change would uncover them.
IDENTITY_STAYS = """
IF NEW.identity <> OLD.identity THEN
    RAISE EXCEPTION 'group_identity_stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'group_identity_stays';
END IF;
IF NEW.capacity < OLD.capacity
   AND (SELECT count(*) FROM groups_membership WHERE group_id = NEW.id AND left_at IS NULL) > NEW.capacity THEN
    RAISE EXCEPTION 'group_keeps_its_members'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'group_keeps_its_members';
END IF;
RETURN NEW;
"""


class GroupQuerySet(models.QuerySet):
    def running(self) -> "GroupQuerySet":
        return self.filter(archived_at=None)

    def of(self, user) -> "GroupQuerySet":
        """Groups in which this person is a member now, archived ones too: what was said there stays readable."""
        return self.filter(Exists(_memberships_of(user)))

    def kept_by(self, user) -> "GroupQuerySet":
        """Groups that this person looks after as host or mentor."""
        return self.filter(Exists(_memberships_of(user).exclude(role="member")))

    def visible_to(self, user) -> "GroupQuerySet":
        """That it exists, what it is for and how one joins: their own, those they wait for, and the listed running
        ones of their school.

        What is said inside is for members: `of(user)`.
        """
        if not user.is_authenticated or not user.school_id:
            return self.none()
        listed = Q(is_listed=True, archived_at=None)
        waits_for = Q(Exists(_requests_of(user)), archived_at=None)
        return self.filter(school=user.school_id).filter(listed | waits_for | Exists(_memberships_of(user)))

    def with_seats(self) -> "GroupQuerySet":
        """Adds `seats_taken`, `waiting` (how many stand on its list) and `places_left`, which is 0 or less where
        every seat is taken or spoken for."""
        return self.annotate(
            seats_taken=_how_many(Group.memberships, left_at=None),
            waiting=_how_many(Group.join_requests, ended_at=None, waiting_since__isnull=False),
            places_left=F("capacity") - F("seats_taken") - F("waiting"),
        )


def _how_many(rows, **conditions) -> Coalesce:
    """How many rows on the other side of a relation, without joining them: several counts would multiply."""
    theirs = rows.rel.related_model._default_manager.filter(group=OuterRef("pk"), **conditions)
    counted = theirs.order_by().values("group").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def _memberships_of(user) -> models.QuerySet:
    return Group.memberships.rel.related_model._default_manager.filter(
        group=OuterRef("pk"), user=user, left_at=None
    )


def _requests_of(user) -> models.QuerySet:
    return Group.join_requests.rel.related_model._default_manager.filter(
        group=OuterRef("pk"), user=user, ended_at=None
    )


def _seats_condition() -> Q:
    condition = Q()
    for kind, (fewest, most) in SEATS.items():
        condition |= Q(kind=kind, capacity__gte=fewest, capacity__lte=most)
    return condition


class Group(models.Model):
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=60)
    about = models.CharField(
        max_length=400, blank=True, help_text="What it is for, in two or three sentences."
    )
    kind = models.CharField(max_length=10, choices=Kind)
    identity = models.CharField(max_length=7, choices=Identity, default=Identity.ALIASES)
    entry = models.CharField(max_length=10, choices=Entry, default=Entry.OPEN)
    capacity = models.PositiveSmallIntegerField()
    is_listed = models.BooleanField(default=True, help_text="Others of the school can find it.")
    stages = ArrayField(models.CharField(max_length=12, choices=User.Stage), default=list, blank=True)
    times = ArrayField(models.CharField(max_length=9, choices=Time), default=list, blank=True)
    rhythm = models.CharField(
        "how you meet", max_length=120, blank=True, help_text="Every second Tuesday evening, 45 minutes."
    )
    beginning = models.CharField(
        max_length=20, blank=True, help_text="Which of the ways to begin it was founded with."
    )
    time_zone = models.CharField(max_length=64, default="UTC")
    agreement_version = models.PositiveSmallIntegerField(
        default=VERSION, help_text="The agreement in force: the newest of its school."
    )
    # The reply promise: minutes after which an unanswered ask is brought to somebody.
    reply_minutes_staffed = models.PositiveSmallIntegerField(default=120)
    reply_minutes_otherwise = models.PositiveSmallIntegerField(default=720)
    founded_at = models.DateTimeField()
    last_active_at = models.DateTimeField(help_text="When somebody last posted, replied, met or joined.")
    archived_at = models.DateTimeField(null=True, blank=True)
    unkept_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when nobody looks after it. The database notes it by itself."
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(
                fields=["school", "-last_active_at"], name="running_groups", condition=Q(archived_at=None)
            )
        ]
        constraints = [
            models.CheckConstraint(name="group_has_seats_of_its_kind", condition=_seats_condition()),
            models.CheckConstraint(
                name="group_times_are_known", condition=Q(times__contained_by=Time.values)
            ),
            models.CheckConstraint(
                name="group_stages_are_known", condition=Q(stages__contained_by=User.Stage.values)
            ),
            models.CheckConstraint(name="group_is_not_merged_into_itself", condition=~Q(merged_into=F("pk"))),
            models.CheckConstraint(
                name="group_promises_a_reply_in_minutes",
                condition=Q(reply_minutes_staffed__gte=15, reply_minutes_otherwise__gte=15),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="identity_stays",
                operation=pgtrigger.UpdateOf("identity", "capacity"),
                when=pgtrigger.Before,
                func=IDENTITY_STAYS,
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def goes_by_alias(self) -> bool:
        return self.identity == Identity.ALIASES

    @property
    def is_running(self) -> bool:
        return self.archived_at is None

    @property
    def is_quiet(self) -> bool:
        """Nobody has done anything for weeks (groups/dormancy.py)."""
        return self.is_running and timezone.now() - self.last_active_at > QUIET_AFTER

    def touch(self, now: datetime) -> None:
        """Somebody did something here: the group is not quiet."""
        Group.objects.filter(pk=self.pk, last_active_at__lt=now).update(last_active_at=now)
