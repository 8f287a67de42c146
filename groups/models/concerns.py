"""A concern of a group: a report, a worry that a mentor hands over, or a mentor's call for help for themselves."""

from django.db import models
from django.db.models import Q

from accounts.encryption import EncryptedTextField
from accounts.models import Grading, User
from checkins.models.concerns import AbstractConcern, OpenConcerns
from groups.keys import new_key
from groups.models.groups import Group
from groups.models.memberships import Membership


class Source(models.TextChoices):
    REPORT = "report", "Somebody reported it"
    MENTOR = "mentor", "A keeper of the group hands over a worry"
    MYSELF = "help-for-myself", "A keeper of the group asks for help for themselves"


class Severity(models.TextChoices):
    """How soon a human must look, in order."""

    NOW = "now", "Now: somebody may be in danger"
    TODAY = "today", "Today"
    THIS_WEEK = "this-week", "In the next few days"


class GroupConcernQuerySet(OpenConcerns):
    school_path = "group__school"

    def raised_by(self, user) -> "GroupConcernQuerySet":
        return self.filter(raised_by=user)

    def visible_to(self, user) -> "GroupConcernQuerySet":
        """Whoever raised it, and the student it is about once they have been told."""
        return self.filter(Q(raised_by=user) | Q(about__user=user, told_at__isnull=False))

    def for_staff(self, user) -> "GroupConcernQuerySet":
        """What wellness staff may open: their own school's, unless it was taken back, or is about themselves
        or by or about somebody whom they grade.

        An operator is not wellness staff and sees none.
        """
        if not (user.is_active and user.is_staff and user.school_id) or user.is_superuser:
            return self.none()
        graded = Grading.objects.not_over().filter(grader=user).students()
        kept_from = Q(about__user=user) | Q(about__user__in=graded) | Q(raised_by__in=graded)
        # Under a fresh alias a report is about nobody, and still somebody's words.
        kept_from |= Q(report__author__user=user) | Q(report__author__user__in=graded)
        return self.filter(group__school=user.school_id, withdrawn_at=None).exclude(kept_from)


def leave_no_trace(collector, field, concerns, using) -> None:
    """`on_delete` of whoever raised it: a call for help for oneself goes with them; what they passed on about others
    stays without their name and without how they were to be reached."""
    models.CASCADE(collector, field, concerns.filter(source=Source.MYSELF), using)
    # Found once: the first of the two changes takes the name by which they are found.
    others = [*concerns.exclude(source=Source.MYSELF)]
    collector.add_field_update(field, None, others)
    collector.add_field_update(GroupConcern._meta.get_field("reach_by"), "", others)


class GroupConcern(AbstractConcern):
    """Nothing is sanctioned by it: staff look, act as humans do, and say to whoever raised it what was done.

    `about` is one stay in one group, so that an alias stays an alias: staff read the name that the group knows.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="concerns")
    # It is about a person: when they leave for good, it goes with them.
    about = models.ForeignKey(
        Membership, on_delete=models.CASCADE, null=True, blank=True, related_name="concerns"
    )
    raised_by = models.ForeignKey(
        User, on_delete=leave_no_trace, null=True, blank=True, related_name="group_concerns"
    )
    source = models.CharField(max_length=15, choices=Source)
    severity = models.CharField(max_length=9, choices=Severity)
    reason = models.CharField(max_length=60, blank=True, help_text="Of a report: the one that was chosen.")
    words = EncryptedTextField(help_text="What was seen and heard.")
    reach_by = EncryptedTextField(help_text="How whoever raised it can be reached.")
    post_key = models.CharField(max_length=12, blank=True, help_text="Of a report: the post it is about.")
    student_knows = models.BooleanField(
        null=True, blank=True, help_text="Whether the student knows that it is handed on."
    )
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When the student it is about was told of it."
    )
    answer_by = models.DateTimeField(help_text="The target: by when somebody should have taken it.")

    objects = GroupConcernQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at"]
        verbose_name = "concern of a group"
        verbose_name_plural = "concerns of groups"
        indexes = [
            models.Index(
                fields=["page_again_at"],
                name="group_concerns_to_page",
                condition=Q(acknowledged_at=None, closed_at=None, withdrawn_at=None),
            ),
            models.Index(fields=["post_key"], name="group_concerns_by_post", condition=~Q(post_key="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="help_for_oneself_is_about_nobody_else",
                condition=~Q(source=Source.MYSELF) | Q(about=None, post_key=""),
            ),
            models.CheckConstraint(
                name="only_somebody_it_is_about_is_told",
                condition=Q(told_at=None) | Q(about__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Concern of a group {self.pk}"

    @property
    def subject(self) -> User | None:
        """Whose it is, for the access record: the person it is about, or who asks for help for themselves."""
        if self.about is not None:
            return self.about.user
        return self.raised_by if self.source == Source.MYSELF else None

    @property
    def hidden_person(self) -> tuple[User, str] | None:
        """Who is behind the name that staff read, and that name; None where nobody is, or the account is gone.

        Of a report it is whoever wrote what was reported, of a worry the member it is about. Whoever asks for help for
        themselves has said how to be reached.
        """
        if self.about is not None:
            return self.about.user, self.about.shown_name
        report = getattr(self, "report", None)
        if report is None or report.author is None:
            return None
        words = report.reply or report.post
        return report.author.user, (words and words.fresh_alias) or "Somebody under the name of one thread"
