"""`make bench`: the table of figures, and var/bench.json.

QUICK=1 is a small version of the same (minutes instead of half an hour, and three rounds instead of five): good for
seeing whether a change helps, not for quoting. BENCH_COLD=1 also starts the house without any package.

Every comparison is made in turns within one run, so that a machine that is busy is busy for both sides.
"""

import json
import os
import platform
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import mean, quantiles

from benchmarks import looking, pages, shelves, start, wall
from benchmarks.database import Database, new_database
from benchmarks.figures import Figure, Report, ratio
from benchmarks.processes import PYTHON, ROOT, house_env
from benchmarks.reminders import House, Run, limit
from benchmarks.sink import Sink
from config.local.borrow import stop_means_leave


@dataclass(frozen=True)
class Scale:
    rounds: int
    sizes: tuple[int, int, int]  # reminders due in the same minute
    usual: int  # letters of the usual way, of those that are due
    plans_each: int  # plans of each person in the large house
    requests: int  # of each page and round
    entries: tuple[int, ...]  # of a library that is searched
    questions: int
    walls: tuple[wall.Size, wall.Size]  # groups that talk: people and posts
    links: tuple[int, int]  # addresses of a library, and the hosts that they are of


WALLS = (wall.Size(people=200, posts=1_000), wall.Size(people=10_000, posts=100_000))
SMALL_WALLS = (wall.Size(people=200, posts=1_000), wall.Size(people=1_000, posts=10_000))
FULL = Scale(
    rounds=5,
    sizes=(1_000, 10_000, 100_000),
    usual=3_000,
    plans_each=10,
    requests=400,
    walls=WALLS,
    entries=(10_000, 100_000),
    links=(10_000, 500),
    questions=120,
)
QUICK = Scale(
    rounds=3,
    sizes=(200, 1_000, 5_000),
    usual=150,
    plans_each=10,
    requests=100,
    walls=SMALL_WALLS,
    entries=(2_000,),
    links=(1_000, 50),
    questions=60,
)
PRICES = (1, 10, 50)


def main() -> None:
    scale = QUICK if os.environ.get("QUICK") else FULL
    about: dict[str, object] = {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "rounds": scale.rounds,
    }
    report = Report(ROOT / "var" / "bench.json", about)
    began = time.monotonic()
    print(
        f"Tandem on {os.cpu_count()} cores, Python {platform.python_version()}. Median of {scale.rounds} rounds"
    )
    print(
        "in turns, least .. most, the aim. Where x stands, more is better for us unless the aim says otherwise."
    )
    with ExitStack() as stack:
        url = os.environ["DATABASE_URL"]
        sink = stack.enter_context(Sink())
        address = stack.enter_context(new_database(url, "tandem_bench"))
        people = furnish(stack, address, scale.sizes[-1])
        env = house_env(address, sink.port)
        same_minute(report, stack, people, env, sink, scale)
        large(report, stack, people, env, sink, scale, url)
        price(report, stack, people, address, sink, scale)
        report.add("Pages", pages.measure(env, scale.rounds, scale.requests))
        report.add("A group's page", wall.measure(url, scale.rounds, scale.requests, *scale.walls))
        report.add("Start", start.measure_imports(env, scale.rounds))
    for size in scale.entries:
        searching(report, url, size, scale)
    links(report, url, scale)
    report.add("make run", start.measure_run(scale.rounds))
    print(f"\n{time.monotonic() - began:.0f} s. Kept in var/bench.json.")
    if missed := report.missed():
        print("Missed: " + "; ".join(missed))


def furnish(stack: ExitStack, address: str, people: int, plans_each: int = 0) -> Database:
    env = house_env(address, 1)
    subprocess.run([PYTHON, "manage.py", "migrate", "--verbosity", "0"], env=env, cwd=ROOT, check=True)
    database = Database(address)
    stack.callback(database.close)
    database.fill(people, plans_each)
    return database


