"""The career firewall in check-ins: who grades somebody is not their chosen person, whichever of the two came first."""

import pgtrigger

from accounts.models import Grading, User

# Of a chosen person who accepts: who grades the owner may not be shown how they are.
FIREWALL = """
PERFORM accounts_hold_firewall((SELECT school_id FROM accounts_user WHERE id = NEW.owner_id), false);
IF accounts_grades(NEW.person_id, NEW.owner_id) THEN
    RAISE EXCEPTION 'firewall_chosen_person'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'firewall_chosen_person';
END IF;
RETURN NULL;
"""

# Of a grading (`whose` is its grader) or a change of stage (`whose` is the student).
ASK = """
PERFORM accounts_hold_firewall(NEW.school_id, true);
IF EXISTS (SELECT 1 FROM checkins_chosenperson
            WHERE accepted_at IS NOT NULL AND ended_at IS NULL AND {whose}
              AND accounts_grades(person_id, owner_id)) THEN
    RAISE EXCEPTION 'firewall_chosen_person'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'firewall_chosen_person';
END IF;
RETURN NULL;
"""


class GradingOfChosen(Grading):
    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="firewall_chosen",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                func=ASK.format(whose="person_id = NEW.grader_id"),
            )
        ]


class PersonWhoChose(User):
    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="firewall_chosen",
                operation=pgtrigger.UpdateOf("stage", "school_id"),
                when=pgtrigger.After,
                condition=pgtrigger.AnyChange("stage", "school"),
                func=ASK.format(whose="owner_id = NEW.id"),
            )
        ]
