"""The pulse tells how a group is and nothing of anybody, also to somebody who watches it week by week."""

from datetime import UTC, datetime, timedelta
from itertools import combinations_with_replacement

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from checkins.models import CheckIn
from groups.models import Membership, PulseWeek
from groups.pulse import FEWEST, freeze_weeks, opt_in, opt_out
from tests.factories import CheckInFactory, GroupFactory, MembershipFactory, UserFactory

MONDAY = datetime(2026, 6, 8, 6, 0, tzinfo=UTC)  # 7:00 in London; the week before is 1 to 7 June
BEFORE = MONDAY - timedelta(days=60)
LEVELS = (1, 2, 3, 4, 5)


@pytest.fixture
def group(school):
    return GroupFactory(school=school, capacity=60, founded_at=BEFORE)


def member(group, *levels, since=BEFORE, on=MONDAY - timedelta(days=3), **fields) -> Membership:
    """Somebody who counts since `since` and gave these answers, one an hour."""
    fields.setdefault("joined_at", BEFORE)
    one = MembershipFactory(group=group, pulse_since=since, **fields)
    for place, level in enumerate(levels):
        at = on + timedelta(hours=place)
        CheckInFactory(user=one.user, level=level, answered_at=at, due_at=at)
    return one


def frozen(group, now=MONDAY) -> dict:
    freeze_weeks(now=now)
    return {f"{week.week_on}": week.mood for week in group.pulse_weeks.all()}


def test_five_who_answered_make_a_word_and_four_make_none(group):
    for _ in range(4):
        member(group, 5)
    member(group, 5, since=None)
    assert frozen(group) == {"2026-06-01": ""}
    other = GroupFactory(school=group.school, founded_at=BEFORE)
    for _ in range(5):
        member(other, 5)
    assert frozen(other) == {"2026-06-01": "well"}


@pytest.mark.parametrize(
    ("levels", "word"),
    [
        ((1, 1, 2, 2, 5), "low"),
        ((1, 1, 2, 3, 5), "mixed"),  # without one of the three, low would not be more than half
        ((5, 5, 4, 4, 1), "well"),
        ((5, 5, 4, 3, 3), "mixed"),
        ((3, 3, 3, 3, 3), "mixed"),
        ((1, 2, 1, 2, 4, 5), "low"),
        ((1, 2, 1, 4, 4, 5), "mixed"),
    ],
)
def test_the_word_is_what_most_say_with_or_without_any_one_of_them(group, levels, word):
    for level in levels:
        member(group, level)
    assert frozen(group) == {"2026-06-01": word}


def test_each_person_counts_once_by_the_middle_of_their_week(group):
    member(group, 1, 5, 5, 5, 5, 5, 5)
    for _ in range(3):
        member(group, 4)
    member(group, 1, 1, 1, 1, 1, 1, 1)
    assert frozen(group) == {"2026-06-01": "well"}


def test_only_answers_after_saying_yes_count_and_only_in_that_group(group):
    for _ in range(4):
        member(group, 1)
    member(group, 1, since=MONDAY - timedelta(days=2))  # answered the day before
    assert frozen(group) == {"2026-06-01": ""}


def test_answers_of_another_week_do_not_count(group):
    for _ in range(4):
        member(group, 1)
    member(group, 1, on=MONDAY - timedelta(days=9))
    member(group, 1, on=datetime(2026, 6, 7, 23, 30, tzinfo=UTC))  # Monday, half past midnight in London
    assert frozen(group) == {"2026-06-01": ""}


def test_who_has_left_or_changed_their_mind_does_not_count(group):
    people = [member(group, 1) for _ in range(6)]
    opt_out(membership=people[0])
    Membership.objects.filter(pk=people[1].pk).update(left_at=MONDAY - timedelta(days=1))
    assert frozen(group) == {"2026-06-01": ""}


def test_saying_yes_twice_does_not_move_the_day(group):
    one = member(group, since=BEFORE)
    opt_in(membership=one, now=MONDAY)
    one.refresh_from_db()
    assert one.pulse_since == BEFORE


def test_the_running_week_is_not_written(group):
    for _ in range(5):
        member(group, 5, on=MONDAY + timedelta(hours=1))
    assert frozen(group, now=MONDAY + timedelta(days=6)) == {"2026-06-01": ""}


def test_a_week_is_frozen_once_also_by_many_workers(group):
    for _ in range(5):
        member(group, 5)
    assert freeze_weeks(now=MONDAY) == 1
    assert freeze_weeks(now=MONDAY + timedelta(days=3)) == 0


