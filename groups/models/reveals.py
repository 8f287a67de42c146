"""Two of the staff ask together who is behind a name: the wish, its answer, and for how long the two can see it."""

from datetime import datetime

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.encryption import EncryptedTextField
from accounts.models import User
from groups.models.concerns import GroupConcern

# Whoever writes to the table, by whichever way: who asked and what was answered stay, and a yes takes two people of the
# student's own wellness staff, neither of whom is the student or grades them.
TWO_PEOPLE = """
IF TG_OP = 'UPDATE' AND (
    (OLD.answer <> '' AND (OLD.answer, OLD.answered_at, OLD.shown_until)
                          IS DISTINCT FROM (NEW.answer, NEW.answered_at, NEW.shown_until))
    OR (NEW.asked_by_id IS NOT NULL AND NEW.asked_by_id IS DISTINCT FROM OLD.asked_by_id)
    OR (OLD.answer <> '' AND NEW.answered_by_id IS NOT NULL
        AND NEW.answered_by_id IS DISTINCT FROM OLD.answered_by_id)) THEN
    RAISE EXCEPTION 'answered_once' USING ERRCODE = 'check_violation', CONSTRAINT = 'answered_once';
END IF;
IF NEW.answer = 'agreed' AND (TG_OP = 'INSERT' OR OLD.answer <> NEW.answer) AND (
    SELECT count(*) FROM accounts_user staff
     WHERE staff.id IN (NEW.asked_by_id, NEW.answered_by_id)
       AND staff.is_active AND staff.is_staff AND NOT staff.is_superuser AND staff.id <> NEW.student_id
       AND staff.school_id = (SELECT school_id FROM accounts_user WHERE id = NEW.student_id)
       AND NOT accounts_grades(staff.id, NEW.student_id)) <> 2 THEN
    RAISE EXCEPTION 'a_name_is_opened_by_two' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_name_is_opened_by_two';
END IF;
RETURN NEW;
"""


class Ground(models.TextChoices):
    """On which staff may ask; there is no other. No clinician and no lawyer has reviewed them."""

    DANGER = "danger", "Somebody’s life may be in danger"
    THREAT = "threat", "Somebody is threatened"
    LAW = "law", "The law demands it"


class Answer(models.TextChoices):
    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Taken back"
    LAPSED = "lapsed", "Nobody answered in time"


class RevealQuerySet(models.QuerySet):
    def visible_to(self, user) -> "RevealQuerySet":
        """The student whose name it is, from the first moment on: nothing of it is kept from them."""
        return self.filter(student=user)

    def for_staff(self, user) -> "RevealQuerySet":
        """That it was asked, and what came of it: for whoever may open the concern it belongs to."""
        return self.filter(concern__in=GroupConcern.objects.for_staff(user))

    def waiting(self, now: datetime) -> "RevealQuerySet":
        """Wishes that a second person may still answer."""
        return self.filter(
            answer="",
            lapses_at__gt=now,
            concern__closed_at=None,
            asked_by__is_active=True,
            asked_by__is_staff=True,
        )

    def over(self, now: datetime) -> "RevealQuerySet":
        """Wishes without an answer that nobody may answer any more."""
        return self.filter(answer="").exclude(pk__in=Reveal.objects.waiting(now).values("pk"))

    def answerable_by(self, user, now: datetime) -> "RevealQuerySet":
        """Somebody else's wishes."""
        return self.for_staff(user).waiting(now).exclude(asked_by=user)

    def open_to(self, user, now: datetime) -> "RevealQuerySet":
        """Where this person may see who it is: one of the two, until the time is over or the concern is closed."""
        the_two = Q(asked_by=user) | Q(answered_by=user)
        agreed = self.for_staff(user).filter(
            answer=Answer.AGREED, shown_until__gt=now, concern__closed_at=None
        )
        return agreed.filter(the_two)

    def unread(self) -> "RevealQuerySet":
        """Somebody saw who it is, and the student has not said that they know."""
        return self.filter(answer=Answer.AGREED, read_at=None)


class Reveal(models.Model):
    """One wish to see who is behind a name. What was asked and answered cannot be changed, also by nobody's mistake."""

    concern = models.ForeignKey(GroupConcern, on_delete=models.CASCADE, related_name="reveals")
    # It is theirs: when they leave for good, it goes with them.
    student = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reveals")
    called = models.CharField(max_length=120, help_text="By which name the group knows them.")
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    ground = models.CharField(max_length=6, choices=Ground)
    reason = EncryptedTextField(help_text="Why. The student reads it.")
    asked_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    answer = models.CharField(max_length=9, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answer_words = EncryptedTextField(help_text="Why not. The student reads it.")
    shown_until = models.DateTimeField(
        null=True, blank=True, help_text="Until when the two can see who it is."
    )
    read_at = models.DateTimeField(null=True, blank=True, help_text="When the student said that they know.")

    objects = RevealQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "wish to see who it is"
        verbose_name_plural = "wishes to see who it is"
        indexes = [
            models.Index(
                fields=["student"], name="reveals_unread", condition=Q(answer="agreed", read_at=None)
            ),
            models.Index(fields=["lapses_at"], name="reveals_waiting", condition=Q(answer="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["concern"], condition=Q(answer=""), name="one_wish_at_a_time_for_a_concern"
            ),
            models.CheckConstraint(
                name="nobody_answers_their_own_wish", condition=~Q(answered_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="an_answer_has_its_time",
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_name_is_shown_only_where_two_agreed",
                condition=Q(answer="agreed", shown_until__isnull=False)
                | ~Q(answer="agreed") & Q(shown_until=None, read_at=None),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="two_people",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=TWO_PEOPLE,
            ),
            pgtrigger.ReadOnly(
                name="asked_once", fields=["concern", "student", "ground", "asked_at", "lapses_at"]
            ),
        ]

    def __str__(self) -> str:
        return f"Wish to see who it is {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return not self.answer
