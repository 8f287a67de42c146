"""Doorbells for what groups must not forget. Postgres knows what is due."""

from celery import shared_task
from django.utils import timezone

from groups import (
    concerns,
    dormancy,
    keeping,
    merging,
    old_requests,
    promise,
    pulse,
    reporting,
    retention,
    revealing,
    waiting,
)
from groups.meetings import answers, dates, reminders
from groups.meetings import retention as meetings_retention


@shared_task
def page_again() -> int:
    """Writes once more to the people on duty about what nobody has taken in time, and ends wishes to see who somebody
    is that nobody has answered.
    """
    now = timezone.now()
    return concerns.page_again(now=now) + revealing.lapse(now=now)


@shared_task
def bring_waiting() -> int:
    """Brings asks that nobody has answered in time to somebody, batch by batch; returns the letters written."""
    letters = 0
    while (claimed := promise.bring_waiting(now=timezone.now())).asks:
        letters += claimed.letters
    return letters


@shared_task
def freeze_pulse() -> int:
    """Writes down the pulse of the week that has ended, once for each group."""
    return pulse.freeze_weeks(now=timezone.now())


@shared_task
def look_for_quiet() -> int:
    """Writes to those who look after a group that has become quiet; returns the letters written."""
    return dormancy.look_for_quiet(now=timezone.now())


@shared_task
def look_after() -> int:
    """Offers freed seats, lets offers lapse, ends merges whose days are over, and says where nobody keeps a group."""
    now = timezone.now()
    moved = waiting.move_lists_on(now=now) + merging.finish_merges(now=now)
    return moved + keeping.close_empty_groups(now=now) + keeping.tell_of_lost_keepers(now=now)


@shared_task
def tidy() -> int:
    """Lets go of what nobody can bring back, and of what ended long ago."""
    now = timezone.now()
    gone = retention.let_go(now=now) + reporting.forget_reported_words(now=now)
    gone += revealing.forget_wishes(now=now)
    return gone + old_requests.drop_old_requests(now=now) + meetings_retention.let_go(now=now)


@shared_task
def look_after_meetings() -> int:
    """Gives free seats to who waits for one, and writes the reminders of dates a day away; returns the letters."""
    now = timezone.now()
    letters = answers.seat_where_free(now=now)
    while (claimed := reminders.remind_of_meetings(now=now)).dates:
        letters += claimed.letters
    return letters


@shared_task
def write_dates() -> int:
    """Writes the dates of repeating meetings twelve weeks ahead; returns how many meetings it went on with."""
    meetings, now = 0, timezone.now()
    while some := dates.write_on(now=now):
        meetings += some
    return meetings
