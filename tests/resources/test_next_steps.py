"""One small thing after a check-in: chosen by a rule, and the reason said."""

from collections import Counter
from datetime import date
from io import StringIO
from itertools import combinations, cycle, product

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import resolve

from accounts.models import User
from accounts.support import Support
from checkins.scale import Level, Tag
from resources.models import NextStep, Resource
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


def test_every_day_one_can_tell_of_is_met_with_what_fits_it(school):
    """The whole table: every level with each tag alone and each pair of tags, through all stages and turns."""
    call_command("load_library", stdout=StringIO())
    steps = {step.title: step for step in NextStep.objects.all()}
    entries = {entry.get_absolute_url(): entry for entry in Resource.objects.all()}
    days = [[], *([tag] for tag in Tag.values), *map(list, combinations(Tag.values, 2))]
    stages = cycle(["", *User.Stage.values])
    for turn, ((level, tags), stage) in enumerate(zip(product(Level.values, days), stages, strict=False)):
        found = suggest(level=level, tags=tags, school=school, stage=stage, turn=turn)
        small = [step for step in found if not step.is_entry]
        assert len({step.title for step in found}) == len(found)
        assert len(small) == 3
        assert [step.url == "/help-now/" for step in small] == [level <= 2, False, False]
        for step in small:
            about = steps[step.title]
            assert set(about.topics) <= set(tags), (tags, step.title)
            assert about.lowest_level <= level <= about.highest_level
            assert step.because == (
                f"because you said {in_words([t for t in tags if t in about.topics])}" if about.topics else ""
            )
        for step in found[3:]:
            entry = entries[step.url]
            assert set(entry.topics) & set(tags), (tags, step.title)
            assert not entry.stages or stage in entry.stages
            assert level < 4 or "emotional" not in entry.support or entry.kind == "activity", (
                tags,
                step.title,
            )
        assert tags == [] or any(step.because for step in small)


def test_a_step_about_two_things_waits_for_a_day_on_which_both_were_said():
    alone = {
        step.title for turn in range(20) for step in suggest(level=3, tags=["sleep"], school=None, turn=turn)
    }
    assert not {"Coming off nights", "Tonight, sleep is revision"} & alone
    (first, *_) = suggest(level=3, tags=["sleep", "ward"], school=None)
    assert (first.title, first.because) == ("Coming off nights", "because you said sleep and ward")


def test_each_of_those_that_fit_has_its_turn():
    firsts = [suggest(level=3, tags=["exams"], school=None, turn=turn)[0].title for turn in range(12)]
    assert set(Counter(firsts).values()) == {12 // len(set(firsts))}
    assert len(set(firsts)) > 2


def test_help_now_stands_before_what_the_school_puts_first(school):
    for number in range(4):
        NextStep.objects.create(
            slug=f"a-{number}",
            title=f"Ours {number}",
            words="Come by.",
            support="instrumental",
            school=school,
            comes_first=True,
        )
    assert suggest(level=1, tags=["sleep"], school=school)[0].url == "/help-now/"


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


def test_on_a_good_day_the_library_offers_no_comfort_unless_that_is_what_one_would_like():
    ResourceFactory(title="When it hurts", topics=["ward"], support=["emotional", "informational"])
    ResourceFactory(title="Running club", kind="activity", topics=["good"], support=["emotional"])
    assert entries_of(level=5, tags=["ward"], school=None) == []
    assert entries_of(level=3, tags=["ward"], school=None)[0].title == "When it hurts"
    assert entries_of(level=5, tags=["ward"], school=None, wants=["emotional"])[0].title == "When it hurts"
    assert entries_of(level=5, tags=["good"], school=None)[0].title == "Running club"


def test_an_entry_for_other_stages_is_not_offered():
    ResourceFactory(title="Between graduating and a post", topics=["future"], stages=["unmatched"])
    assert entries_of(level=3, tags=["future"], school=None, stage="year-1") == []
    assert entries_of(level=3, tags=["future"], school=None) == []
    assert len(entries_of(level=3, tags=["future"], school=None, stage="unmatched")) == 1


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
