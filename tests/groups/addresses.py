"""Where the pages of a group are."""

from django.urls import reverse


def reverse_of(group, name, *args):
    return reverse(f"groups:{name}", args=[group.key, *args])
