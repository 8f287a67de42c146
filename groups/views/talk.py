"""What is said in a group."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from groups.models import Membership


def wall(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The page of the group, for a member; reached through `groups:detail`."""
    return render(request, "groups/wall.html", {"membership": membership})
