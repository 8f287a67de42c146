"""Searching the library: for whom, in which order, with which filters, and what nobody else may learn from it."""

import logging
import time
from datetime import time as clock
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from resources.content_files import load_library
from resources.finding import find, guides_for
from resources.kinds import Status
from resources.models import EntryText, EntryWord, KnownWord, Resource
from tests.factories import ResourceFactory, ScheduleFactory, SchoolFactory, SchoolViewFactory
from tests.test_bad_input import HUGE, RTL, SCRIPT

pytestmark = pytest.mark.django_db
INDEX, SEARCH = "/library/", "/library/search/"


def titles(user, words: str, **more) -> list[str]:
    return [hit.entry.title for hit in find(user, words=words, now=timezone.now(), **more).hits]


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


# The index follows


def test_the_index_follows_every_change(ada):
    entry = ResourceFactory(title="Lantern", summary="s")
    entry.title = "Kettle"
    entry.save()
    assert (titles(ada, "lantern"), titles(ada, "kettle")) == ([], ["Kettle"])
    Resource.objects.filter(pk=entry.pk).update(keywords=["rope"])
    assert titles(ada, "rope") == ["Kettle"]
    Resource.objects.filter(pk=entry.pk).update(withdrawn_on=timezone.localdate())
    assert titles(ada, "rope") == []
    Resource.objects.filter(pk=entry.pk).update(withdrawn_on=None)
    assert titles(ada, "rope") == ["Kettle"]
    entry.delete()
    assert not EntryText.objects.exists()
    assert not EntryWord.objects.exists()


def test_an_entry_moves_to_another_shelf(ada, nia, school, other_school):
    entry = ResourceFactory(title="Lantern", school=school)
    Resource.objects.filter(pk=entry.pk).update(school=other_school)
    assert titles(ada, "lantern") == []
    assert titles(nia, "lantern") == ["Lantern"]


def test_indexing_everything_anew_gives_the_same(ada):
    load_library(today=timezone.localdate())

    def rows():
        return (
            set(EntryText.objects.values_list("resource_id", "shelf", "document")),
            set(EntryWord.objects.values_list("resource_id", "word", "shelf", "rank")),
            set(KnownWord.objects.values_list("word", "lexeme")),
        )

    before = rows()
    with connection.cursor() as cursor:
        cursor.execute("SELECT resources_index_all()")
    assert rows() == before


def test_the_index_lists_what_the_library_lists(school):
    for status in Status:
        ResourceFactory(status=status)
        ResourceFactory(status=status, withdrawn_on=timezone.localdate(), school=school)
    assert set(EntryText.objects.values_list("pk", flat=True)) == set(
        Resource.objects.listed().values_list("pk", flat=True)
    )


@pytest.mark.parametrize(
    "text", ["it's \\ 'quoted' \\' & | ! : * <->", "a\\b 'c", "x" * 3000, "🙂 \u202eabc", "1" * 3000]
)
def test_no_text_keeps_an_entry_from_being_saved(ada, text):
    ResourceFactory(title=text[:120], summary=text[:300], keywords=[text[:60]], body=f"{text} lantern")
    assert len(titles(ada, "lantern")) == 1


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


# The page


def test_words_are_sent_by_post_and_come_back_in_the_box_alone(client, ada):
    ResourceFactory(title="Lantern")
    client.force_login(ada)
    page = client.post(SEARCH, {"words": "lantern zzkqj"})
    assert page.status_code == 200
    assert 'value="lantern zzkqj"' in page.text
    assert "<title>Library" in page.text
    assert page.text.count("zzkqj") == 1


def test_without_words_the_filters_go_into_the_address(client, ada):
    ResourceFactory(title="Lantern", kind="service")
    client.force_login(ada)
    done = client.post(SEARCH, {"words": " ", "kind": ["service", "nonsense"], "show": "40"})
    assert done.url == "/library/?kind=service&show=40#results"
    assert "Lantern" in client.get(done.url).text
    assert client.post(SEARCH, {"kind": "service", "clear": "1"}).url == INDEX
    assert client.get(SEARCH).url == INDEX


def test_htmx_is_given_what_changes(client, ada):
    ResourceFactory(title="Lantern")
    client.force_login(ada)
    part = client.post(SEARCH, {"words": "lant"}, headers={"HX-Request": "true"}).text
    assert "<mark>Lantern</mark>" in part
    assert "<html" not in part
    assert "{#" not in part
    assert 'hx-swap-oob="innerHTML"' in part
    assert "Kept by you" in client.post(SEARCH, {"words": ""}, headers={"HX-Request": "true"}).text


