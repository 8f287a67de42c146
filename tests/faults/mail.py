"""A mail server that puts off, refuses, falls silent, hangs up and forgets to answer.

The waits between tries are minutes and hours, so time is moved on in the rows instead of waited for.
"""

from collections.abc import Sequence
from itertools import product

from tests.faults.figures import Row
from tests.faults.place import PATIENCE, Place

MOST_TRIES = 6
MOVE_ON = """
UPDATE accounts_letter SET due_at = due_at - passed.time, stale_at = stale_at - passed.time
  FROM (SELECT greatest(max(due_at) - now(), '0') AS time FROM accounts_letter
         WHERE sent_at IS NULL AND dropped_at IS NULL AND dead_at IS NULL) AS passed
 WHERE sent_at IS NULL AND dropped_at IS NULL AND dead_at IS NULL
"""


def post(place: Place, letters: int, name: str = "person") -> None:
    place.inside.due_plans(count=letters, name=name)
    place.inside.sweep()


def next_try(place: Place, note: str) -> None:
    """Waits until every letter in hand was tried, then moves time on to when they are due again."""
    place.until(
        lambda: (
            not place.count("sent_at IS NULL AND dead_at IS NULL AND dropped_at IS NULL AND due_at <= now()")
        ),
        note,
        within=60,
        ringing=True,
    )
    place.ask(MOVE_ON)


def through_all_tries(place: Place) -> int:
    """Until nothing waits any more; returns the rounds it took."""
    for number in range(1, MOST_TRIES + 2):
        next_try(place, f"round {number} of tries")
        if not place.waiting():
            return number
    raise AssertionError(f"Letters are still tried after {MOST_TRIES} tries.")


def put_off(place: Place, *, letters: int) -> Row:
    """4xx to everybody twice, then a good day: all arrive. 4xx for ever: six tries, dead, seen by staff, sent again."""
    row = Row("SMTP: 4xx to everybody", times=1, allowed=0)
    place.call("lone")
    place.sink.behave(defer_every=1)
    post(place, letters)
    next_try(place, "first try")
    next_try(place, "second try")
    place.sink.behave(defer_every=0)
    rounds = through_all_tries(place)
    row.note(f"twice put off, then all {place.arrived()} arrived in {rounds} round")
    row.promise(place.arrived() == letters, "not all arrived after being put off")
    before = place.sink.counters()["deferred"]
    place.sink.behave(defer_every=1)
    post(place, letters, "later")
    rounds = through_all_tries(place)
    deferred = place.sink.counters()["deferred"] - before
    dead = place.inside.dead()
    row.note(
        f"put off for ever: {deferred / letters:.0f} tries a letter, then {len(dead)} dead, in staff's list"
    )
    row.promise(deferred == MOST_TRIES * letters, f"{deferred} tries of {letters} letters")
    row.promise(rounds == MOST_TRIES, f"{rounds} rounds of tries")
    row.promise(len(dead) == letters, f"{len(dead)} of {letters} are dead")
    row.promise(all("later please" in reason for _, reason in dead), "the reason is not the server's own")
    place.sink.behave(defer_every=0)
    place.inside.requeue()
    through_all_tries(place)
    row.note(f"given another life by staff: {place.arrived() - letters} arrived")
    row.settle(place)
    return row


