"""The baseline (d): the floor. The product's rows and its commits, and nothing between them and the wire.

    python -m benchmarks.inside floor PORT

Each process takes due plans with the product's own statement, sends one finished message for each letter that it wrote
over one raw connection, and stamps every ten of them before the eleventh leaves. No letter is claimed, nobody is asked
again, nothing is written in Python. What (d) costs above (b) is the price of the rows and of the promise about
doubles, whoever keeps it in this database; what the product costs above (d) is its own.
"""

import sys
from collections.abc import Iterator

from django.db import connection
from django.utils import timezone

from accounts.outbox import posting, posting_values
from benchmarks.limit import COMMITTED, DIFFERENT, Finished, Wire, as_data, messages
from checkins.reminders import BATCH, CLAIM, LETTER, OCCASIONS, claim_values

COUNTS = "SELECT (SELECT count(*) FROM turned), (SELECT count(*) FROM posted)\n"
STAMP = "UPDATE accounts_letter SET sent_at = now() WHERE id = ANY(%s)"


def written() -> Iterator[list[int]]:
    """The ids of letters, as they are posted batch by batch, until no plan is due."""
    if not CLAIM.endswith(COUNTS):
        raise RuntimeError("The product's statement ends in another way.")
    statement = (CLAIM.removesuffix(COUNTS) + "SELECT id FROM posted").format(posting=posting(OCCASIONS))
    values = posting_values(LETTER)
    with connection.cursor() as cursor:
        while True:
            cursor.execute(statement, values | claim_values(now=timezone.now(), limit=BATCH))
            if not (ids := [pk for (pk,) in cursor.fetchall()]):
                return
            yield ids


def send_with_rows(wire: Wire, finished: list[Finished]) -> None:
    with connection.cursor() as cursor:
        for ids in written():

            def stamp(number: int, ids: list[int] = ids) -> None:
                cursor.execute(STAMP, [ids[number - COMMITTED : number]])

            wire.send_pipelined([finished[pk % len(finished)] for pk in ids], stamp)
            if left := len(ids) % COMMITTED:
                cursor.execute(STAMP, [ids[-left:]])


def main(port: str) -> None:
    finished = [as_data(to, message) for to, message in messages(DIFFERENT)]
    wire = Wire(int(port))
    print("ready", flush=True)
    sys.stdin.readline()
    send_with_rows(wire, finished)
