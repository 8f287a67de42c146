"""An address in the library that somebody must look at."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.roles import Role, role_of
from resources.models.links import Link
from resources.models.resources import Resource


class StaffTaskQuerySet(models.QuerySet):
    def open(self) -> "StaffTaskQuerySet":
        return self.filter(done_at=None)

    def for_staff(self, user) -> "StaffTaskQuerySet":
        """A school's own entries are for its wellness staff; the global ones are for the operator."""
        match role_of(user):
            case Role.OPERATOR:
                return self.filter(resource__school=None)
            case Role.STAFF:
                return self.filter(resource__school=user.school_id)
        return self.none()


class StaffTask(models.Model):
    """Opened by the link checker; done when staff say so, or when the address is right again."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="staff_tasks")
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="staff_tasks")
    words = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = StaffTaskQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["link"], condition=Q(done_at=None), name="one_open_task_per_link"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource}: {self.words[:60]}"

    def finish(self, *, by: User | None, now: datetime) -> bool:
        """False when it was done before."""
        return bool(StaffTask.objects.open().filter(pk=self.pk).update(done_at=now, done_by=by))
