"""Redis emptied while letters leave, and gone for a while."""

import signal
import time

import redis

from tests.faults.figures import Row
from tests.faults.place import Place

RETURN = 60.0  # seconds after its return within which the next letter has to leave


def flushed(place: Place, *, letters: int, times: int) -> Row:
    row = Row("Redis: FLUSHALL while sending", times=times, allowed=0)
    place.sink.behave(reply_after=0.02)
    place.call("shipped")
    place.inside.due_plans(count=letters)
    place.until(lambda: place.arrived() > 0, "the first letter leaves", within=90)
    with redis.Redis.from_url(place.valkey.url) as client:
        for number in range(times):
            mark = place.arrived()
            place.until(
                lambda mark=mark: place.arrived() > mark or not place.waiting(), "letters leave", within=60
            )
            client.flushall()
            # New work must be found too: a flush takes the bells that were queued, and where they hang.
            place.inside.due_plans(count=20, name=f"after{number}")
    total = letters + 20 * times
    took = place.until(lambda: place.count() == total and not place.waiting(), "all left", within=180)
    row.note(f"everything had left {took:.0f} s after the last flush; beat alone rang")
    row.settle(place)
    return row


def stopped(place: Place, *, letters: int, seconds: float) -> Row:
    row = Row(f"Redis: away for {seconds:.0f} s while sending", times=1, allowed=0)
    place.sink.behave(reply_after=0.02)
    place.call("shipped")
    place.inside.due_plans(count=letters)
    place.until(lambda: place.arrived() > 0, "the first letter leaves", within=90)
    server = place.valkey.child
    assert server.process is not None
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    place.inside.due_plans(count=letters, name="meanwhile")
    time.sleep(seconds)
    mark = place.arrived()
    server.start()
    server.wait_until_it_answers(30)
    total = 2 * letters
    if mark < total:
        delay = place.until(lambda: place.arrived() > mark, "a letter leaves after its return", within=120)
        row.note(f"{mark} of {total} had left when it came back; the next left {delay:.1f} s after that")
        row.promise(delay <= RETURN, f"{delay:.0f} s of silence after its return")
    place.sink.behave(reply_after=0)
    took = place.until(lambda: place.count() == total and not place.waiting(), "all left", within=180)
    row.note(f"those {letters} that fell due meanwhile had all left {took:.0f} s later")
    row.settle(place)
    return row
