"""Letters over real sockets to the sink: in order, once, stamped in time, through every mishap it knows."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from accounts.sending import Queue, SmtpUnavailable, Tally
from accounts.smtp import Line
from accounts.wire import Outgoing, Verdict, prepare
from tests.accounts.smtp_lines import (
    EVERY_WAY,
    IN_TURN,
    SENDER,
    TOGETHER,
    ids,
    letter,
    letters,
    line_to,
)


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize("every", [1, 10, 50])
def test_all_letters_arrive_once_and_in_order(sink, book, way, every):
    sink.behave(**way)
    with line_to(sink) as line:
        line.send(iter(letters(23)), every=every, stamp=book.stamp)
        line.send(iter([letter(23)]), every=every, stamp=book.stamp)
    assert sink.ids() == ids(range(24))
    assert sink.counters()["connections"] == 1
    assert book.keys(Verdict.ACCEPTED) == list(range(24))
    assert {(outcome.code, outcome.text) for outcome in book.outcomes} == {(250, "kept")}


def test_nothing_to_send_is_no_trouble(sink, book):
    with line_to(sink) as line:
        line.send(iter([]), every=1, stamp=book.stamp)
    assert book.stamps == []


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize("every", [1, 4])
def test_no_letter_leaves_while_its_forerunners_wait_for_their_stamp(sink, way, every):
    sink.behave(**way)
    stamped = 0

    def stamp(outcomes):
        nonlocal stamped
        assert len(outcomes) <= every
        stamped += len(outcomes)
        time.sleep(0.01)  # time enough for a letter that left too early to be counted
        assert sink.counters()["accepted"] == stamped

    with line_to(sink) as line:
        line.send(iter(letters(10)), every=every, stamp=stamp)
    assert stamped == 10


@pytest.mark.parametrize("way", [*EVERY_WAY, {"pipelining": True, "data_without_recipient": True}])
def test_a_refused_recipient_holds_up_nobody(sink, book, way):
    sink.behave(refuse_containing="nobody", **way)
    with line_to(sink) as line:
        to_send = [letter(0), letter(1, "nobody@med.example"), letter(2, "nobody@med.example"), letter(3)]
        line.send(iter(to_send), every=10, stamp=book.stamp)
    assert sink.ids() == ids([0, 3])
    assert [outcome.verdict.value for outcome in book.outcomes] == [
        "accepted",
        "refused",
        "refused",
        "accepted",
    ]
    assert (book.outcomes[1].code, book.outcomes[1].text) == (550, "5.1.1 nobody here")


@pytest.mark.parametrize("way", EVERY_WAY)
def test_letters_that_are_put_off_are_told_from_those_refused(sink, book, way):
    sink.behave(defer_every=3, **way)
    with line_to(sink) as line:
        line.send(iter(letters(6)), every=10, stamp=book.stamp)
        sink.behave(defer_every=0, defer_data_every=2)
        line.send(iter(letters(2)), every=10, stamp=book.stamp)
        sink.behave(defer_data_every=0, refuse_data_every=2)
        line.send(iter(letters(2)), every=10, stamp=book.stamp)
    assert [outcome.code for outcome in book.outcomes] == [250, 250, 451, 250, 250, 451, 250, 452, 250, 554]
    assert book.keys(Verdict.DEFERRED) == [2, 5, 1]
    assert book.keys(Verdict.REFUSED) == [1]


@pytest.mark.parametrize("way", EVERY_WAY)
def test_a_server_that_hangs_up_now_and_then_gets_every_letter_once(sink, book, way):
    sink.behave(close_after=4, **way)
    with line_to(sink) as line:
        line.send(iter(letters(10)), every=3, stamp=book.stamp)
    assert sink.ids() == ids(range(10))
    assert book.keys(Verdict.ACCEPTED) == list(range(10))
    assert sink.counters()["connections"] == 3


@pytest.mark.parametrize("way", IN_TURN)
def test_a_letter_cut_off_in_the_middle_is_unknown_and_the_rest_goes_on(sink, book, way):
    sink.behave(drop_in_data_every=3, **way)
    with line_to(sink) as line:
        line.send(iter(letters(5)), every=10, stamp=book.stamp)
    assert book.keys(Verdict.UNKNOWN) == [2]
    assert book.keys(Verdict.ACCEPTED) == [0, 1, 3, 4]
    assert sink.ids() == ids([0, 1, 3, 4])


@pytest.mark.parametrize("way", IN_TURN)
def test_a_letter_taken_without_an_answer_is_unknown_too(sink, book, way):
    sink.behave(drop_unanswered_every=3, **way)
    with line_to(sink) as line:
        line.send(iter(letters(4)), every=10, stamp=book.stamp)
    assert book.keys(Verdict.UNKNOWN) == [2]
    assert sink.ids() == ids(range(4))


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize("every", [1, 2, 3])
def test_no_mishap_lets_more_letters_leave_between_two_stamps(sink, book, way, every):
    sink.behave(drop_unanswered_every=5, close_after=3, defer_every=4, **way)
    with line_to(sink) as line:
        line.send(iter(letters(20)), every=every, stamp=book.stamp)
    assert max(map(len, book.stamps)) == every
    assert sorted(outcome.key for outcome in book.outcomes) == list(range(20))
    left = {
        f"<{key}@tandem.example>"
        for verdict in ("ACCEPTED", "UNKNOWN")
        for key in book.keys(Verdict[verdict])
    }
    assert set(sink.ids()) <= left
    assert len(set(sink.ids())) == len(sink.ids())


@pytest.mark.parametrize(
    ("mishap", "arrived", "unknown"),
    [
        ({"drop_in_data_every": 3}, [0, 1, 4], [2, 3]),
        ({"drop_unanswered_every": 3}, [0, 1, 2, 4], [2, 3]),
        ({"close_after": 3}, [0, 1, 2, 3, 4], []),
    ],
)
def test_of_letters_sent_together_only_those_without_an_answer_are_unknown(
    sink, book, mishap, arrived, unknown
):
    sink.behave(**TOGETHER, **mishap)
    with line_to(sink) as line:
        line.send(iter(letters(5)), every=2, stamp=book.stamp)
    assert sink.ids() == ids(arrived)
    assert book.keys(Verdict.UNKNOWN) == unknown
    assert sorted(outcome.key for outcome in book.outcomes) == list(range(5))
    assert max(map(len, book.stamps)) <= 2


def test_letters_sent_together_to_a_server_that_falls_silent(sink, book):
    sink.behave(**TOGETHER, hang_after=3)
    with pytest.raises(SmtpUnavailable, match="timed out"), line_to(sink, timeout=1.5) as line:
        line.send(iter(letters(9)), every=2, stamp=book.stamp)
    assert book.keys(Verdict.ACCEPTED) == [0, 1, 2]
    assert book.keys(Verdict.UNKNOWN) == [3]
    assert len(book.outcomes) == 4


def test_letters_sent_together_cost_a_far_server_one_round_trip(sink, book):
    sink.behave(**TOGETHER)
    tally = Tally(10, book.stamp)
    with line_to(sink) as line:
        queue = Queue(prepare(letters(20), line.mail, tally.refuse), 10)
        waits = len(list(line.sending(queue, tally)))
    assert waits == 2
    assert [len(stamp) for stamp in book.stamps] == [10, 10]


def test_a_letter_as_long_as_a_book_among_letters_sent_together(sink, book):
    long = Outgoing("long", "ada@med.example", letter(1).message + b"A calm line of text.\r\n" * 200_000)
    sink.behave(**TOGETHER)
    with line_to(sink) as line:
        line.send(iter([letter(0), long, letter(2)]), every=10, stamp=book.stamp)
    assert sink.ids() == ids(range(3))
    assert sink.counters()["bytes"] > 4_000_000


def test_a_server_that_never_answers_a_letter_is_not_tried_again_and_again(sink, book):
    sink.behave(drop_in_data_every=1)
    with pytest.raises(SmtpUnavailable, match="hung up|reset|Broken"), line_to(sink) as line:
        line.send(iter(letters(5)), every=10, stamp=book.stamp)
    assert book.keys(Verdict.UNKNOWN) == [0]
    assert len(book.outcomes) == 1
    assert sink.counters()["connections"] == 1


@pytest.mark.parametrize("way", IN_TURN)
def test_a_server_that_falls_silent_is_given_up_after_the_timeout(sink, book, way):
    sink.behave(hang_after=3, **way)
    with pytest.raises(SmtpUnavailable, match="timed out"), line_to(sink, timeout=1.5) as line:
        line.send(iter(letters(9)), every=2, stamp=book.stamp)
    assert book.keys(Verdict.ACCEPTED) == [0, 1, 2]
    # The envelope of the fourth was never answered, so the fourth never left.
    assert len(book.outcomes) == 3


def test_a_far_server_costs_one_round_trip_a_letter(sink, book):
    sink.behave(reply_after=0.25)
    with line_to(sink) as line:
        started = time.monotonic()
        line.send(iter(letters(5)), every=1, stamp=book.stamp)
        took = time.monotonic() - started
    # One for the first envelope and one for each letter; four for each letter without pipelining.
    assert 6 * 0.25 <= took < 15 * 0.25
    assert book.keys(Verdict.ACCEPTED) == list(range(5))


def test_no_server_is_no_way_out(sink):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(SmtpUnavailable, match=str(port)):
        Line(sender=SENDER, host="127.0.0.1", port=port).open()
    sink.behave(greet_421=True)
    with pytest.raises(SmtpUnavailable, match="not today"):
        line_to(sink).open()


def test_where_nothing_is_said_djangos_settings_hold(settings, sink, book):
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 5
    with Line(sender=SENDER) as line:
        line.send(iter(letters(1)), every=1, stamp=book.stamp)
    assert sink.ids() == ids([0])


def test_what_cannot_be_written_is_refused_without_asking_the_server(sink, book):
    with line_to(sink) as line:
        to_send = [
            letter(0, "zoë@med.example"),
            letter(1, "a@med.example>\r\nRCPT TO:<b@x.example"),
            Outgoing(2, "ada@med.example", "Subject: é\r\n\r\n".encode()),
            letter(3, "ada@mün.example"),
        ]
        line.send(iter(to_send), every=1, stamp=book.stamp)
    assert book.keys(Verdict.REFUSED) == [0, 1, 2]
    assert sink.ids() == ids([3])


def test_when_a_stamp_fails_nothing_more_leaves(sink, book):
    def no_database(outcomes):
        raise ConnectionError("database is gone")

    with line_to(sink) as line:
        with pytest.raises(ConnectionError, match="database is gone"):
            line.send(iter(letters(9)), every=2, stamp=no_database)
        assert sink.ids() == ids([0, 1])
        line.send(iter([letter(7)]), every=2, stamp=book.stamp)
    assert sink.ids() == ids([0, 1, 7])


def test_when_the_next_letter_cannot_be_made_those_that_left_are_stamped(sink, book):
    def makes_three():
        yield from letters(3)
        raise RuntimeError("a template is broken")

    with line_to(sink) as line, pytest.raises(RuntimeError):
        line.send(makes_three(), every=50, stamp=book.stamp)
    # The third was at hand, not yet gone: it has no outcome and never left.
    assert sink.ids() == ids([0, 1])
    assert book.keys(Verdict.ACCEPTED) == [0, 1]


def test_at_least_one_letter_leaves_between_stamps(sink, book):
    with line_to(sink) as line, pytest.raises(ValueError, match="1 or more"):
        line.send(iter(letters(1)), every=0, stamp=book.stamp)


ENDLESS = """
import itertools, os, sys, time
from django.conf import settings
settings.configure()
from accounts.sending import send_by
from accounts.smtp import Line
from accounts.wire import Outgoing

