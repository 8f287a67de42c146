from datetime import datetime, time
from typing import ClassVar
from zoneinfo import ZoneInfo

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from accounts.aliases import suggest_alias
from accounts.models.schools import School
from accounts.support import Support
from accounts.zones import validate_zone

# Every student may write to the duty list, so nobody on it may grade one (accounts/models/grading.py).
DUTY_LIST_GIVES_NO_MARKS = """
PERFORM accounts_hold_firewall(NEW.school_id, false);
IF EXISTS (SELECT 1 FROM accounts_grading WHERE grader_id = NEW.id AND until_on >= CURRENT_DATE) THEN
    RAISE EXCEPTION 'firewall_duty_list' USING ERRCODE = 'check_violation', CONSTRAINT = 'firewall_duty_list';
END IF;
RETURN NULL;
"""


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """An operator: runs the house, belongs to no school, sees no answer and no note.

        Whoever holds the machine's shell says that the mailbox is theirs, so it is not asked for a second time.
        """
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class UserQuerySet(models.QuerySet):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account: student, mentor, wellness staff of one school, or operator."""

    class Stage(models.TextChoices):
        YEAR_1 = "year-1", "Year 1"
        YEAR_2 = "year-2", "Year 2"
        YEAR_3 = "year-3", "Year 3"
        YEAR_4 = "year-4", "Year 4"
        YEAR_5 = "year-5", "Year 5"
        YEAR_6 = "year-6", "Year 6"
        ROTATION = "rotation", "Rotation or placement year"
        REPEATING = "repeating", "Repeating a year"
        LEAVE = "leave", "On leave"
        UNMATCHED = "unmatched", "Between graduating and a post"
        RESIDENT = "resident", "Resident or foundation doctor"
        OTHER = "other", "Something else"

    email = models.EmailField(max_length=254, unique=True)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="users", null=True, blank=True)
    alias = models.CharField(max_length=40, default=suggest_alias)
    name = models.CharField("real name", max_length=120, blank=True)
    stage = models.CharField(max_length=12, choices=Stage, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    quiet_from = models.TimeField(default=time(22, 0))
    quiet_until = models.TimeField(default=time(7, 0))
    gives = ArrayField(models.CharField(max_length=14, choices=Support), default=list, blank=True)
    wants = ArrayField(models.CharField(max_length=14, choices=Support), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("wellness staff", default=False)
    is_on_duty_list = models.BooleanField(
        "on the duty list", default=False, help_text="Is written to when a student asks for contact."
    )
    is_mentor = models.BooleanField("mentor", default=False)
    letters_stopped_at = models.DateTimeField(null=True, blank=True)
    onboarded_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["pk"]
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="email_belongs_to_one_person"),
            models.UniqueConstraint("school", Lower("alias"), name="alias_is_unique_in_the_school"),
            models.CheckConstraint(
                name="everybody_but_an_operator_has_a_school",
                condition=Q(school__isnull=False) | Q(is_superuser=True),
            ),
            models.CheckConstraint(
                name="only_staff_are_on_the_duty_list",
                condition=Q(is_on_duty_list=False) | Q(is_staff=True, school__isnull=False),
            ),
            models.CheckConstraint(
                name="what_somebody_gives_is_a_kind_of_support",
                condition=Q(gives__contained_by=Support.values) & Q(wants__contained_by=Support.values),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="duty_list_gives_no_marks",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("is_on_duty_list"),
                when=pgtrigger.After,
                condition=pgtrigger.Q(new__is_on_duty_list=True),
                func=DUTY_LIST_GIVES_NO_MARKS,
            )
        ]

    def __str__(self) -> str:
        return self.alias

    def get_short_name(self) -> str:
        return self.alias

    @property
    def needs_second_factor(self) -> bool:
        """Whoever may see something of others proves who they are twice."""
        return self.is_staff or self.is_mentor or self.is_superuser

    @property
    def writer_mark(self) -> str:
        """Tells whoever wrote a draft from the next one at that computer; it says nothing to anybody else."""
        return salted_hmac("accounts.writer", str(self.pk), algorithm="sha256").hexdigest()

    def local_now(self, now: datetime) -> datetime:
        return now.astimezone(ZoneInfo(self.time_zone))

    @property
    def has_quiet_hours(self) -> bool:
        return self.quiet_from != self.quiet_until