def same_minute(
    report: Report, stack: ExitStack, people: Database, env: dict[str, str], sink: Sink, scale: Scale
) -> None:
    """Reminders due in the same minute: the product, the usual way and the limit, at three sizes."""
    ours: dict[int, list[Run]] = {size: [] for size in scale.sizes}
    usual: dict[int, list[Run]] = {size: [] for size in scale.sizes}
    most: dict[int, list[Run]] = {size: [] for size in scale.sizes}
    committing: dict[int, list[Run]] = {size: [] for size in scale.sizes}
    least: dict[int, list[Run]] = {size: [] for size in scale.sizes}
    with House(people, env, sink) as house:
        for number in range(scale.rounds):
            for size in scale.sizes:
                print(f"round {number + 1} of {scale.rounds}: {size:,} due", file=sys.stderr, flush=True)
                ours[size].append(house.product(size))
                usual[size].append(house.usual(size, min(size, scale.usual)))
                most[size].append(limit(env, sink, size))
                committing[size].append(limit(env, sink, size, "committing"))
                least[size].append(house.floor(size))
    small, middle, big = scale.sizes
    for size in scale.sizes:
        is_big = size == big
        report.add(
            f"{size:,} reminders due in the same minute",
            [
                Figure("the product, letters a second", "/s", rates(ours[size])),
                Figure(
                    f"(a) the usual way, tuned ({usual[size][0].letters:,} of them)", "/s", rates(usual[size])
                ),
                Figure("(b) the limit: finished messages, two raw connections", "/s", rates(most[size])),
                Figure("(c) the same with a commit to disk for every ten", "/s", rates(committing[size])),
                Figure(
                    "(d) the floor: the same rows and commits, finished messages", "/s", rates(least[size])
                ),
                against("the product against (a)", ours[size], usual[size], least=40 if is_big else None),
                against("the product against (b)", ours[size], most[size], least=0.5 if is_big else None),
                against("the product against (c)", ours[size], committing[size]),
                against("the product against (d)", ours[size], least[size]),
                against("the floor (d) against (b)", least[size], most[size]),
                Figure("first letter out after", "s", tuple(run.first for run in ours[size]), most=1),
                Figure("heaviest worker process (PSS)", "MB", tuple(run.memory for run in ours[size])),
            ],
        )
    lighter, heavier = ([run.memory for run in ours[size]] for size in (middle, big))
    report.add(
        f"From {middle:,} to {big:,}",
        [
            against("rate", ours[big], ours[middle], least=1),
            ratio("memory of a worker process", heavier, lighter, least=0.9, most=1.1),
        ],
    )


def large(
    report: Report,
    stack: ExitStack,
    people: Database,
    env: dict[str, str],
    sink: Sink,
    scale: Scale,
    url: str,
) -> None:
    """As many due as in the middle size, among ten times the biggest."""
    due, crowd = scale.sizes[1], scale.sizes[-1]
    few: list[Run] = []
    many: list[Run] = []
    chunked: list[Run] = []
    chunked_limit: list[Run] = []
    with ExitStack() as here:
        address = here.enter_context(new_database(url, "tandem_bench_large"))
        house = here.enter_context(House(people, env, sink))
        crowded = furnish(here, address, crowd, scale.plans_each)
        large_house = here.enter_context(House(crowded, house_env(address, sink.port), sink))
        for _ in range(scale.rounds):
            few.append(house.product(due))
            many.append(large_house.product(due))
            sink.behave(chunking=True)
            chunked.append(house.product(due))
            chunked_limit.append(limit(env, sink, due, "chunking"))
            sink.behave(chunking=False)
    report.add(
        f"{due:,} due among {crowd * scale.plans_each:,} plans",
        [
            Figure("the product, letters a second", "/s", rates(many)),
            against("the same against no other plans", many, few, least=0.8),
        ],
    )
    report.add(
        f"{due:,} due, where the mail server takes chunks (RFC 3030)",
        [
            Figure("the product, letters a second", "/s", rates(chunked)),
            Figure("the limit, fifty letters in one write", "/s", rates(chunked_limit)),
            against("the product against the limit", chunked, chunked_limit),
            against("the product against itself without chunks", chunked, few),
        ],
    )