def endless():
    for number in itertools.count():
        yield Outgoing(number, "ada@med.example", b"Message-ID: <%d@tandem.example>\\r\\n\\r\\nHello.\\r\\n" % number)

def stamp(outcomes):
    time.sleep(0.002)
    os.write(1, b"".join(b"%d\\n" % outcome.key for outcome in outcomes))

with Line(sender="hello@tandem.example", host="127.0.0.1", port=int(sys.argv[1])) as line:
    others = [Line(sender="hello@tandem.example", host="127.0.0.1", port=int(sys.argv[1])) for _ in sys.argv[3:]]
    send_by([line, *others], endless(), every=int(sys.argv[2]), stamp=stamp)
"""


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize(
    ("every", "others"), [(1, []), (10, []), (10, ["second"]), (10, ["second", "third"])]
)
@pytest.mark.parametrize("kill_after", [1, 57])
def test_a_sender_killed_at_any_point_leaves_few_letters_unstamped(
    sink, tmp_path, way, every, others, kill_after
):
    sink.behave(**way)
    stamps = tmp_path / "stamps"
    with stamps.open("wb") as out:
        sender = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, str(sink.port), str(every), *others],
            stdout=out,
            cwd=Path(__file__).parents[2],
        )
        try:
            sink.wait_for(kill_after, timeout=20)
        finally:
            sender.kill()
            sender.wait()
    for _ in range(3):
        sink.counters()  # it reads what was on the wire before it answers again
    arrived, stamped = sink.ids(), stamps.read_text().split()
    assert set(arrived) >= set(ids(stamped))
    assert others or arrived[: len(stamped)] == ids(stamped)
    assert len(arrived) - len(stamped) <= every
