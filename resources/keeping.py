"""Keeping an entry, sorting what one keeps, and saying that something helped. All of it private to the person."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from resources.models import Bookmark, Helped, PrivateList, Resource, SignUp
from resources.models.keeping import SHOWN_ABOVE

MOST_LISTS = 20


class TooManyLists(Exception):
    """There is no room for another list."""


def keep_entry(*, entry: Resource, by: User, in_list: PrivateList | None, now: datetime) -> bool:
    """Keeps it, or moves it to another list; False when it was there already."""
    kept, is_new = Bookmark.objects.get_or_create(
        user=by, resource=entry, defaults={"in_list": in_list, "kept_at": now}
    )
    if is_new or kept.in_list_id == (in_list.pk if in_list else None):
        return is_new
    kept.in_list = in_list
    kept.save(update_fields=["in_list"])
    return True


def let_go(*, entry: Resource, by: User) -> bool:
    rows, _ = Bookmark.objects.filter(user=by, resource=entry).delete()
    return rows > 0


@transaction.atomic
def make_list(*, name: str, by: User, now: datetime) -> PrivateList:
    """A list with this name; the one that is there already when there is one. Raises TooManyLists."""
    mine = list(PrivateList.objects.visible_to(User.objects.select_for_update().get(pk=by.pk)))
    for one in mine:
        if one.name == name:
            return one
    if len(mine) >= MOST_LISTS:
        raise TooManyLists
    return PrivateList.objects.create(user=by, name=name, made_at=now)


def say_it_helped(*, entry: Resource, by: User, now: datetime) -> bool:
    _, is_new = Helped.objects.get_or_create(user=by, resource=entry, defaults={"said_at": now})
    return is_new


def take_back_that_it_helped(*, entry: Resource, by: User) -> None:
    Helped.objects.filter(user=by, resource=entry).delete()


def helped_count(entry: Resource) -> int | None:
    """How many said so, or None while that is so few that one could guess who."""
    count = entry.helped.count()
    return count if count > SHOWN_ABOVE else None


def own_library(user: User) -> dict:
    """What somebody keeps, signed up for and told the library or the school, as plain values, for themselves.

    What they proposed without a name is nobody's here either.
    """
    bookmarks = Bookmark.objects.visible_to(user).select_related("resource", "in_list")
    helped = Helped.objects.visible_to(user).select_related("resource")
    return {
        "lists": [{"name": one.name, "made_at": one.made_at} for one in PrivateList.objects.visible_to(user)],
        "kept": [
            {
                "title": one.resource.title,
                "list": one.in_list.name if one.in_list else None,
                "kept_at": one.kept_at,
            }
            for one in bookmarks
        ],
        "helped": [{"title": one.resource.title, "said_at": one.said_at} for one in helped],
        "workshops": list(
            SignUp.objects.visible_to(user).values(
                "workshop__title", "signed_up_at", "seated_at", "was_there", "has_answered"
            )
        ),
        "told_the_library": list(
            user.tips.order_by("made_at").values(
                "what",
                "resource__title",
                "title",
                "url",
                "words",
                "made_at",
                "outcome",
                "answer",
                "answered_at",
            )
        ),
        "proposed": [
            {
                "title": one.title,
                "words": one.words,
                "made_on": one.made_on,
                "state": one.state_words,
                "taken_down_because": one.hidden_because,
                "answer": one.answer,
                "said_between_you_and_staff": [
                    {"is_from_staff": note.is_from_staff, "words": note.words, "written_at": note.written_at}
                    for note in one.notes.all()
                ],
            }
            for one in user.proposals.order_by("made_on").prefetch_related("notes")
        ],
        "stood_behind": list(user.co_signs.values("proposal__title", "signed_on")),
    }
