"""One small thing after a check-in: chosen by a rule, and the reason said."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import resolve

from accounts.support import Support
from checkins.scale import Level, Tag
from resources.models import NextStep
from resources.next_steps import suggest
from resources.topics import Topic, in_words
from tests.factories import ResourceFactory, SchoolViewFactory

pytestmark = pytest.mark.django_db


def test_topics_are_what_a_check_in_can_be_about():
    assert Topic.choices == Tag.choices


def test_the_reason_is_what_was_said():
    (first, *_) = suggest(level=3, tags=["sleep", "exams"], school=None)
    assert first.because == "because you said sleep and exams"
    assert first.title == "Tonight, sleep is revision"


@pytest.mark.parametrize("tag", Tag.values)
@pytest.mark.parametrize("level", Level.values)
def test_whatever_was_said_there_is_a_step_for_it(level, tag):
    steps = suggest(level=level, tags=[tag], school=None)
    assert len(steps) == 3
    assert any(step.because == f"because you said {in_words([tag])}" for step in steps)


@pytest.mark.parametrize("level", Level.values)
def test_without_tags_there_are_steps_without_reasons(level):
    steps = suggest(level=level, tags=[], school=None)
    assert len(steps) == 3
    assert {step.because for step in steps} == {""}


def test_help_now_comes_first_where_little_is_left_and_only_there():
    for turn in range(20):
        for level in Level.values:
            steps = suggest(level=level, tags=["sleep", "exams", "money"], school=None, turn=turn)
            assert [step.url == "/help-now/" for step in steps] == [level <= 2, False, False]


def test_each_step_meets_something_that_the_ones_before_it_did_not():
    steps = suggest(level=3, tags=["sleep", "exams", "money"], school=None, limit=5)
    reasons = [step.because for step in steps if step.because]
    assert len(reasons) == 2
    assert "money" in " ".join(reasons)


def test_days_alike_do_not_bring_the_same_words():
    titles = {suggest(level=3, tags=["sleep"], school=None, turn=turn)[0].title for turn in range(40)}
    assert len(titles) > 1


def test_a_school_adds_steps_of_its_own_that_others_do_not_see(school, other_school):
    NextStep.objects.create(
        slug="quiet-room",
        title="The quiet room",
        words="Second floor.",
        support="instrumental",
        school=school,
        topics=["sleep", "exams"],
        comes_first=True,
    )
    assert suggest(level=4, tags=[], school=school)[0].title == "The quiet room"
    assert all(step.title != "The quiet room" for step in suggest(level=4, tags=[], school=other_school))
    NextStep.objects.update(is_offered=False)
    assert suggest(level=4, tags=["sleep"], school=school) == []


def test_words_that_are_no_topics_are_passed_over():
    assert len(suggest(level=3, tags=["nonsense"], school=None)) == 3


def test_one_question_to_the_database(django_assert_num_queries, school):
    with django_assert_num_queries(1):
        suggest(level=2, tags=Tag.values, school=school, limit=5)


def test_every_step_is_small_calm_and_leads_somewhere():
    steps = NextStep.objects.all()
    assert len(steps) >= 25
    assert {step.support for step in steps} == set(Support.values)
    for step in steps:
        step.full_clean()
        assert step.minutes <= 10
        assert "!" not in step.title + step.words
        assert len(step.words) <= 300
        if step.url:
            assert resolve(step.url)


@pytest.mark.parametrize(
    "wrong", [{"lowest_level": 4, "highest_level": 2}, {"minutes": 60}, {"topics": ["astrology"]}]
)
def test_the_table_refuses_what_breaks_its_word(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        NextStep.objects.create(slug="x", title="x", words="x", support="emotional", **wrong)


@pytest.mark.parametrize(
    ("topics", "words"),
    [([], ""), (["sleep"], "sleep"), (["sleep", "good"], "sleep and something good"),
     (["sleep", "exams", "ward"], "sleep, exams and ward")],
)  # fmt: skip
def test_topics_in_words(topics, words):
    assert in_words(topics) == words


# From the library, by the same function


def entries_of(**asked):
    return [step for step in suggest(**asked) if step.is_entry]


def test_the_library_adds_what_fits_with_its_reason_and_its_page(school):
    own = ResourceFactory(title="Night desk", school=school, topics=["sleep"], slug="night-desk")
    ResourceFactory(title="About money", topics=["money"])
    steps = suggest(level=3, tags=["sleep", "exams"], school=school)
    assert [step.is_entry for step in steps] == [False, False, False, True]
    entry = steps[-1]
    assert (entry.title, entry.kind, entry.url) == ("Night desk", "Service", own.get_absolute_url())
    assert entry.because == "because you said sleep"


def test_where_nothing_was_said_the_library_keeps_still():
    ResourceFactory(topics=["sleep"])
    assert entries_of(level=3, tags=[], school=None) == []


def test_each_entry_meets_something_that_the_one_before_it_did_not():
    ResourceFactory(title="Both", topics=["sleep", "exams"])
    ResourceFactory(title="Sleep again", topics=["sleep"])
    ResourceFactory(title="Money", topics=["money"])
    found = entries_of(level=2, tags=["sleep", "exams", "money"], school=None)
    assert [entry.title for entry in found] == ["Both", "Money"]


def test_of_two_that_fit_as_well_the_wanted_kind_of_support_comes_first():
    ResourceFactory(title="Told", topics=["sleep"], support=["informational"])
    ResourceFactory(title="Held", topics=["sleep"], support=["emotional"])
    for turn in range(6):
        (entry,) = entries_of(level=3, tags=["sleep"], school=None, wants=["emotional"], turn=turn)
        assert (entry.title, entry.support) == ("Held", Support.EMOTIONAL)
    turns = {entries_of(level=3, tags=["sleep"], school=None, turn=turn)[0].title for turn in range(6)}
    assert turns == {"Told", "Held"}


def test_the_library_offers_only_what_the_school_shows_and_somebody_has_looked_at(school, other_school):
    topics = {"topics": ["sleep"]}
    SchoolViewFactory(school=school, resource=ResourceFactory(**topics))
    ResourceFactory(school=other_school, **topics)
    ResourceFactory(withdrawn_on=date(2026, 1, 1), **topics)
    ResourceFactory(review_by=date(2020, 1, 1), **topics)
    ResourceFactory(kind="guide", **topics)
    ResourceFactory(kind="helpline", **topics)
    ResourceFactory(country="AU", **topics)
    assert entries_of(level=3, tags=["sleep"], school=school) == []


def test_steps_and_entries_are_one_question(django_assert_num_queries, school):
    for number in range(5):
        ResourceFactory(topics=["sleep"], school=school if number % 2 else None)
    with django_assert_num_queries(1):
        assert len(suggest(level=2, tags=["sleep"], school=school)) == 4