def test_nothing_found_offers_the_nearest_and_help_now(client, ada):
    ResourceFactory(title="Lantern", kind="service")
    client.force_login(ada)
    page = client.post(SEARCH, {"words": "zzkqjv"}).text
    assert "Nothing with these words" in page
    assert "Perhaps one of these" in page
    assert page.count("/help-now/") > client.get(INDEX).text.count("/help-now/")
    page = client.post(SEARCH, {"words": "lantern", "kind": "article"}).text
    assert "Nothing with all of that" in page
    assert "Lantern" in page


def test_words_that_sound_like_danger_put_help_now_first(client, ada):
    ResourceFactory(title="I want to die: a lecture")
    client.force_login(ada)
    page = client.post(SEARCH, {"words": "i want to die"}).text
    assert 0 < page.index("If it cannot wait") < page.index("a lecture")
    assert "If it cannot wait" not in client.post(SEARCH, {"words": "lecture"}).text


def test_a_slip_is_said_and_put_right(client, ada):
    ResourceFactory(title="Lantern")
    client.force_login(ada)
    page = client.post(SEARCH, {"words": "lnatern"}).text
    assert "We looked for <strong>lantern</strong>" in page


def test_a_search_costs_as_many_queries_however_much_there_is(
    client, ada, school, django_assert_max_num_queries
):
    def add(count):
        for number in range(count):
            entry = ResourceFactory(title=f"Lantern {number}", school=school)
            ScheduleFactory(resource=entry)

    client.force_login(ada)
    client.get(reverse("today"))
    for count in (2, 30):
        add(count)
        with django_assert_max_num_queries(8):  # the library has just changed
            client.post(SEARCH, {"words": "lantern"})
        with django_assert_max_num_queries(5):
            client.post(SEARCH, {"words": "lantern"})
    with django_assert_max_num_queries(11):
        client.post(SEARCH, {"words": "lnatern"})


# What nobody is told


def test_no_log_line_has_the_words(client, ada, caplog, capfd):
    ResourceFactory(title="Lantern")
    client.force_login(ada)
    with caplog.at_level(logging.DEBUG):
        for words in ("secretword lantern", "lnaternsecret", "secretword" * 40, "secretword\0"):
            client.post(SEARCH, {"words": words, "kind": "service"})
            client.post(SEARCH, {"words": words}, headers={"HX-Request": "true"})
        client.get(f"{INDEX}?words=secretword")
    assert caplog.records
    lines = [str(vars(record)) for record in caplog.records if record.name != "django.db.backends"]
    assert not [line for line in lines if "secret" in line]
    out = capfd.readouterr()
    assert "secret" not in out.out + out.err


def test_words_are_written_nowhere(client, ada):
    ResourceFactory(title="Lantern")
    client.force_login(ada)
    client.get(INDEX)
    page = client.post(SEARCH, {"words": "secretword"})
    assert "secretword" not in str(page.headers) + str(client.cookies)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', ["%secretword%"])
            assert cursor.fetchone() == (0,), table


# Whatever is typed

HOSTILE = [
    HUGE,
    "\0",
    "sleep\0exam",
    "' OR 1=1 --",
    "\"quoted\" 'single' `tick`",
    "a & b | !c <-> d:*AB ( ( (",
    ":*",
    "\\",
    "%_%",
    "(a+)+$" * 20,
    ".*" * 90,
    SCRIPT,
    RTL,
    "🙂🙂🙂 🙂",
    "\u202esleep",
    "e\u0301" * 60,
    "word " * 39,
    "word " * 10_000,
    "x" * 200,
    "and the of to in",
    "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
    "sleep-exam_night/shift@home.example",
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "\r\n\t\v",
    "ﷺ" * 100,
]


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: repr(words[:20]))
def test_whatever_is_typed_is_answered_soon(client, ada, words):
    ResourceFactory(title="Sleep and exams", body="The night shift. " * 300)
    client.force_login(ada)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '60s'")  # an error, where words keep the database busy
    for headers in ({}, {"HX-Request": "true"}):
        began = time.process_time()  # of this process alone, however busy the machine is
        page = client.post(
            SEARCH, {"words": words, "kind": words[:100], "show": words[:100]}, headers=headers
        )
        assert time.process_time() - began < 5
        assert page.status_code in (200, 302)
        assert SCRIPT not in (page.text if page.status_code == 200 else "")


def test_too_many_letters_are_said_beside_the_box_and_stay(client, ada):
    client.force_login(ada)
    page = client.post(SEARCH, {"words": "lantern " * 40})
    assert "id_words_error" in page.text
    assert "lantern lantern" in page.text


def test_a_school_that_is_gone_leaves_nothing_to_be_found(ada):
    gone = SchoolFactory()
    ResourceFactory(title="Lantern", school=gone)
    gone.delete()
    assert not EntryText.objects.exists()
