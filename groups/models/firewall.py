"""The career firewall in groups: who grades somebody is in no group with them, whichever of the two came first."""

import pgtrigger

from accounts.models import Grading, User

# Of a membership that begins, or moves to another group.
FIREWALL = """
IF TG_OP = 'UPDATE' THEN
    IF OLD.left_at IS NULL AND OLD.group_id = NEW.group_id AND OLD.user_id = NEW.user_id THEN
        RETURN NULL;
    END IF;
END IF;
PERFORM accounts_hold_firewall((SELECT school_id FROM groups_group WHERE id = NEW.group_id), false);
IF EXISTS (SELECT 1 FROM groups_membership other
            WHERE other.group_id = NEW.group_id AND other.left_at IS NULL AND other.user_id <> NEW.user_id
              AND (accounts_grades(NEW.user_id, other.user_id) OR accounts_grades(other.user_id, NEW.user_id))) THEN
    RAISE EXCEPTION 'firewall_group' USING ERRCODE = 'check_violation', CONSTRAINT = 'firewall_group';
END IF;
RETURN NULL;
"""

# Of a grading (`whose` is its grader) or a change of stage (`whose` is the student).
ASK = """
PERFORM accounts_hold_firewall(NEW.school_id, true);
IF EXISTS (SELECT 1 FROM groups_membership theirs
             JOIN groups_membership other ON other.group_id = theirs.group_id
            WHERE theirs.left_at IS NULL AND other.left_at IS NULL AND {whose}
              AND accounts_grades({grader}, {student})) THEN
    RAISE EXCEPTION 'firewall_group' USING ERRCODE = 'check_violation', CONSTRAINT = 'firewall_group';
END IF;
RETURN NULL;
"""


class GradingOfMembers(Grading):
    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="firewall_group",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                func=ASK.format(
                    whose="theirs.user_id = NEW.grader_id", grader="theirs.user_id", student="other.user_id"
                ),
            )
        ]


class MemberOfStage(User):
    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="firewall_group",
                operation=pgtrigger.UpdateOf("stage", "school_id"),
                when=pgtrigger.After,
                condition=pgtrigger.AnyChange("stage", "school"),
                func=ASK.format(
                    whose="theirs.user_id = NEW.id", grader="other.user_id", student="theirs.user_id"
                ),
            )
        ]
