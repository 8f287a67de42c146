"""What the career firewall refuses, in words. The rule itself is in the database, in triggers."""

from django.db import IntegrityError, models, transaction

# For whoever declares a grading. It does not say who or where: a declaration must not be a way of finding out.
SEES_SOMETHING = (
    "This would give marks to somebody whose words or mood can be seen here: in a group that both are in, or by having "
    "been chosen. That has to end first; the wellness staff of the school can help."
)
FOR_DECLARING = {
    "firewall_school": "Both have to belong to this school.",
    "firewall_duty_list": "Whoever is on the duty list gives no marks: every student may write to it. "
    "They have to be taken off it first.",
    "firewall_group": SEES_SOMETHING,
    "firewall_chosen_person": SEES_SOMETHING,
}
FOR_A_STAGE = (
    "Somebody who sees something of yours here gives marks to this stage: in a group that you are both in, or because "
    "you chose them. Leave that group, or end that, before you change this. The wellness staff of your school can help."
)
FOR_JOINING = (
    "Somebody in this group gives marks to you, or you to them, so Tandem keeps you apart. You have done nothing "
    "wrong, and nobody is told. The wellness staff of your school can help to find another one."
)
FOR_DUTY = "This person gives marks to students of the school, so they cannot be on the duty list."


def refused_by(error: IntegrityError) -> str:
    """The name of the firewall's rule that refused, or an empty string when it was another constraint."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = (diagnosis and diagnosis.constraint_name) or ""
    return name if name.startswith("firewall_") else ""


def try_out(row: models.Model) -> str:
    """The firewall's rule that refuses this row as it is, or an empty string. Nothing is kept."""
    new = row._state.adding
    try:
        with transaction.atomic():
            row.save()
            transaction.set_rollback(True)
    except IntegrityError as error:
        rule = refused_by(error)
        if not rule:
            raise
        return rule
    finally:
        if new:
            row.pk, row._state.adding = None, True
    return ""
