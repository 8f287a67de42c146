"""Putting it off: what each button says is what happens."""

from datetime import UTC, datetime, time

import pytest
import time_machine

from accounts.outbox import send_waiting
from checkins.answers import snooze_checkin
from checkins.models import CheckIn
from checkins.snoozing import later_at, later_choices
from checkins.tasks import sweep
from tests.factories import PlanFactory


def buttons(user, now):
    return {later.label: later.words for later in later_choices(user, now)}


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (
            datetime(2026, 11, 23, 12, tzinfo=UTC),
            {
                "In an hour, 13:00": "today at 13:00",
                "Tonight, 20:00": "today at 20:00",
                "Tomorrow, 09:00": "tomorrow at 09:00",
            },
        ),
        # Whoever is up at half past midnight has not slept: their tomorrow is this morning.
        (
            datetime(2026, 11, 24, 0, 30, tzinfo=UTC),
            {
                "In an hour, 01:30": "today at 01:30",
                "In the morning, 09:00": "today at 09:00",
                "This evening, 20:00": "today at 20:00",
            },
        ),
        (
            datetime(2026, 11, 23, 23, 30, tzinfo=UTC),
            {"In an hour, 00:30": "tomorrow at 00:30", "Tomorrow, 09:00": "tomorrow at 09:00"},
        ),
        # The night in which the clocks go back: an hour is an hour, and the morning is at nine.
        (
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            {
                "In an hour, 01:30": "today at 01:30",
                "In the morning, 09:00": "today at 09:00",
                "This evening, 20:00": "today at 20:00",
            },
        ),
    ],
)
def test_each_button_says_its_time(ada, now, said):
    assert buttons(ada, now) == said


def test_what_falls_into_quiet_hours_says_when_they_end(ada):
    ada.quiet_from, ada.quiet_until = time(19), time(10)
    assert buttons(ada, datetime(2026, 11, 23, 18, 30, tzinfo=UTC)) == {
        "After your quiet hours, 10:00": "tomorrow at 10:00"
    }


def test_a_page_that_was_open_over_midnight_keeps_its_word(ada):
    before, after = datetime(2026, 11, 23, 23, 50, tzinfo=UTC), datetime(2026, 11, 24, 0, 10, tzinfo=UTC)
    assert later_at(ada, "tomorrow", before).at == later_at(ada, "tomorrow", after).at


def test_put_off_while_the_first_letter_waits_for_the_morning_one_letter_comes(ada, mailbox):
    """It waits for the end of the quiet hours, and then no longer leaves: nine was wished for."""
    ada.quiet_from, ada.quiet_until = time(22), time(7)
    ada.save()
    with time_machine.travel(datetime(2026, 6, 8, 6, tzinfo=UTC), tick=False):
        PlanFactory(user=ada, local_time=time(23))

    def letters_sent_at(now):
        with time_machine.travel(now, tick=False):
            sweep()
            return send_waiting(is_urgent=False)

    night = datetime(2026, 6, 8, 22, tzinfo=UTC)  # 23:00 in London
    assert letters_sent_at(night) == 0
    nine = later_at(ada, "tomorrow", night).at
    assert snooze_checkin(checkin=CheckIn.objects.get(), remind_at=nine, now=night)
    assert letters_sent_at(datetime(2026, 6, 9, 6, 0, tzinfo=UTC)) == 0
    assert letters_sent_at(nine) == 1
