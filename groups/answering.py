"""Being willing to be asked when somebody waits."""

from django.db import transaction

from groups.models import Membership, Willing


def week_of(membership: Membership) -> int:
    """How often a week at most; 0 for never."""
    found = Willing.objects.filter(membership=membership).values_list("most_a_week", flat=True).first()
    return found or 0


@transaction.atomic
def set_willing(*, membership: Membership, most_a_week: int) -> None:
    if most_a_week == 0:
        Willing.objects.filter(membership=membership).delete()
    else:
        Willing.objects.update_or_create(membership=membership, defaults={"most_a_week": most_a_week})