def refused(place: Place, *, letters: int) -> Row:
    """5xx for one in ten: dead at the first try; the others are not held up."""
    row = Row("SMTP: 5xx for some", times=letters // 10, allowed=0)
    place.call("lone")
    place.sink.behave(refuse_containing="nobody")
    for _ in range(letters // 10):
        place.inside.due_plans(count=9)
        place.inside.due_plans(count=1, name="nobody")
    place.inside.sweep()
    rounds = through_all_tries(place)
    dead = place.inside.dead()
    refusals = place.sink.counters()["refused"]
    row.note(
        f"{len(dead)} dead after {refusals / max(1, len(dead)):.0f} try each, in staff's list; {rounds} round"
    )
    row.promise(len(dead) == row.times == refusals, "not every refusal is one dead letter")
    row.promise(place.arrived() == letters - row.times, "somebody was held up by another's refusal")
    place.sink.behave(refuse_containing="")
    place.inside.requeue()
    through_all_tries(place)
    row.settle(place)
    return row


BEFORE_A_TEXT, INSTEAD_OF_AN_ANSWER = "hang_after", "swallow_after"
SILENCES = tuple(product((False, True), (BEFORE_A_TEXT, INSTEAD_OF_AN_ANSWER)))


def hangs(place: Place, *, letters: int, silences: Sequence[tuple[bool, str]] = SILENCES) -> Row:
    """Silence in the middle, one by one and in chunks: before the next text has left, and instead of its answer.

    Only what may have left is charged with a try, and perhaps the one letter that may be what the server cannot bear.
    """
    row = Row("SMTP: hangs in the middle", allowed=10)
    place.call("lone")
    worst, half = 0, letters // len(silences) // 2
    for chunks, silence in silences:
        mark, before = place.arrived(), place.doubled()
        place.sink.behave(chunking=chunks, **{silence: half})
        post(place, 2 * half, f"{silence.replace('_', '-')}{chunks:d}")
        came = mark + half + (silence == INSTEAD_OF_AN_ANSWER)
        place.until(lambda came=came: place.arrived() >= came, "half left", within=60, ringing=True)
        # Freed, that is, and not only lapsed.
        place.until(
            lambda: not place.count("claimed_until IS NOT NULL"), "the worker gave up and let go", within=30
        )
        place.let_it_come()
        left = place.count("sent_at IS NULL AND attempts = 0")
        charged = place.count("sent_at IS NULL AND attempts > 0")
        place.sink.behave(hang_after=0, swallow_after=0)
        through_all_tries(place)
        doubled = place.doubled() - before
        worst = max(worst, doubled)
        row.times += 1
        where = "before a text" if silence == BEFORE_A_TEXT else "instead of an answer"
        row.note(
            f"{where}{', in chunks' if chunks else ''}: {charged} charged with a try, {left} not; {doubled} doubled"
        )
        row.promise(charged <= 10, f"{charged} letters were charged with a try")
        row.promise(left > 0, "no letter was left to be given back")
        if silence == INSTEAD_OF_AN_ANSWER:
            row.promise(doubled > 0, "no letter was taken without an answer")
        else:
            row.promise(not doubled, f"{doubled} letters were doubled that never left")
    row.note(f"given up after {PATIENCE} s of silence instead of 20 s")
    row.settle(place, worst=worst)
    return row


def drops(place: Place, *, letters: int) -> Row:
    """The line ends inside every tenth letter: that one is tried again, no other is."""
    row = Row("SMTP: hangs up inside a letter", allowed=0)
    place.call("lone")
    place.sink.behave(drop_in_data_every=10)
    post(place, letters)
    rounds = through_all_tries(place)
    row.times = place.connections() - rounds
    row.note(f"{place.connections()} connections, {rounds} rounds of tries, {len(place.inside.dead())} dead")
    row.settle(place)
    return row


def unanswered(place: Place, *, letters: int) -> Row:
    """Every tenth letter is taken and the answer never comes: it may have left, and is tried again all the same."""
    row = Row("SMTP: takes a letter and never answers", allowed=1)
    place.call("lone")
    place.sink.behave(drop_unanswered_every=10)
    post(place, letters)
    rounds = through_all_tries(place)
    copies = place.most_copies()
    row.times = place.arrived() // 10
    row.note(f"{rounds} rounds of tries; at most {copies} copies of one letter, all with its Message-ID")
    row.promise(copies <= MOST_TRIES, f"{copies} copies of one letter")
    row.settle(place, worst=-(-place.doubled() // row.times))
    return row


def nobody_there(place: Place, *, letters: int) -> Row:
    """The mail server says 421 to everybody for twenty bells: no letter is charged with a try."""
    row = Row("SMTP: 421 to everybody", times=20, allowed=0)
    place.call("lone")
    place.sink.behave(greet_421=True)
    before = place.connections()
    post(place, letters)
    place.until(
        lambda: place.connections() >= before + 20, "twenty bells", within=60, ringing=True, every=0.1
    )
    charged = place.count("attempts > 0")
    row.promise(not charged, f"{charged} letters were charged with a try")
    place.sink.behave(greet_421=False)
    through_all_tries(place)
    row.note("no letter was charged with a try")
    row.settle(place)
    return row
