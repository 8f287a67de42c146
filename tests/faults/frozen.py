"""A worker that stands still for longer than its lease, as on a machine that slept, and then goes on."""

import os
import signal

from tests.faults.figures import Row
from tests.faults.kills import STANDSTILL, children_of
from tests.faults.place import LONE_LEASE, Place, lone


def beyond_its_lease(place: Place, *, letters: int, times: int) -> Row:
    row = Row("a worker frozen beyond its lease", allowed=10)
    worst = 0
    for number in range(times):
        before = place.doubled()
        place.end_workers()
        [first] = place.call("lone")
        place.sink.behave(chunking=bool(number % 2), reply_after=0.05)
        mark = place.arrived()
        place.inside.due_plans(count=letters, name=f"frozen{number}-")
        place.inside.sweep()
        place.until(lambda mark=mark: place.arrived() > mark + 10, "letters leave", within=60, ringing=True)
        assert first.process is not None
        frozen = children_of(first.process.pid)
        for child in frozen:
            os.kill(child, signal.SIGSTOP)
        held = place.count("sent_at IS NULL AND claimed_until IS NOT NULL")
        lone(place)
        place.sink.behave(reply_after=0)
        place.until_all_left(standstill=STANDSTILL + 30)  # the second worker has yet to start
        second = place.workers[-1]
        assert second.process is not None
        os.killpg(second.process.pid, signal.SIGKILL)
        second.process.wait()
        for child in frozen:
            os.kill(child, signal.SIGCONT)
        # What comes now is sent by the first, when it is done with what it was at.
        place.inside.due_plans(count=5, name=f"after{number}-")
        place.inside.sweep()
        place.until_all_left(standstill=STANDSTILL)
        place.let_it_come()
        row.times += 1
        doubled = place.doubled() - before
        worst = max(worst, doubled)
        row.note(f"held {held} letters when it froze; {doubled} doubled")
        row.promise(held > 10, "it held no letters to speak of")
    place.end_workers()
    row.note(f"lease {LONE_LEASE} s instead of 600 s")
    row.settle(place, worst=worst)
    return row
