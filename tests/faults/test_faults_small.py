"""`make faults`, smaller: no letter is lost, and no more are doubled than was promised."""

import random

from tests.faults import runs
from tests.faults.figures import Row, table


def test_faults_break_no_promise():
    faults = runs.small(random.Random(7))  # which process a blow falls on; `make faults` draws anew
    rows = list(runs.run(faults, list(faults)))
    assert len(rows) == len(faults)
    assert all(row.letters for row in rows), table(rows)
    assert not any(row.broken for row in rows), table(rows)


def test_the_table_says_which_promise_was_broken():
    row = Row("a fault", letters=10, allowed=1)
    row.promise(False, "2 letters lost")
    assert "BROKEN: 2 letters lost" in table([Row("another"), row])
    assert "kept" in table([Row("another")])
    assert "BROKEN" not in table([Row("another")])
