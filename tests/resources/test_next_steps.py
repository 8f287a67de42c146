"""One small thing after a check-in: chosen by a rule, and the reason said."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import resolve

from accounts.support import Support
from checkins.scale import Level, Tag
from resources.models import NextStep
from resources.next_steps import suggest
from resources.topics import Topic, in_words

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
