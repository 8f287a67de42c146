"""The career firewall: who grades whom. What follows from it is refused by the database, on every floor by its own."""

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Cast, Now

from accounts.models.schools import School
from accounts.models.users import User

# Of two who write at the same moment what must not stand together, one waits: gradings and changes of stage take the
# school's lock alone, memberships and the like share it (accounts_hold_firewall in the migration).
KEEPS_ITS_WALL = """
PERFORM accounts_hold_firewall(NEW.school_id, true);
IF EXISTS (SELECT 1 FROM accounts_user WHERE id IN (NEW.grader_id, NEW.student_id)
            AND school_id IS DISTINCT FROM NEW.school_id) THEN
    RAISE EXCEPTION 'firewall_school' USING ERRCODE = 'check_violation', CONSTRAINT = 'firewall_school';
END IF;
IF NEW.until_on >= CURRENT_DATE
   AND EXISTS (SELECT 1 FROM accounts_user WHERE id = NEW.grader_id AND is_on_duty_list) THEN
    RAISE EXCEPTION 'firewall_duty_list' USING ERRCODE = 'check_violation', CONSTRAINT = 'firewall_duty_list';
END IF;
RETURN NULL;
"""


class GradingQuerySet(models.QuerySet):
    def not_over(self) -> "GradingQuerySet":
        """By the database's own day (UTC), as its triggers count. What begins later counts already."""
        return self.filter(until_on__gte=Cast(Now(), models.DateField()))

    def visible_to(self, user) -> "GradingQuerySet":
        """What somebody has declared, or staff have declared of them, about their own grading."""
        return self.filter(grader=user)

    def students(self) -> models.QuerySet:
        """The people who are graded by one of these."""
        of_stage = self.exclude(stage="").filter(stage=OuterRef("stage"), school=OuterRef("school"))
        one_by_one = self.filter(student__isnull=False).values("student")
        return User.objects.filter(Q(pk__in=one_by_one) | Exists(of_stage))


class Grading(models.Model):
    """Somebody grades one student, or a whole stage in a course, from one day until another.

    Until it is over, the grader cannot be where that student's asks, mood or requests can be seen.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="gradings")
    grader = models.ForeignKey(User, on_delete=models.CASCADE, related_name="gradings")
    student = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="graded_in", null=True, blank=True
    )
    stage = models.CharField(max_length=12, choices=User.Stage, blank=True)
    course = models.CharField(max_length=80, blank=True, help_text="In the school's own words.")
    from_on = models.DateField("from")
    until_on = models.DateField("until")
    declared_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    declared_at = models.DateTimeField()

    objects = GradingQuerySet.as_manager()

    class Meta:
        ordering = ["-until_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_grading_is_of_a_student_or_of_a_stage",
                condition=Q(student__isnull=False, stage="") | (Q(student=None) & ~Q(stage="")),
            ),
            models.CheckConstraint(
                name="a_grading_ends_after_it_begins", condition=Q(until_on__gte=F("from_on"))
            ),
            models.UniqueConstraint(
                fields=["grader", "student", "stage", "course", "from_on", "until_on"],
                nulls_distinct=False,
                name="a_grading_is_declared_once",
            ),
            models.CheckConstraint(name="nobody_grades_themselves", condition=~Q(grader=F("student"))),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="keeps_its_wall",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                func=KEEPS_ITS_WALL,
            )
        ]

    def __str__(self) -> str:
        return f"Grading {self.pk}"
