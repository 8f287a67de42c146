"""What somebody is typing, kept while they type it."""

from django.db import models

from accounts.encryption import EncryptedTextField
from groups.models.memberships import Membership


class Draft(models.Model):
    """One for each place where a member can write: the door of a composer, or the key of a thread."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=12)
    typed = EncryptedTextField(help_text="JSON: field name to what was typed.")
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "place"], name="one_draft_for_each_place")
        ]

    def __str__(self) -> str:
        return f"Draft {self.pk}"
