"""Writing to the people on duty until one of them takes a concern, and ending it: one way for every kind of it."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import School, User
from accounts.outbox import Occasion, post_letters
from checkins.models.concerns import AbstractConcern

# After this many unanswered pages the list in admin and the raiser's own page must do; more mail would be noise.
MOST_PAGES = 6


def page(
    concern: AbstractConcern, *, kind: str, school: School, staff: QuerySet, minutes: int, now: datetime
) -> bool:
    """Writes a letter of `kind` to `staff`, and sets when to do so again: after `minutes` of staffed time.

    False when there was nobody to write to. That is not counted: whoever comes back to the list is written to.
    """
    people = list(staff.values_list("pk", flat=True))
    concern.pages += bool(people)
    is_last = bool(people) and concern.pages % MOST_PAGES == 0
    concern.page_again_at = None if is_last else school.after_staffed_minutes(now, minutes)
    concern.save(update_fields=["pages", "page_again_at"])
    post_letters(
        kind,
        [
            Occasion(recipient_id=pk, about=concern.pk, due_at=now, mark=f"{concern.pk}.{concern.pages}")
            for pk in people
        ],
    )
    return bool(people)


def give_back(concern: AbstractConcern, *, now: datetime) -> None:
    """Nobody has it in hand any more: people are written to from now on, as often as about a new one."""
    concern.acknowledged_at = concern.acknowledged_by = None
    # A letter's number is its key, so the count goes on: to where the next round begins, also when no page was written.
    concern.pages += MOST_PAGES - concern.pages % MOST_PAGES
    concern.page_again_at = now
    concern.save()


def take(concern: AbstractConcern, *, by: User, now: datetime) -> bool:
    """One of the staff takes it, and nobody is written to again; False when somebody else already had."""
    waiting = type(concern)._default_manager.filter(
        pk=concern.pk, acknowledged_at=None, closed_at=None, withdrawn_at=None
    )
    return bool(waiting.update(acknowledged_at=now, acknowledged_by=by, page_again_at=None))


def end(concern: AbstractConcern, *, by: User, outcome: str, now: datetime) -> AbstractConcern | None:
    """Closes it with words that its raiser reads; None when it was over before. Wants a transaction."""
    held = type(concern)._default_manager.select_for_update(of=("self",)).get(pk=concern.pk)
    if not held.is_open:
        return None
    held.closed_at, held.closed_by, held.outcome, held.page_again_at = now, by, outcome, None
    if held.acknowledged_at is None:
        held.acknowledged_at, held.acknowledged_by = now, by
    held.save()
    return held
