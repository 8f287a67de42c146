"""What students say is missing, and what the school did about it."""

import hashlib

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.encryption import EncryptedTextField
from accounts.models import School, User
from accounts.roles import Role, role_of


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


# Fewer co-signers than this are not counted aloud: in a small school they could be guessed.
COUNTED_FROM = 5


class Stand(models.TextChoices):
    """Where the school stands with it, in words that everybody reads."""

    NEW = "new", "Not answered yet"
    LOOKING = "looking", "Somebody is looking into it"
    PLANNED = "planned", "It is going to be done"
    DONE = "done", "Done"
    NOT_NOW = "not-now", "Not now, and here is why"


class ProposalQuerySet(models.QuerySet):
    def shown(self) -> "ProposalQuerySet":
        return self.filter(shown_at__isnull=False, hidden_at=None)

    def visible_to(self, user) -> "ProposalQuerySet":
        """Shown ones of the reader's school, and one's own while they wait."""
        if not user.is_authenticated or not user.school_id:
            return self.none()
        return self.filter(school=user.school_id).filter(
            Q(shown_at__isnull=False, hidden_at=None) | Q(author=user)
        )

    def for_staff(self, user) -> "ProposalQuerySet":
        return self.filter(school=user.school_id) if role_of(user) is Role.STAFF else self.none()

    def with_own_sign(self, user) -> "ProposalQuerySet":
        """`is_signed`: whether this person stands behind it."""
        return self.annotate(is_signed=Exists(CoSign.objects.filter(proposal=OuterRef("pk"), user=user)))

    def of_secret(self, secret: str) -> "ProposalQuerySet":
        """What an anonymous author comes back to; signed in or not, it says nothing about who comes."""
        return self.filter(author=None, secret_hash=hash_of(secret))

    def with_signs(self) -> "ProposalQuerySet":
        return self.annotate(signs=models.Count("co_signs"))


class Proposal(models.Model):
    """Written under the author's alias, or by nobody: then a secret address is the only way back to it.

    An anonymous one holds nothing that leads to its author, so it is shown only after staff have read it. The secret
    comes with the form and is kept as a hash alone; it is also what makes pressing twice pressing once.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="proposals")
    author = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="proposals", null=True, blank=True
    )
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    title = models.CharField(max_length=100, validators=[MinLengthValidator(6)])
    words = models.TextField(max_length=2000)
    made_on = models.DateField(help_text="The day alone: an exact time would say who was there.")
    shown_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_because = models.CharField(max_length=300, blank=True)
    stand = models.CharField("where it stands", max_length=8, choices=Stand, default=Stand.NEW)
    owner = models.CharField(
        "who sees to it", max_length=120, blank=True, help_text="A person or an office. Students read this."
    )
    due_on = models.DateField("by when", null=True, blank=True)
    answer = models.TextField(
        "what you say, or did", max_length=2000, blank=True, help_text="Students read this."
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-made_on", "-pk"]
        indexes = [
            models.Index(fields=["school", "-made_on"], name="proposals_by_school"),
            GinIndex(fields=["title"], name="proposals_alike", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="an_answered_proposal_says_who_and_what",
                condition=Q(stand=Stand.NEW) | (~Q(answer="") & ~Q(owner="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_hidden_proposal_says_why", condition=Q(hidden_at=None) | ~Q(hidden_because="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_anonymous(self) -> bool:
        return self.author_id is None

    @property
    def state_words(self) -> str:
        if self.hidden_at:
            return "Taken down"
        return self.get_stand_display() if self.shown_at else "Waiting to be read"

    def is_late(self, today) -> bool:
        return bool(self.due_on and self.due_on < today and self.stand in (Stand.LOOKING, Stand.PLANNED))


class CoSign(models.Model):
    """Somebody stands behind a proposal. Nobody is shown who."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="co_signs")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="co_signs")
    signed_on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "user"], name="one_signs_once")]

    def __str__(self) -> str:
        return f"Sign {self.pk}"


class ProposalNote(models.Model):
    """A word between staff and the author, whoever that is; nobody else reads it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="notes")
    is_from_staff = models.BooleanField()
    words = EncryptedTextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"Note {self.pk}"
