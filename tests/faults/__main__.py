"""Breaks things on purpose and prints what became of every letter: `make faults`, ARGS="--small kills outage"."""

import argparse
import random
import sys
import time

from config.local.borrow import stop_means_leave
from tests.faults import runs
from tests.faults.figures import table


def main() -> int:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(runs.full(random.Random()))}")
    parser.add_argument("--small", action="store_true", help="as the suite runs them")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    faults = runs.small(chance) if arguments.small else runs.full(chance)
    if unknown := set(arguments.names) - set(faults):
        parser.error(f"there is no fault called {', '.join(sorted(unknown))}")
    rows = []
    with stop_means_leave():
        began = time.monotonic()
        for row in runs.run(faults, arguments.names):
            took, began = time.monotonic() - began, time.monotonic()
            print(f"{row.fault}: {'BROKEN' if row.broken else 'kept'} ({took:.0f} s)", flush=True)
            rows.append(row)
    print(f"\n{table(rows)}\nSeed {arguments.seed}.")
    return 1 if any(row.broken for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
