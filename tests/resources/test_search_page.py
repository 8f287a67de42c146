"""The page of a search: what is sent and shown, what nobody is told of it, and whatever is typed."""

import logging
import time

import pytest
from django.db import connection
from django.urls import reverse

from tests.factories import ResourceFactory, ScheduleFactory
from tests.test_bad_input import HUGE, RTL, SCRIPT

pytestmark = pytest.mark.django_db


INDEX, SEARCH = "/library/", "/library/search/"


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
