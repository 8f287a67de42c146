"""What those who were there say of a workshop, kept so that nothing tells whose words are whose.

A row of answers holds no person and no time. It still lay in the database at the moment at which somebody's sign-up
was marked as spent, and the two could be matched by that. So with every new answer all of the workshop's are written
anew, in the order of numbers drawn by lot: they have one and the same moment, that of whoever came last. Others see
them five at a time, so that no new one can be told by looking before and after.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from resources.models import SignUp, Workshop, WorkshopAnswer
from resources.models.workshops import FEWEST_ANSWERS, Worth


@transaction.atomic
def say_was_there(*, workshop: Workshop, by: User, was_there: bool, now: datetime) -> bool:
    """False for somebody who had no seat, when it is too early or too late, or when they have already answered."""
    if not workshop.takes_words(now):
        return False
    mine = SignUp.objects.seated().filter(workshop=workshop, user=by)
    if not was_there:
        mine = mine.filter(has_answered=False)
    return bool(mine.update(was_there=was_there))


@transaction.atomic
def answer_workshop(*, workshop: Workshop, by: User, worth: int, words: str, now: datetime) -> bool:
    """Keeps the answers of somebody who was there, once; False when it is not theirs to give (any more)."""
    Workshop.objects.select_for_update().get(pk=workshop.pk)
    if not workshop.takes_words(now):
        return False
    spent = SignUp.objects.filter(workshop=workshop, user=by, was_there=True, has_answered=False)
    if not spent.update(has_answered=True):
        return False
    rows = [*workshop.answers.all(), WorkshopAnswer(workshop=workshop, worth=worth, words=words)]
    new = [row for row in rows if not row.is_shown]
    if len(new) >= FEWEST_ANSWERS:
        for row in new:
            row.is_shown = True
    _write_anew(workshop, rows)
    return True


def _write_anew(workshop: Workshop, rows: list[WorkshopAnswer]) -> None:
    workshop.answers.all().delete()
    WorkshopAnswer.objects.bulk_create(sorted(rows, key=lambda row: row.pk))


@dataclass(frozen=True)
class Heard:
    """What everybody may read: how many said each step, and words without an order."""

    steps: list[tuple[str, int, int]]  # the step in words, how many said it, percent of all
    count: int
    words: list[str]


def heard_of(workshop: Workshop) -> Heard | None:
    """None below the number from which answers are shown."""
    shown = list(workshop.answers.shown())
    if len(shown) < FEWEST_ANSWERS:
        return None
    counts = {step: sum(row.worth == step for row in shown) for step in Worth}
    return Heard(
        steps=[
            (str(step.label), count, round(100 * count / len(shown)))
            for step, count in sorted(counts.items(), reverse=True)
        ],
        count=len(shown),
        words=[row.words for row in shown if row.words and not row.is_taken_down],
    )
