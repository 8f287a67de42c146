"""What readers tell: an entry is wrong, closed or moved, or something is missing from the library."""

from django.db import models
from django.db.models import Q

from accounts.models import School, User
from accounts.roles import Role, role_of
from resources.models.resources import Resource


class What(models.TextChoices):
    WRONG = "wrong", "A number, an address or a word is wrong"
    CLOSED = "closed", "It has closed"
    MOVED = "moved", "It has moved"
    OTHER = "other", "Something else about it"
    NEW = "new", "Something is missing from the library"


ABOUT_AN_ENTRY = [choice for choice in What.choices if choice[0] != What.NEW]


class Outcome(models.TextChoices):
    OPEN = "open", "Not looked at yet"
    ACCEPTED = "accepted", "Put right, or taken in"
    DECLINED = "declined", "Left as it is"


class TipQuerySet(models.QuerySet):
    def open(self) -> "TipQuerySet":
        return self.filter(outcome=Outcome.OPEN)

    def visible_to(self, user) -> "TipQuerySet":
        """One's own, with what became of them."""
        return self.filter(by=user)

    def for_staff(self, user) -> "TipQuerySet":
        """Staff read what their own school's people say; the operator what was passed on about a global entry."""
        match role_of(user):
            case Role.STAFF:
                return self.filter(school=user.school_id)
            case Role.OPERATOR:
                return self.filter(passed_on_at__isnull=False, resource__school=None)
        return self.none()


class Tip(models.Model):
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="tips")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, related_name="tips", null=True)
    resource = models.ForeignKey(
        Resource, on_delete=models.CASCADE, related_name="tips", null=True, blank=True
    )
    what = models.CharField(max_length=6, choices=What)
    title = models.CharField(max_length=120, blank=True)
    url = models.CharField("address on the web", max_length=500, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    made_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)
    answer = models.CharField(max_length=1000, blank=True, help_text="Whoever told you reads this.")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    passed_on_at = models.DateTimeField(null=True, blank=True)

    objects = TipQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["school", "made_at"], name="tips_waiting", condition=Q(outcome="open"))
        ]
        constraints = [
            models.CheckConstraint(
                name="a_tip_is_about_an_entry_or_a_missing_one",
                condition=(Q(what=What.NEW, resource=None) & ~Q(title=""))
                | (~Q(what=What.NEW) & Q(resource__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_answered_tip_has_words",
                condition=Q(outcome=Outcome.OPEN) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["by", "resource", "what"],
                condition=Q(outcome="open", resource__isnull=False),
                name="one_open_tip_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["by", "title"],
                condition=Q(outcome="open", what="new"),
                name="one_open_wish_of_a_title",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.resource or self.title}"
