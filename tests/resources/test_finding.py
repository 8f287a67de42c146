"""Searching the library: for whom, in which order, with which filters, and what nobody else may learn from it."""

from datetime import time as clock
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from resources.finding import find, guides_for
from resources.kinds import Status
from tests.factories import ResourceFactory, ScheduleFactory, SchoolViewFactory
from tests.resources.searching import titles

pytestmark = pytest.mark.django_db
INDEX, SEARCH = "/library/", "/library/search/"


def counts(found) -> dict[str, dict[str, int]]:
    return {facet.name: {choice.value: choice.count for choice in facet.choices} for facet in found.facets}


# Which words lead where


@pytest.mark.parametrize(
    "words",
    ["hydroponics", "HYDROPONICS", "hydropon", "hydroponic", "hidroponics", "hydropnoics", "hydroponics!!!"],
)
def test_a_word_a_beginning_and_a_slip_find_the_entry(ada, words):
    ResourceFactory(title="Hydroponics club")
    assert titles(ada, words) == ["Hydroponics club"]


@pytest.mark.parametrize(
    ("text", "words"), [("The Café", "cafe"), ("The cafe", "café"), ("Zoë’s desk", "zoes")]
)
def test_accents_and_apostrophes_do_not_matter(ada, text, words):
    ResourceFactory(title=text)
    assert titles(ada, words) == [text]


def test_a_title_comes_before_a_keyword_a_summary_and_a_body(ada):
    ResourceFactory(title="D", body="A lantern stood there.", summary="s")
    ResourceFactory(title="C", summary="With a lantern.")
    ResourceFactory(title="B", keywords=["lantern"], summary="s")
    ResourceFactory(title="Lantern", summary="s")
    assert titles(ada, "lantern") == ["Lantern", "B", "C", "D"]


def test_an_entry_with_more_of_the_words_comes_first(ada):
    ResourceFactory(title="Lantern", summary="s")
    ResourceFactory(title="Kettle", summary="s")
    ResourceFactory(title="Lantern and kettle", summary="s")
    assert titles(ada, "kettle lantern")[0] == "Lantern and kettle"


def test_students_words_lead_to_ours(ada):
    ResourceFactory(title="Counselling", summary="s")
    assert titles(ada, "shrink") == ["Counselling"]


def test_among_equals_the_own_school_comes_first_and_what_has_sunk_last(ada, school):
    long_ago = timezone.localdate() - timedelta(days=90)
    ResourceFactory(title="Lantern", summary="s", review_by=long_ago)
    ResourceFactory(title="A lantern", summary="s")
    ResourceFactory(title="The lantern", summary="s", school=school)
    assert titles(ada, "lantern") == ["The lantern", "A lantern", "Lantern"]


def test_help_lines_of_the_own_country_come_first(ada):
    ResourceFactory(title="Lantern line one", summary="s", kind="helpline", country="US")
    ResourceFactory(title="Lantern line two", summary="s", kind="helpline", country="GB")
    assert titles(ada, "lantern line") == ["Lantern line two", "Lantern line one"]


def test_what_is_open_comes_first_where_the_words_ask_for_it(ada):
    ResourceFactory(title="Lantern", summary="s", kind="service")
    day_round = ResourceFactory(title="The other", summary="lantern", kind="service")
    for weekday in range(7):
        ScheduleFactory(resource=day_round, weekday=weekday, opens_at=clock(0), closes_at=clock(0))
    assert titles(ada, "lantern") == ["Lantern", "The other"]
    assert titles(ada, "lantern open now") == ["The other", "Lantern"]


def test_one_tap_leaves_what_is_open(client, ada):
    ResourceFactory(title="Lantern", school=ada.school)
    day_round = ResourceFactory(title="Lantern by night", school=ada.school)
    for weekday in range(7):
        ScheduleFactory(resource=day_round, weekday=weekday, opens_at=clock(0), closes_at=clock(0))
    client.force_login(ada)
    page = client.post(SEARCH, {"words": "lantern"}).text
    assert '<button class="btn btn-soft btn-sm" type="submit" name="open" value="yes">' in page
    assert "1 open now" in page
    assert "1 open now" not in client.post(SEARCH, {"words": "lantern", "open": "yes"}).text
    assert titles(ada, "lantern", chosen={"open": frozenset({"yes"})}) == ["Lantern by night"]


def test_what_was_looked_for_is_marked(ada):
    ResourceFactory(title="<b>Lantern</b>", summary="Of lanterns", body="x")
    ResourceFactory(title="Other", summary="s", body="Before. **Bring** a [lantern](/help-now/). After.")
    first, second = find(ada, words="lantern", now=timezone.now()).hits
    assert first.passage.title == "&lt;b&gt;<mark>Lantern</mark>&lt;/b&gt;"
    assert first.passage.summary == "Of <mark>lanterns</mark>"
    assert second.passage.body == "Before. Bring a <mark>lantern</mark>. After"


