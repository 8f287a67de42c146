"""What a student keeps, and what helped. Nobody else sees these rows; they go when the person does."""

from django.db import models
from django.utils import timezone

from accounts.encryption import EncryptedTextField
from accounts.models import User
from resources.models.resources import Resource

# "This helped" is a number only when it is more than this many: fewer could be guessed.
SHOWN_ABOVE = 5


class OwnQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OwnQuerySet":
        return self.filter(user=user)


class PrivateList(models.Model):
    """A name for some of what somebody keeps."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="private_lists")
    name = EncryptedTextField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"List {self.pk}"


class Bookmark(models.Model):
    """An entry that somebody keeps, in one of their lists or in none."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="bookmarks")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="bookmarks")
    in_list = models.ForeignKey(
        PrivateList, on_delete=models.SET_NULL, related_name="bookmarks", null=True, blank=True
    )
    kept_at = models.DateTimeField(default=timezone.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-kept_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "resource"], name="an_entry_is_kept_once")]

    def __str__(self) -> str:
        return f"Bookmark {self.pk}"


class Helped(models.Model):
    """Somebody said that an entry helped them. Counted, never listed."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="helped_by")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="helped")
    said_at = models.DateTimeField(default=timezone.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "resource"], name="an_entry_helps_once")]

    def __str__(self) -> str:
        return f"Helped {self.pk}"
