"""When something was said, in words that give nobody's hours away and never point ahead."""

from datetime import UTC, datetime

import pytest

from groups.coarse import coarse_words

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hour", "words"),
    [
        (24, 12, "this afternoon"),
        (24, 8, "this morning"),
        (24, 1, "last night"),
        (23, 23, "last night"),
        (23, 21, "yesterday"),
        (22, 10, "on Sunday"),
        (17, 10, "last week"),
        (10, 10, "two weeks ago"),
        (3, 10, "three weeks ago"),
    ],
)
def test_an_instant_is_said_coarsely(day, hour, words):
    then = datetime(2026, 11, day, hour, tzinfo=UTC)
    assert coarse_words(then, now=NOW, zone="UTC") == words


def test_the_same_night_is_tonight_until_it_ends():
    at_two = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    assert coarse_words(at_two, now=at_two.replace(hour=3), zone="UTC") == "tonight"
    assert coarse_words(at_two, now=at_two.replace(hour=6), zone="UTC") == "last night"


def test_months_have_a_year_when_it_is_another():
    assert coarse_words(datetime(2026, 5, 2, tzinfo=UTC), now=NOW, zone="UTC") == "in May"
    assert coarse_words(datetime(2025, 5, 2, tzinfo=UTC), now=NOW, zone="UTC") == "in May 2025"


def test_the_reader_s_own_day_counts():
    then = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # midnight in Auckland
    assert coarse_words(then, now=NOW, zone="Pacific/Auckland") == "tonight"
    assert coarse_words(then, now=NOW, zone="America/New_York") == "this morning"
