"""Something in the library that somebody must see to."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.roles import Role, role_of
from resources.models.links import Link
from resources.models.resources import Resource


class What(models.TextChoices):
    LINK = "link", "An address needs a look"
    REPORT = "report", "Somebody says that it is not right"


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
    """Opened by the link checker or by somebody who reads; done when staff say so, or when the link is right again."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="staff_tasks")
    what = models.CharField(max_length=6, choices=What)
    link = models.ForeignKey(
        Link, on_delete=models.CASCADE, related_name="staff_tasks", null=True, blank=True
    )
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
            models.CheckConstraint(
                name="a_task_about_a_link_names_it",
                condition=(Q(what=What.LINK) & Q(link__isnull=False)) | (~Q(what=What.LINK) & Q(link=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.resource}"

    def finish(self, *, by: User | None, now: datetime) -> bool:
        """False when it was done before."""
        return bool(StaffTask.objects.open().filter(pk=self.pk).update(done_at=now, done_by=by))
