import pgtrigger
from django.db import models

from accounts.models.users import User


class AccessRecordQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AccessRecordQuerySet":
        """Each person sees who looked at what is theirs."""
        return self.filter(subject=user)


class Deed(models.TextChoices):
    """What the reader did; the label is the verb of the sentence that the other person reads."""

    READ = "read", "read"
    ASKED = "asked", "asked to see"
    AGREED = "agreed", "agreed to show"
    REFUSED = "refused", "refused to show"
    WITHDREW = "withdrew", "no longer asks to see"
    LAPSED = "lapsed", "got no answer when asking to see"


class AccessRecord(models.Model):
    """Somebody read what belongs to another person, or asked to. Written once, never changed; the other sees it."""

    subject = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_records")
    reader = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reader_role = models.CharField(max_length=40, help_text="What the reader was at that moment, in words.")
    did = models.CharField(max_length=8, choices=Deed, default=Deed.READ)
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