def price(report: Report, stack: ExitStack, people: Database, address: str, sink: Sink, scale: Scale) -> None:
    """What it costs to stamp letters as they leave. The product stamps every ten reminders, every urgent letter."""
    due = scale.sizes[1]
    runs: dict[int, list[Run]] = {every: [] for every in PRICES}
    with ExitStack() as here:
        houses = {
            every: here.enter_context(
                House(people, house_env(address, sink.port, BENCH_STAMP_EVERY=str(every)), sink)
            )
            for every in PRICES
        }
        for _ in range(scale.rounds):
            for every, house in houses.items():
                runs[every].append(house.product(due))
    figures = [Figure(f"B = {every}, letters a second", "/s", rates(runs[every])) for every in PRICES]
    figures += [
        against(f"B = {every} against B = 10", runs[every], runs[10]) for every in PRICES if every != 10
    ]
    report.add(f"The price of stamping every B letters, {due:,} due", figures)


def searching(report: Report, url: str, size: int, scale: Scale) -> None:
    """The library's search in a database of its own, in turns with `icontains` on the same questions."""
    print(f"a library of {size:,} entries", file=sys.stderr, flush=True)
    is_big = size == scale.entries[-1]
    with new_database(url, "tandem_bench_library") as address:
        env = house_env(address, 1)
        subprocess.run([PYTHON, "manage.py", "migrate", "--verbosity", "0"], env=env, cwd=ROOT, check=True)
        database = Database(address)
        shelves.fill(database, size, shelves.Writer())
        database.close()
        way = [PYTHON, "-m", "benchmarks.inside", "searching"]
        asked = [*way, str(scale.rounds), str(scale.questions)]
        told = subprocess.run(asked, env=env, cwd=ROOT, capture_output=True, text=True)
    if told.returncode:
        raise RuntimeError(told.stderr[-2000:])
    known = json.loads(told.stdout)
    report.add(f"Searching a library of {size:,} entries", found(known, is_big))


def links(report: Report, url: str, scale: Scale) -> None:
    """The link checker in a database of its own."""
    addresses, hosts = scale.links
    print(f"{addresses:,} addresses", file=sys.stderr, flush=True)
    with new_database(url, "tandem_bench_links") as address:
        env = house_env(address, 1)
        subprocess.run([PYTHON, "manage.py", "migrate", "--verbosity", "0"], env=env, cwd=ROOT, check=True)
        report.add(
            f"{addresses:,} addresses of {hosts} hosts looked at", looking.measure(env, addresses, hosts)
        )


def found(known: dict, is_big: bool) -> list[Figure]:
    """Aims are for the biggest library."""
    times = {name: [quantiles(taken, n=100) for taken in rounds] for name, rounds in known["times"].items()}
    half = {name: tuple(cut[49] for cut in cuts) for name, cuts in times.items()}
    most = {name: tuple(cut[94] for cut in cuts) for name, cuts in times.items()}
    by_work = [
        Figure(f"the same by the database's processor time, {name}", "ms", cuts["worked"], most=aim)
        for name, cuts, aim in (("p50", half, None), ("p95", most, 5 if is_big else None))
        if "worked" in cuts
    ]
    return [
        Figure("search in the database, p50", "ms", half["ours"]),
        Figure("search in the database, p95", "ms", most["ours"], most=5 if is_big else None),
        *by_work,
        Figure("icontains on the same questions, p50", "ms", half["usual"]),
        Figure("icontains on the same questions, p95", "ms", most["usual"]),
        ratio(
            "icontains against search, p95",
            list(most["usual"]),
            list(most["ours"]),
            least=20 if is_big else None,
        ),
        Figure("recall@20 against ranking everything, mean", "", (mean(known["recall"]),), least=0.9),
        Figure("what a slip may have meant, p50", "ms", half["slips"]),
        Figure("what a slip may have meant, p95", "ms", most["slips"], most=5 if is_big else None),
        Figure("all of a search: entries, filters, passages, p50", "ms", half["whole"]),
        Figure("all of a search: entries, filters, passages, p95", "ms", most["whole"]),
        Figure("the list without words: entries, filters, p50", "ms", half["list"]),
        Figure("the list without words: entries, filters, p95", "ms", most["list"]),
    ]


def rates(runs: list[Run]) -> tuple[float, ...]:
    return tuple(run.rate for run in runs)


def against(name: str, of: list[Run], to: list[Run], **aim: float | None) -> Figure:
    return ratio(name, list(rates(of)), list(rates(to)), **aim)


if __name__ == "__main__":
    with stop_means_leave():
        main()