# Whose


@pytest.fixture
def foreign(school, other_school):
    """What Ada must not find: each holds a word of its own."""
    ResourceFactory(title="Zeppelin", school=other_school)
    SchoolViewFactory(school=school, resource=ResourceFactory(title="Quokka", public=True))
    ResourceFactory(title="Marzipan", withdrawn_on=timezone.localdate())
    ResourceFactory(title="Trombone", status=Status.INACTIVE)
    ResourceFactory(title="Lantern", summary="s", kind="article")


@pytest.mark.parametrize("word", ["zeppelin", "quokka", "marzipan", "trombone"])
def test_what_one_may_not_see_is_in_no_result_no_count_and_no_help(ada, client, foreign, word):
    slip = word[0] + word[2] + word[1] + word[3:]
    for words in (word, word[:4], slip, f"lantern {word}", f"lantern {slip}"):
        found = find(ada, words=words, now=timezone.now())
        assert {hit.entry.title for hit in found.hits} <= {"Lantern"}, words
        assert {entry.title for entry in found.nearest} <= {"Lantern"}, words
        assert word not in str(found.meant), words
        assert all(count <= 1 for values in counts(found).values() for count in values.values())
    client.force_login(ada)
    page = client.post(SEARCH, {"words": slip}).text
    assert word not in page.lower().replace(slip, "")


def test_each_reader_finds_the_own_part(ada, nia, op, school):
    ResourceFactory(title="Lantern for all", public=True)
    ResourceFactory(title="Lantern for members")
    ResourceFactory(title="Lantern of Northgate", school=school)
    everybody, members = {"Lantern for all"}, {"Lantern for all", "Lantern for members"}
    assert set(titles(AnonymousUser(), "lantern")) == everybody
    assert set(titles(op, "lantern")) == set(titles(nia, "lantern")) == members
    assert set(titles(ada, "lantern")) == members | {"Lantern of Northgate"}


def test_guides_are_those_that_one_may_open(ada, school, other_school):
    ResourceFactory(title="Ours", kind="guide", school=school)
    ResourceFactory(title="Everybody's", kind="guide")
    ResourceFactory(title="Theirs", kind="guide", school=other_school)
    ResourceFactory(title="Gone", kind="guide", withdrawn_on=timezone.localdate())
    ResourceFactory(title="No guide", kind="article")
    assert [guide.title for guide in guides_for(ada)] == ["Ours", "Everybody's"]


# Filters


@pytest.fixture
def shelf(school):
    ResourceFactory(title="Lantern one", kind="service", cost="free", reaches_file="no", languages=["en", "cy"],
                    support=["emotional"], stages=["year-1"], school=school)  # fmt: skip
    ResourceFactory(title="Lantern two", kind="service", cost="paid", reaches_file="yes", languages=["en"],
                    support=["emotional", "appraisal"], stages=[])  # fmt: skip
    ResourceFactory(title="Lantern three", kind="article", cost="free", reaches_file="unknown", languages=["en"],
                    support=["informational"], stages=["year-2"])  # fmt: skip


@pytest.mark.parametrize("words", ["", "lantern"])
@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"kind": {"service"}},
        {"kind": {"service"}, "free": {"yes"}},
        {"kind": {"service", "article"}, "language": {"cy"}},
        {"stage": {"year-1"}, "confidential": {"yes"}},
        {"support": {"emotional", "informational"}, "free": {"yes"}},
        {"open": {"yes"}},
    ],
    ids=lambda chosen: "-".join(chosen) or "none",  # sets have no order that two processes share
)
def test_a_number_says_what_one_would_see_with_that_choice(ada, shelf, words, chosen):
    chosen = {name: frozenset(values) for name, values in chosen.items()}
    now = timezone.now()
    for name, values in counts(find(ada, words=words, chosen=chosen, now=now)).items():
        for value, count in values.items():
            alone = {**chosen, name: frozenset([value])}
            assert find(ada, words=words, chosen=alone, now=now).total == count, (name, value)


def test_a_library_too_big_to_count_is_filtered_by_the_database(ada, shelf, monkeypatch):
    monkeypatch.setattr("resources.catalogue.MOST_LISTED", 2)
    for chosen, expected in [
        ({"kind": {"article"}}, {"Lantern three"}),
        ({"free": {"yes"}, "support": {"emotional"}}, {"Lantern one"}),
        ({"stage": {"year-2"}, "topic": {"sleep"}}, set()),
        ({"language": {"cy"}, "confidential": {"yes"}}, {"Lantern one"}),
        ({"stage": {"year-2"}, "kind": {"service"}}, {"Lantern two"}),
    ]:
        chosen = {name: frozenset(values) for name, values in chosen.items()}
        found = find(ada, chosen=chosen, now=timezone.now())
        assert found.is_cut
        assert {hit.entry.title for hit in found.hits} == expected


# Whatever is typed
