"""Who comes: answers to one date or to all of a meeting's, and who says that they were there."""

import pgtrigger
from django.db import models
from django.db.models import Q

from groups.models.meetings import Meeting, Occasion
from groups.models.memberships import Membership

# Takes the date's row first, so that of two who want the last seat one waits for the other. Whoever has a seat keeps
# it, also when the meeting is made smaller.
A_SEAT_IS_FREE = """
IF NEW.answer = 'yes' AND NOT NEW.is_waiting
   AND (TG_OP = 'INSERT' OR OLD.answer <> 'yes' OR OLD.is_waiting) THEN
    PERFORM 1 FROM groups_occasion WHERE id = NEW.occasion_id FOR UPDATE;
    SELECT m.capacity INTO seats FROM groups_meeting m JOIN groups_occasion o ON o.meeting_id = m.id
     WHERE o.id = NEW.occasion_id;
    IF (SELECT count(*) FROM groups_answer a JOIN groups_membership m ON m.id = a.membership_id
         WHERE a.occasion_id = NEW.occasion_id AND a.answer = 'yes' AND NOT a.is_waiting
           AND a.id <> NEW.id AND m.left_at IS NULL) >= seats THEN
        RAISE EXCEPTION 'occasion_has_room'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'occasion_has_room';
    END IF;
END IF;
RETURN NEW;
"""
# Answers are of members: a membership of another group has no say here.
SAME_GROUP = """
IF (SELECT m.group_id FROM groups_meeting m JOIN groups_occasion o ON o.meeting_id = m.id WHERE o.id = NEW.occasion_id)
   IS DISTINCT FROM (SELECT group_id FROM groups_membership WHERE id = NEW.membership_id) THEN
    RAISE EXCEPTION 'answer_is_of_the_same_group'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_is_of_the_same_group';
END IF;
RETURN NEW;
"""


class Coming(models.TextChoices):
    YES = "yes", "Yes"
    MAYBE = "maybe", "Maybe"
    NO = "no", "No"
    LATER = "later", "I will say later"


# Whoever said one of these hears of changes and is reminded; nobody else is.
HEARS = (Coming.YES, Coming.MAYBE)


class AnswerQuerySet(models.QuerySet):
    def of_members(self) -> "AnswerQuerySet":
        """Of those who are in the group now."""
        return self.filter(membership__left_at=None)

    def seated(self) -> "AnswerQuerySet":
        return self.of_members().filter(answer=Coming.YES, is_waiting=False)

    def in_line(self) -> "AnswerQuerySet":
        """Who waits for a seat, in order."""
        return self.of_members().filter(is_waiting=True).order_by("answered_at", "pk")


class Answer(models.Model):
    """What a member said to one date. Whoever said yes to a full one waits for a seat."""

    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="answers")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="answers")
    answer = models.CharField(max_length=5, choices=Coming)
    is_waiting = models.BooleanField(default=False)
    answered_at = models.DateTimeField(help_text="When this was first said; the waiting list goes by it.")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["answered_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["occasion", "membership"], name="one_answer_per_date_and_member"),
            models.CheckConstraint(
                name="only_a_yes_waits_for_a_seat", condition=Q(is_waiting=False) | Q(answer="yes")
            ),
        ]
        indexes = [models.Index(fields=["occasion"], name="answers_in_line", condition=Q(is_waiting=True))]
        triggers = [
            pgtrigger.Trigger(
                name="a_seat_is_free",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                declare=[("seats", "integer")],
                func=A_SEAT_IS_FREE,
            ),
            pgtrigger.Trigger(
                name="same_group",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("occasion_id", "membership_id"),
                when=pgtrigger.Before,
                func=SAME_GROUP,
            ),
        ]

    def __str__(self) -> str:
        return f"Answer {self.pk}"


class StandingAnswer(models.Model):
    """What a member said to all dates of a meeting, also those that are not written yet."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="standing_answers")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="standing_answers")
    answer = models.CharField(max_length=5, choices=Coming)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["answered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"], name="one_standing_answer_per_meeting_and_member"
            )
        ]

    def __str__(self) -> str:
        return f"Standing answer {self.pk}"


class Attendance(models.Model):
    """A member says that they were there. They see it themselves; for the group it is only counted."""

    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="attendance")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="attendance")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occasion", "membership"], name="a_member_was_there_once")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="attended_in_own_group",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("occasion_id", "membership_id"),
                when=pgtrigger.Before,
                func=SAME_GROUP,
            )
        ]

    def __str__(self) -> str:
        return f"Attendance {self.pk}"
