"""kill -9, at random moments of sending: of the process that sends, of its parent, or of both at once."""

import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from config.local.children import Child
from tests.faults.figures import Row, caused
from tests.faults.place import LONE_LEASE, Place

# A killed worker's letters wait for its lease to lapse; nothing else may keep all letters where they are.
STANDSTILL = 3 * LONE_LEASE + 10
VICTIMS = ("child", "child", "both", "both", "parent")
HELD = "sent_at IS NULL AND claimed_until IS NOT NULL AND claimed_until > now()"


def reminders(place: Place, *, letters: int, kills: int, chance: random.Random) -> Row:
    """Kills while reminders leave, by turns to a mail server that takes them one by one and one that takes chunks."""
    row = Row("kill -9 of workers, reminders", allowed=10)
    place.inside.due_plans(count=letters)
    place.inside.sweep()
    kill_often(place, row, kills=kills, chance=chance, delay=0.02)
    return row


def urgent(place: Place, *, letters: int, kills: int, chance: random.Random) -> Row:
    """The same with letters to staff on duty: ten of them, one letter each for every student who asks."""
    row = Row("kill -9 of workers, urgent letters", allowed=1)
    # A worker of an earlier fault would hear the bell and have sent them all before the first blow.
    place.end_workers()
    place.inside.duty_list(count=10)
    place.inside.concerns(count=letters // 10)
    kill_often(place, row, kills=kills, chance=chance, delay=0.02)
    return row


def kill_often(place: Place, row: Row, *, kills: int, chance: random.Random, delay: float) -> None:
    [worker] = place.call("lone")
    told: Counter[str] = Counter()  # repeats of each letter that an earlier kill has answered for
    worst, in_mid_sending, hit = 0, 0, Counter[str]()
    while in_mid_sending < kills and hit.total() < 2 * kills and place.waiting():
        # A chunking server is sent a whole stamp at once and answers once for all of it.
        chunks = bool(hit.total() % 2)
        place.sink.behave(chunking=chunks, reply_after=delay * 5 if chunks else delay)
        came = place.arrived()
        place.until(lambda came=came: place.arrived() > came, "letters leave", within=60, ringing=True)
        time.sleep(chance.uniform(0, 0.5))
        # Between two turns of a worker there is nothing to break: the blow falls when one holds letters.
        place.until(
            lambda: place.count(HELD) or not place.waiting(), "letters are held", within=30, ringing=True
        )
        victim = chance.choice(VICTIMS)
        in_mid_sending += bool(place.count(HELD))
        fell_at = kill(place, worker, victim)
        hit[victim] += 1
        place.let_it_come()
        doubles = caused(place, before=fell_at + LONE_LEASE, told=told)
        worst = max(worst, doubles)
        if victim != "child":
            place.start_again(worker)
    place.sink.behave(reply_after=0)
    # What two workers left behind goes one at a time, and by now that is most of it.
    place.until_all_left(standstill=STANDSTILL)
    row.times = hit.total()
    row.note(", ".join(f"{victim} {count} x" for victim, count in sorted(hit.items())))
    row.note(f"{in_mid_sending} of them left letters claimed; lease {LONE_LEASE} s instead of 600 s")
    # It is the harness that takes aim, and now and then a worker has just let go: that one does not count.
    row.promise(in_mid_sending == kills, f"only {in_mid_sending} kills hit a worker that was sending")
    row.settle(place, worst=worst)
    row.note(f"{row.doubled / row.times:.1f} letters doubled by a kill on average")
    strange = row.doubled - sum(told.values())
    row.promise(strange <= 0, f"{strange} letters were doubled that no kill accounts for")


def kill(place: Place, worker: Child, victim: str) -> float:
    """Returns when the last of them fell: until then letters may have been claimed (seconds since 1970)."""
    assert worker.process is not None
    parent = worker.process.pid
    children = children_of(parent)
    if victim == "child":
        for child in children:
            end(child)
        fell_at = time.time()  # the next child may claim at any moment from here
        place.until(lambda: not any(map(is_there, children)), "the child is gone", within=10, every=0.01)
        return fell_at
    if victim == "both":
        os.killpg(parent, signal.SIGKILL)
    else:
        # The orphan goes on for a moment, and may claim more, until it goes by itself.
        end(parent)
    worker.process.wait()
    place.until(
        lambda: not any(map(is_there, children)), "no orphan stays", within=LONE_LEASE + 10, every=0.01
    )
    return time.time()


def end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def children_of(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # pid (name) state parent ...; the name may hold anything, so read from its last bracket
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def is_there(pid: int) -> bool:
    """Running, that is: a process that ended stays in the list until its parent has looked."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
