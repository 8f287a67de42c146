"""What a school offers on a date, who has a seat or waits for one, and what those who were there said of it."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.encryption import EncryptedTextField
from accounts.keys import new_key
from accounts.models import School, User
from accounts.roles import Role, role_of
from accounts.support import Support
from accounts.zones import validate_zone
from resources.markdown import LONGEST, render
from resources.models.resources import Resource
from resources.topics import Topic

# How many came is shown from this many on, and what they said from this many answers on: fewer could be guessed.
FEWEST_COUNTED = 5
FEWEST_ANSWERS = 5
# For this long one can say that one was there and what it was like. Then the list of who signed up goes for good.
SAY_SO_FOR = timedelta(days=28)

# Takes the workshop's row first, so that of two who want the last seat one waits for the other. Whoever has a seat
# keeps it, also when the workshop is made smaller.
A_SEAT_IS_FREE = """
IF NEW.seated_at IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.seated_at IS NULL) THEN
    PERFORM 1 FROM resources_workshop WHERE id = NEW.workshop_id FOR UPDATE;
    IF (SELECT count(*) FROM resources_signup
         WHERE workshop_id = NEW.workshop_id AND seated_at IS NOT NULL AND id <> NEW.id)
       >= (SELECT capacity FROM resources_workshop WHERE id = NEW.workshop_id) THEN
        RAISE EXCEPTION 'workshop_has_room'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'workshop_has_room';
    END IF;
END IF;
RETURN NEW;
"""
SAME_SCHOOL = """
IF (SELECT school_id FROM resources_workshop WHERE id = NEW.workshop_id)
   IS DISTINCT FROM (SELECT school_id FROM accounts_user WHERE id = NEW.user_id) THEN
    RAISE EXCEPTION 'sign_up_is_within_the_school'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'sign_up_is_within_the_school';
