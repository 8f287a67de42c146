"""PostgreSQL restarted while letters leave: in order, and as if the power had failed."""

import random
import signal
import time
from collections import Counter
from contextlib import suppress

import psycopg2

from config.local.supervisor import Keeper
from tests.faults.figures import Row, caused, seconds
from tests.faults.place import SHIPPED_LEASE, Place

WAYS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}


def restarted(place: Place, *, letters: int, times: int, way: str, chance: random.Random) -> Row:
    row = Row(f"PostgreSQL restarted while sending ({way})", times=times, allowed=10)
    place.sink.behave(reply_after=0.05)  # so slowly that letters are left, however late the blow falls
    keepers = [Keeper(child) for child in place.call("shipped")]
    news: list[str] = []
    place.inside.due_plans(count=letters)
    place.until(lambda: place.arrived() > 0, "the first letter leaves", within=90)
    delays, worst, answered_for = [], 0, Counter[str]()
    for _ in range(times):
        mark = place.arrived()
        place.until(lambda mark=mark: place.arrived() > mark + 5, "letters leave", within=60)
        time.sleep(chance.uniform(0, 0.3))
        began = time.time()
        restart(place, WAYS[way])
        time.sleep(1)  # the worker finds out when it wants to stamp the next ten
        worst = max(worst, caused(place, before=began + SHIPPED_LEASE, told=answered_for))
        stamped = place.count("sent_at IS NOT NULL")

        def is_sending(stamped: int = stamped) -> bool:
            for keeper in keepers:
                keeper.look(time.monotonic(), news.append)
            return place.count("sent_at IS NOT NULL") > stamped

        delays.append(place.until(is_sending, "letters leave again", within=90))
    place.sink.behave(reply_after=0)
    place.until(lambda: not place.waiting(), "all left", within=180)
    row.note(f"the next letter was stamped {seconds(delays)} after it took connections again")
    row.note(f"processes that ended and had to be started again: {len(news)}")
    row.settle(place, worst=worst)
    row.promise(row.doubled <= answered_for.total(), "letters were doubled that no restart accounts for")
    return row


def restart(place: Place, how: signal.Signals) -> None:
    server = place.postgres.child
    assert server.process is not None
    place.hang_up()
    server.process.send_signal(how)
    server.process.wait()
    server.start()
    server.wait_until_it_answers(60)
    with suppress(psycopg2.Error):
        place.ask("SELECT 1")