# Differencing


def test_nothing_that_happens_later_changes_a_week_that_is_over(group):
    """Whoever joins, leaves, opts in or out, or deletes answers afterwards tells nothing by what then changes."""
    people = [member(group, level) for level in (1, 1, 1, 1, 5)]
    before = frozen(group)
    assert before == {"2026-06-01": "low"}

    def still():
        return frozen(group, now=MONDAY + timedelta(days=2)) == before

    for one in people[:3]:
        opt_out(membership=one)
        assert still()
    opt_in(membership=people[0], now=MONDAY)
    assert still()
    Membership.objects.filter(pk=people[1].pk).update(left_at=MONDAY)
    assert still()
    for _ in range(4):
        member(group, 5)
        assert still()
    CheckIn.objects.filter(user=people[2].user).update(level=5)
    assert still()
    CheckIn.objects.all().delete()
    people[3].user.delete()
    assert still()


def word_by_rule(levels) -> str:
    """The rule as the documents say it, for every list of answers; the database's is compared with it below."""
    if len(levels) < FEWEST:
        return ""
    for word, holds in (("low", lambda level: level <= 2), ("well", lambda level: level >= 4)):
        without_any_one = [levels[:place] + levels[place + 1 :] for place in range(len(levels))]
        if all(2 * sum(map(holds, rest)) > len(rest) for rest in without_any_one):
            return word
    return "mixed"


def test_who_knows_every_other_answer_cannot_read_the_last_one():
    """All lists of four to seven known answers: the words that are possible never single out one level of the last."""
    for others in range(4, 8):
        for known in combinations_with_replacement(LEVELS, others):
            by_word: dict[str, set[int]] = {}
            for level in LEVELS:
                by_word.setdefault(word_by_rule([*known, level]), set()).add(level)
            assert all(len(levels) >= 2 for levels in by_word.values()), known
            assert len(by_word) <= 2, known


def test_a_join_or_a_leave_between_two_weeks_does_not_tell_that_persons_answer():
    """All pairs of weeks that differ by one person, the others' answers being known and the same in both.

    The pair of words is seen; every level that the person may have given must still leave another one possible.
    """
    for others in range(4, 7):
        for known in combinations_with_replacement(LEVELS, others):
            without = word_by_rule(list(known))
            seen: dict[tuple[str, str], set[int]] = {}
            for level in LEVELS:
                seen.setdefault((without, word_by_rule([*known, level])), set()).add(level)
            assert all(len(levels) >= 2 for levels in seen.values()), known


@given(st.lists(st.sampled_from(LEVELS), min_size=5, max_size=12), st.integers(0, 11))
def test_without_any_one_person_the_opposite_word_is_never_said(levels, place):
    word = word_by_rule(levels)
    rest = levels[: place % len(levels)] + levels[place % len(levels) + 1 :]
    assert {word, word_by_rule(rest)} != {"low", "well"}


@pytest.mark.parametrize("people", [5, 6, 7])
def test_the_database_reckons_as_the_rule_says(school, people):
    """Every list of that many answers from low, middling and well, each in a group of its own."""
    expected = {}
    crowd = UserFactory.create_batch(people * 3, school=school)
    by_level = {level: crowd[place * people : (place + 1) * people] for place, level in enumerate((1, 3, 5))}
    for level, persons in by_level.items():
        for person in persons:
            at = MONDAY - timedelta(days=2)
            CheckInFactory(user=person, level=level, answered_at=at, due_at=at)
    for levels in combinations_with_replacement((1, 3, 5), people):
        group = GroupFactory(school=school, founded_at=BEFORE)
        for level in (1, 3, 5):
            for person in by_level[level][: levels.count(level)]:
                MembershipFactory(group=group, user=person, joined_at=BEFORE, pulse_since=BEFORE)
        expected[group.pk] = word_by_rule(list(levels))
    freeze_weeks(now=MONDAY)
    assert dict(PulseWeek.objects.values_list("group", "mood")) == expected


# The page


def test_a_member_says_yes_and_takes_it_back(client, group):
    one = MembershipFactory(group=group)
    client.force_login(one.user)
    url = reverse("groups:pulse", args=[group.key])
    assert "You do not count in it" in client.get(url).content.decode()
    client.post(url, {"count": "yes"})
    assert "You count in it" in client.get(url).content.decode()
    one.refresh_from_db()
    assert one.pulse_since is not None
    client.post(url, {"count": "no"})
    one.refresh_from_db()
    assert one.pulse_since is None
