"""Several connections over one queue: each letter once, and together no more unstamped than one may leave."""

import time
from contextlib import contextmanager

import pytest

from accounts.sending import SmtpUnavailable, send_by
from accounts.smtp import Line
from accounts.wire import Verdict
from benchmarks.sink import Sink
from tests.accounts.smtp_lines import EVERY_WAY, SENDER, TOGETHER, ids, letters, line_to


@contextmanager
def lines_to(server, count, **options):
    lines = [line_to(server, **options) for _ in range(count)]
    try:
        yield lines
    finally:
        for line in lines:
            line.close()


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize(("count", "letters_there"), [(2, 1), (2, 43), (3, 43)])
def test_lines_share_letters_and_each_arrives_once(sink, book, way, count, letters_there):
    sink.behave(**way, defer_every=7)
    with lines_to(sink, count) as lines:
        send_by(lines, iter(letters(letters_there)), every=10, stamp=book.stamp)
    assert sorted(outcome.key for outcome in book.outcomes) == list(range(letters_there))
    assert sorted(sink.ids()) == sorted(ids(book.keys(Verdict.ACCEPTED)))
    assert sink.counters()["connections"] == min(count, letters_there)
    assert max(map(len, book.stamps)) <= 10


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize("every", [2, 4, 10])
def test_lines_together_keep_the_promise_that_one_keeps(sink, way, every):
    sink.behave(**way)
    stamped = 0

    def stamp(outcomes):
        nonlocal stamped
        time.sleep(0.01)  # time enough for a letter that left too early to be counted
        assert len(outcomes) <= sink.counters()["accepted"] - stamped <= every
        stamped += len(outcomes)

    with lines_to(sink, 3) as lines:
        send_by(lines, iter(letters(25)), every=every, stamp=stamp)
    assert stamped == 25


def test_letters_stamped_one_by_one_need_no_second_line(sink, book):
    with lines_to(sink, 2) as lines:
        send_by(lines, iter(letters(5)), every=1, stamp=book.stamp)
    assert sink.counters()["connections"] == 1
    assert [len(stamp) for stamp in book.stamps] == [1] * 5


def test_a_server_that_takes_no_second_line_gets_its_letters_by_the_first(sink, book):
    with Sink() as gone:
        port = gone.port
    lines = [line_to(sink), Line(sender=SENDER, host="127.0.0.1", port=port)]
    send_by(lines, iter(letters(12)), every=10, stamp=book.stamp)
    lines[0].close()
    assert book.keys(Verdict.ACCEPTED) == list(range(12))


def test_a_line_that_was_turned_away_once_is_not_tried_again(sink, book):
    with Sink(greet_421=True) as full, lines_to(sink, 1) as [first]:
        lines = [first, line_to(full)]
        for _ in range(3):
            send_by(lines, iter(letters(12)), every=10, stamp=book.stamp)
        assert full.counters()["connections"] == 1


@pytest.mark.parametrize("way", EVERY_WAY)
def test_when_the_server_falls_silent_no_line_begins_another_letter(sink, book, way):
    sink.behave(hang_after=12, **way)
    with lines_to(sink, 2, timeout=1.5) as lines, pytest.raises(SmtpUnavailable):
        send_by(lines, iter(letters(30)), every=10, stamp=book.stamp)
    assert len(book.keys(Verdict.ACCEPTED)) == sink.counters()["accepted"] == 12
    assert len(book.keys(Verdict.UNKNOWN)) <= (10 if way == TOGETHER else 2)


@pytest.mark.parametrize("way", EVERY_WAY)
def test_lines_that_are_hung_up_on_go_on_together(sink, book, way):
    sink.behave(close_after=4, **way)
    with lines_to(sink, 2) as lines:
        send_by(lines, iter(letters(30)), every=10, stamp=book.stamp)
    assert sorted(book.keys(Verdict.ACCEPTED)) == list(range(30))
    assert sorted(sink.ids()) == sorted(ids(range(30)))


def test_when_a_stamp_fails_no_line_sends_any_more(sink, book):
    def no_database(outcomes):
        raise ConnectionError("database is gone")

    with lines_to(sink, 2) as lines, pytest.raises(ConnectionError):
        send_by(lines, iter(letters(30)), every=4, stamp=no_database)
    assert sink.counters()["accepted"] == 4
