from django.db import models

from accounts.models.schools import School
from accounts.models.users import User


class ExpectedStudent(models.Model):
    """Somebody who may join a school by an address that no domain of it covers. The address itself is not kept.

    There is no account until the person comes: nobody can be met, written to or looked up by way of a list, and no
    member of staff learns which alias belongs to which line of it.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="expected_students")
    digest = models.CharField(max_length=64)
    stage = models.CharField(max_length=12, choices=User.Stage, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "digest"], name="a_student_is_expected_once")
        ]

    def __str__(self) -> str:
        return f"Expected student {self.pk}"