END IF;
RETURN NEW;
"""


class Worth(models.IntegerChoices):
    """Was it worth your time?"""

    NOT = 1, "Not at all"
    LITTLE = 2, "A little"
    SOMEWHAT = 3, "Somewhat"
    MOSTLY = 4, "Mostly"
    VERY = 5, "Very much"


class WorkshopQuerySet(models.QuerySet):
    def visible_to(self, user) -> "WorkshopQuerySet":
        """Those of the reader's school; its wellness staff see drafts too."""
        if not user.is_authenticated or not user.school_id:
            return self.none()
        mine = self.filter(school=user.school_id)
        return mine if role_of(user) is Role.STAFF else mine.filter(is_shown=True)

    def shown(self) -> "WorkshopQuerySet":
        return self.filter(is_shown=True)

    def standing(self) -> "WorkshopQuerySet":
        """Not called off."""
        return self.filter(cancelled_at=None)

    def coming(self, now: datetime) -> "WorkshopQuerySet":
        """Not over yet, soonest first; called-off ones too, so that nobody waits in front of a closed door."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: datetime) -> "WorkshopQuerySet":
        return self.standing().filter(ends_at__lte=now).order_by("-starts_at", "-pk")

    def with_own_seat(self, user) -> "WorkshopQuerySet":
        """`is_signed_up`, and `is_seated`: whether this person has a seat and does not just wait for one."""
        mine = SignUp.objects.filter(workshop=OuterRef("pk"), user=user)
        return self.annotate(
            is_signed_up=Exists(mine), is_seated=Exists(mine.filter(seated_at__isnull=False))
        )

    def with_numbers(self) -> "WorkshopQuerySet":
        """`seated`, `waiting`, and `came`: how many said that they were there, or None for too few to tell.

        Once the list is gone, what was counted before stands.
        """
        rows = SignUp.objects.filter(workshop=OuterRef("pk")).order_by().values("workshop")
        every = {
            "seated": Q(seated_at__isnull=False),
            "waiting": Q(seated_at=None),
            "said_so": Q(was_there=True),
        }
        counts = {
            name: Coalesce(Subquery(rows.annotate(n=Count("pk", filter=only)).values("n")), Value(0))
            for name, only in every.items()
        }
        kept = {"seated": "kept_seated", "said_so": "kept_came"}
        for name, column in kept.items():
            counts[name] = Coalesce(F(column), counts[name])
        return self.annotate(**counts).annotate(
            came=Case(When(said_so__gte=FEWEST_COUNTED, then=F("said_so")), default=None)
        )


class Workshop(models.Model):
    """Something on a date, with so many seats. Staff see numbers; nobody sees who comes.

    `sequence` grows with every change that those who come are told of; calendars go by it, and so does the letter that
    is still wanted. Once the list of who signed up is dropped, two numbers are kept of it.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="workshops")
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    body = models.TextField(
        "what happens there",
        blank=True,
        validators=[MaxLengthValidator(LONGEST)],
        help_text="Markdown, without HTML.",
    )
    body_html = models.TextField(editable=False, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64, validators=[validate_zone], editable=False)
    place = models.CharField(
        max_length=160, blank=True, help_text="Only those who have a seat see it, as with the link."
    )
    link = models.CharField(max_length=500, blank=True, help_text="https, without a name or password in it.")
    capacity = models.PositiveSmallIntegerField(
        "seats", validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    closes_at = models.DateTimeField(help_text="When sign-up closes.")
    support = ArrayField(models.CharField(max_length=14, choices=Support), default=list, blank=True)
    topics = ArrayField(models.CharField(max_length=10, choices=Topic), default=list, blank=True)
    contact = models.CharField(
        "whom to ask", max_length=200, blank=True, help_text="A person or an office, and how to reach it."
    )
    entry = models.ForeignKey(
        Resource,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="goes with",
        help_text="An entry of the library.",
    )
    is_shown = models.BooleanField(
        "students see it", default=False, help_text="Without it, it is a draft that only staff see."
    )
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_because = models.CharField("why it is called off", max_length=300, blank=True)
    reminded_day_before_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_soon_at = models.DateTimeField(null=True, blank=True, editable=False)
    kept_seated = models.PositiveIntegerField(null=True, blank=True, editable=False)
    kept_came = models.PositiveIntegerField(null=True, blank=True, editable=False)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["school", "starts_at"], name="workshops_by_school"),
            models.Index(
                fields=["starts_at"],
                name="workshops_to_remind",
                condition=Q(cancelled_at=None, is_shown=True)
                & (Q(reminded_day_before_at=None) | Q(reminded_soon_at=None)),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="workshop_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="workshop_closes_before_it_starts", condition=Q(closes_at__lte=F("starts_at"))
            ),
            models.CheckConstraint(name="workshop_has_seats", condition=Q(capacity__gte=1)),
            models.CheckConstraint(
                name="workshop_link_is_https", condition=Q(link="") | Q(link__startswith="https://")
            ),
            models.CheckConstraint(
                name="a_workshop_called_off_says_why",
                condition=Q(cancelled_at=None) | ~Q(cancelled_because=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs):
        self.body_html = render(self.body) if self.body else ""
        if (only := kwargs.get("update_fields")) and "body" in only:
            kwargs["update_fields"] = {*only, "body_html"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("resources:workshop", args=[self.key])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def support_words(self) -> list[str]:
        return [str(Support(kind).label).split(":")[0] for kind in self.support]

    @property
    def topic_words(self) -> list[str]:
        return [str(Topic(topic).label) for topic in self.topics]

    @property
    def free(self) -> int:
        """Seats left; needs `with_numbers`."""
        return max(self.capacity - self.seated, 0)  # type: ignore[attr-defined]

    @property
    def means(self) -> str:
        """What everybody may know of where it is."""
        if self.place and self.link:
            return "In person or online"
        return "In person" if self.place else "Online"

    def is_open(self, now: datetime) -> bool:
        """Whether one can sign up now, for a seat or for the waiting list."""
        return self.is_shown and not self.is_cancelled and now < self.closes_at

    def has_started(self, now: datetime) -> bool:
        return self.starts_at <= now

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now

    def takes_words(self, now: datetime) -> bool:
        """Whether those who had a seat may say now that they were there, and what it was like."""
        return not self.is_cancelled and self.ends_at <= now < self.ends_at + SAY_SO_FOR


class SignUpQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SignUpQuerySet":
        return self.filter(user=user)

    def seated(self) -> "SignUpQuerySet":
        return self.filter(seated_at__isnull=False)

    def in_line(self) -> "SignUpQuerySet":
        """Who waits for a seat, in the order in which they got to the workshop's row, whatever their clocks said."""
        return self.filter(seated_at=None).order_by("pk")


class SignUp(models.Model):
    """Somebody's seat, or place in line. Taking it back deletes it; a month after the date all of them go.

    `has_answered` is spent with the two questions. The answers themselves stand elsewhere, without a person.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="sign_ups")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ups")
    signed_up_at = models.DateTimeField()
    seated_at = models.DateTimeField(null=True, blank=True, help_text="None while they wait for a seat.")
    was_there = models.BooleanField(default=False, help_text="As they say themselves.")
    has_answered = models.BooleanField(default=False)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["workshop"], name="sign_ups_in_line", condition=Q(seated_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "user"], name="one_signs_up_once"),
            models.CheckConstraint(
                name="only_who_had_a_seat_was_there",
                condition=Q(was_there=False) | Q(seated_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_seat_is_free",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=A_SEAT_IS_FREE,
            ),
            pgtrigger.Trigger(
                name="same_school",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("workshop_id", "user_id"),
                when=pgtrigger.Before,
                func=SAME_SCHOOL,
            ),
        ]

    def __str__(self) -> str:
        return f"Sign-up {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.seated_at is None


class WorkshopAnswerQuerySet(models.QuerySet):
    def shown(self) -> "WorkshopAnswerQuerySet":
        return self.filter(is_shown=True)


class WorkshopAnswer(models.Model):
    """What somebody who was there said. No person, no time; a number drawn by lot, so that rows have no order.

    They are shown in fives, never one by one as they come: resources/workshops/answers.py.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="answers")
    worth = models.PositiveSmallIntegerField(choices=Worth)
    words = EncryptedTextField()
    is_shown = models.BooleanField(default=False)
    is_taken_down = models.BooleanField(
        "take the words down", default=False, help_text="They name somebody, or hurt. The number stays."
    )

    objects = WorkshopAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="worth_has_five_steps", condition=Q(worth__gte=1, worth__lte=5))
        ]

    def __str__(self) -> str:
        return "An answer"
