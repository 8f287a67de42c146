"""What was reported, as it stood then. What comes of it is the concern's (groups/models/concerns.py)."""

from django.db import models
from django.db.models import Q

from accounts.encryption import EncryptedTextField
from groups.models.concerns import GroupConcern, Severity
from groups.models.memberships import Membership
from groups.models.traces import Trace


class Reason(models.TextChoices):
    """Why, in the reporter's judgement. The order is that of the form."""

    DANGER = "danger", "I am worried about whoever wrote it"
    HARM = "harm", "It could harm others"
    PRIVATE = "private", "It gives somebody away, or a patient"
    UNKIND = "unkind", "It is unkind, or aimed at somebody"
    OTHER = "other", "Something else"


# How soon staff look, by the reason. No clinician has reviewed it.
SEVERITY = {
    Reason.DANGER: Severity.NOW,
    Reason.HARM: Severity.TODAY,
    Reason.PRIVATE: Severity.TODAY,
    Reason.UNKIND: Severity.THIS_WEEK,
    Reason.OTHER: Severity.THIS_WEEK,
}


class ReportQuerySet(models.QuerySet):
    def for_staff(self, user) -> "ReportQuerySet":
        """What wellness staff may read: of concerns that they may open."""
        return self.filter(concern__in=GroupConcern.objects.for_staff(user))


class Report(Trace):
    """A later change or deletion does not take away what staff were asked to look at; closing does, after 90 days."""

    post = models.ForeignKey(
        "groups.Post", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    reply = models.ForeignKey(
        "groups.Reply", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    concern = models.OneToOneField(GroupConcern, on_delete=models.CASCADE, related_name="report")
    # The stay in the group: when the author or the reporter leaves for good, what was said and that they said it go.
    author = models.ForeignKey(
        Membership, on_delete=models.CASCADE, null=True, blank=True, related_name="reports_about"
    )
    by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    as_it_was = EncryptedTextField()
    reported_at = models.DateTimeField()

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["post", "by"], name="a_post_is_reported_once_by_each"),
            models.UniqueConstraint(fields=["reply", "by"], name="a_reply_is_reported_once_by_each"),
            models.CheckConstraint(name="a_report_is_of_at_most_one", condition=Q(post=None) | Q(reply=None)),
        ]

    def __str__(self) -> str:
        return f"Report {self.pk}"
