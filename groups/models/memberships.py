"""Who is in a group, under which name, and as what. One row for one stay: who comes back begins a new one."""

from datetime import datetime

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from accounts.aliases import suggest_alias
from accounts.encryption import EncryptedTextField
from accounts.models import User
from groups.keys import new_key
from groups.kinds import KEEPERS, Identity, Role
from groups.models.boundaries import Block
from groups.models.firewall import FIREWALL
from groups.models.groups import Group

# Takes the group's row first, so that of two who want the last seat one waits for the other. In READ COMMITTED the
# count that follows sees what the other has committed. A seat that is offered to somebody is held for them.
ROOM_AND_WALL = """
IF NEW.left_at IS NULL AND (TG_OP = 'INSERT' OR OLD.left_at IS NOT NULL) THEN
    PERFORM 1 FROM groups_group WHERE id = NEW.group_id FOR UPDATE;
    IF (SELECT school_id FROM groups_group WHERE id = NEW.group_id)
       IS DISTINCT FROM (SELECT school_id FROM accounts_user WHERE id = NEW.user_id) THEN
        RAISE EXCEPTION 'group_and_member_are_of_one_school'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'group_and_member_are_of_one_school';
    END IF;
    IF (SELECT count(*) FROM groups_membership WHERE group_id = NEW.group_id AND left_at IS NULL)
       + (SELECT count(*) FROM groups_joinrequest
           WHERE group_id = NEW.group_id AND ended_at IS NULL AND user_id <> NEW.user_id
             AND offer_ends_at > NEW.joined_at)
       >= (SELECT capacity FROM groups_group WHERE id = NEW.group_id) THEN
        RAISE EXCEPTION 'group_has_room'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'group_has_room';
    END IF;
END IF;
RETURN NEW;
"""

# A group that loses its last host or mentor is marked, by whichever way they went: leaving, being removed, an account
# that is erased. groups/keeping.py tells its members and the staff.
LOOKED_AFTER = """
UPDATE groups_group g
   SET unkept_since = CASE WHEN looked_after THEN NULL ELSE COALESCE(g.unkept_since, now()) END
  FROM (SELECT EXISTS (SELECT 1 FROM groups_membership WHERE group_id = {row}.group_id AND left_at IS NULL
                          AND role <> 'member')
               OR NOT EXISTS (SELECT 1 FROM groups_membership WHERE group_id = {row}.group_id AND left_at IS NULL)
               AS looked_after) AS is_it
 WHERE g.id = {row}.group_id AND looked_after = (g.unkept_since IS NOT NULL);
RETURN NULL;
"""


class MembershipQuerySet(models.QuerySet):
    def active(self) -> "MembershipQuerySet":
        return self.filter(left_at=None)

    def keepers(self) -> "MembershipQuerySet":
        """Those who look after the group: hosts and mentors."""
        return self.filter(role__in=KEEPERS)

    def mentors(self) -> "MembershipQuerySet":
        return self.filter(role=Role.MENTOR)

    def agreed(self) -> "MembershipQuerySet":
        """Those who have accepted the community agreement as it stands today."""
        return self.filter(agreement_version__gte=F("group__agreement_version"))

    def wanting_letters(self) -> "MembershipQuerySet":
        """Those to whom letters about their group may go."""
        return self.active().filter(wants_letters=True)

    def visible_to(self, user) -> "MembershipQuerySet":
        """Members see each other, by the name that the group goes by, but for whom they put out of each other's sight.

        Keepers see everybody in the group that they look after.
        """
        here = self.active().filter(group__in=Group.objects.of(user))
        put_away = MembershipQuerySet(self.model).out_of_sight_of(user)
        return here.filter(Q(group__in=Group.objects.kept_by(user)) | ~Q(pk__in=put_away.values("pk")))

    def out_of_sight_of(self, user) -> "MembershipQuerySet":
        """Stays whose person and this one have been put out of each other's sight there: see Block."""
        unseen = Q()
        for mine, theirs, blocks in (("by", "whom", "blocks_against"), ("whom", "by", "blocks")):
            # From the blocks, of which there are few, to the stays.
            everybody = self.model._default_manager
            here = everybody.filter(**{f"user__{blocks}__{mine}": user, f"user__{blocks}__group": F("group")})
            named = Block.objects.filter(is_by_name=True, **{mine: user}).values(theirs)
            by_name = everybody.filter(group__identity=Identity.NAMES, user__in=named)
            unseen |= Q(pk__in=here.values("pk")) | Q(pk__in=by_name.values("pk"))
        return self.filter(unseen)


class Membership(models.Model):
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=6, choices=Role, default=Role.MEMBER)
    alias = models.CharField(
        max_length=40,
        default=suggest_alias,
        help_text="Of this group alone; it says nothing of the other ones.",
    )
    alias_changed_at = models.DateTimeField(null=True, blank=True)
    agreement_version = models.PositiveSmallIntegerField(help_text="Which community agreement was accepted.")
    agreed_at = models.DateTimeField()
    joined_at = models.DateTimeField()
    away_until = models.DateField(null=True, blank=True, help_text="On a rotation, on leave: still a member.")
    away_note = models.CharField(max_length=80, blank=True)
    wants_letters = models.BooleanField(default=True, help_text="Letters about this group.")
    pulse_since = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Since when this person counts in this group's pulse. Empty: not at all.",
    )
    left_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    was_removed = models.BooleanField(
        default=False, help_text="A keeper or the staff ended it; remembered when they are gone themselves."
    )
    parting_words = EncryptedTextField(help_text="What a keeper wrote to somebody whom they removed.")

    objects = MembershipQuerySet.as_manager()

    # Of those that groups/mine.py finds.
    is_asked: bool
    has_requests: bool
    has_proposals: bool

    class Meta:
        ordering = ["joined_at", "pk"]
        indexes = [
            models.Index(fields=["user"], name="memberships_now", condition=Q(left_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"], condition=Q(left_at=None), name="a_member_is_in_a_group_once"
            ),
            # Also of those who left: nobody may be taken for somebody else.
            models.UniqueConstraint("group", Lower("alias"), name="alias_is_unique_in_the_group"),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="room_and_wall",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=ROOM_AND_WALL,
            ),
            pgtrigger.Trigger(
                name="firewall",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                condition=pgtrigger.Q(new__left_at__isnull=True),
                func=FIREWALL,
            ),
            pgtrigger.Trigger(
                name="looked_after",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("role", "left_at"),
                when=pgtrigger.After,
                func=LOOKED_AFTER.format(row="NEW"),
            ),
            pgtrigger.Trigger(
                name="looked_after_still",
                operation=pgtrigger.Delete,
                when=pgtrigger.After,
                func=LOOKED_AFTER.format(row="OLD"),
            ),
        ]

    def __str__(self) -> str:
        return f"Membership {self.pk}"

    @property
    def shown_name(self) -> str:
        """The one name by which the group knows this member. Needs `group`, and `user` where it goes by names."""
        if self.group.identity == Identity.ALIASES:
            return self.alias
        return self.user.name or self.user.alias

    @property
    def has_agreed(self) -> bool:
        """Whether they accepted the agreement in force; if not, it is asked before they post."""
        return self.agreement_version >= self.group.agreement_version

    @property
    def is_keeper(self) -> bool:
        return self.role in KEEPERS

    def is_away(self, now: datetime) -> bool:
        return self.away_until is not None and self.away_until >= now.date()
