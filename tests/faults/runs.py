"""Which faults there are, and how large each is: for `make faults`, and for the suite."""

import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from tests.faults import broker, crowd, database, frozen, kills, mail, outage, urgent
from tests.faults.figures import Row
from tests.faults.place import Place

Fault = Callable[[Place], Row]


def full(chance: random.Random) -> dict[str, Fault]:
    return {
        "kills": partial(kills.reminders, letters=5000, kills=50, chance=chance),
        "kills-urgent": partial(kills.urgent, letters=500, kills=10, chance=chance),
        "frozen": partial(frozen.beyond_its_lease, letters=600, times=4),
        "crowd": partial(crowd.three_of_each, letters=5000),
        "flushed": partial(broker.flushed, letters=2000, times=5),
        "stopped": partial(broker.stopped, letters=2000, seconds=60),
        "restarted-fast": partial(database.restarted, letters=2000, times=5, way="fast", chance=chance),
        "restarted-crash": partial(database.restarted, letters=2000, times=5, way="immediate", chance=chance),
        "put-off": partial(mail.put_off, letters=200),
        "refused": partial(mail.refused, letters=500),
        "hangs": partial(mail.hangs, letters=400),
        "drops": partial(mail.drops, letters=500),
        "unanswered": partial(mail.unanswered, letters=500),
        "nobody-there": partial(mail.nobody_there, letters=200),
        "outage": partial(outage.a_day_dark, hours_apart=1),
        "urgent": partial(urgent.overtakes, letters=2000, times=5),
    }


def small(chance: random.Random) -> dict[str, Fault]:
    return {
        "kills": partial(kills.reminders, letters=600, kills=3, chance=chance),
        "kills-urgent": partial(kills.urgent, letters=200, kills=2, chance=chance),
        "crowd": partial(crowd.three_of_each, letters=1200),
        "stopped": partial(broker.stopped, letters=200, seconds=3),
        "restarted-fast": partial(database.restarted, letters=300, times=1, way="fast", chance=chance),
        "restarted-crash": partial(database.restarted, letters=300, times=1, way="immediate", chance=chance),
        "put-off": partial(mail.put_off, letters=20),
        "refused": partial(mail.refused, letters=50),
        "hangs": partial(mail.hangs, letters=80, silences=mail.SILENCES[::3]),
        "drops": partial(mail.drops, letters=50),
        "unanswered": partial(mail.unanswered, letters=50),
        "outage": partial(outage.a_day_dark, hours_apart=4),
        "urgent": partial(urgent.overtakes, letters=400, times=2),
        "flushed": partial(broker.flushed, letters=200, times=2),
    }


def run(faults: dict[str, Fault], names: Sequence[str]) -> Iterator[Row]:
    """One place for all of them, tidied in between. A fault that comes to no end is a broken promise."""
    with Place() as place:
        for name in names or faults:
            try:
                row = faults[name](place)
            except TimeoutError as late:
                row = Row(name, broken=[str(late)])
                place.end_workers()  # whatever they are at, it is not to spill into the next fault
            place.tidy()
            yield row
