import pgtrigger
from django.db import models

from accounts.models.users import User


class AccessRecordQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AccessRecordQuerySet":
        """Each person sees who looked at what is theirs."""
        return self.filter(subject=user)


class AccessRecord(models.Model):
    """Somebody read what belongs to another person. Written once, never changed; the other person sees it."""

    subject = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_records")
    reader = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reader_role = models.CharField(max_length=40, help_text="What the reader was at that moment, in words.")
    what = models.CharField(max_length=60)
    about = models.BigIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField()

    objects = AccessRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-read_at"]
        indexes = [models.Index(fields=["subject", "-read_at"], name="access_by_subject")]
        triggers = [
            # Lifted only inside accounts/erasure.py, when the person it is about leaves for good.
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.about}"
