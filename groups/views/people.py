from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.mine import my_membership


@require_safe
def people(request, key):
    """Everybody who is here, in the order of the names that the group goes by: never in that of joining."""
    membership = my_membership(request, key)
    members = sorted(
        membership.group.memberships.active().select_related("group", "user"),
        key=lambda member: member.shown_name.casefold(),
    )
    return render(request, "groups/people.html", {"membership": membership, "members": members})
