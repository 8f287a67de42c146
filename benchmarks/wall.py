"""A group's page with twenty asks and their replies, against a forum's topic of twenty posts and an empty page.

The forum is django-machina. It is installed from its own lock (benchmarks/machina/requirements.txt) into an environment
of its own under var/; where that cannot be done the table says so and has the rest.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.database import Database, new_database
from benchmarks.figures import Figure, ratio
from benchmarks.pages import EMPTY, Web, load, percentiles
from benchmarks.processes import PYTHON, ROOT, house_env

VISITORS = 20
LOCK = ROOT / "benchmarks" / "machina" / "requirements.txt"
HOME = ROOT / "var" / "machina"


@dataclass(frozen=True)
class Size:
    """`posts` counts asks and replies: one ask in four."""

    people: int
    posts: int


class ForumWeb(Web):
    """The forum, started as the house is: as many processes and threads."""

    def __init__(self, env: Mapping[str, str]) -> None:
        super().__init__(env)
        place = self.argv.index("config.wsgi:application")
        self.argv[0] = str(HOME / "bin" / "python")
        self.argv[place] = "benchmarks.machina.wsgi:application"

    def first_page(self) -> str:
        return "/forum/"


def install_forum() -> str:
    """Makes the forum's environment if its lock has changed; returns why it could not be made, or ""."""
    stamp, lock = HOME / "installed", LOCK.read_text(encoding="utf-8")
    if stamp.exists() and stamp.read_text(encoding="utf-8") == lock:
        return ""
    pip = [HOME / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for argv in (
        [sys.executable, "-m", "venv", "--clear", HOME],
        [*pip, "--no-deps", "--require-hashes", "--requirement", LOCK],
    ):
        done = subprocess.run(argv, capture_output=True, text=True, cwd=ROOT)
        if done.returncode:
            return (done.stderr.strip().splitlines() or ["no reason given"])[-1][:120]
    stamp.write_text(lock, encoding="utf-8")
    return ""


def told(argv: Sequence[str | Path], env: Mapping[str, str]):
    done = subprocess.run(argv, env=env, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout)


def house(stack: ExitStack, url: str, name: str, size: Size, static: str) -> tuple[Web, dict]:
    address = stack.enter_context(new_database(url, name))
    env = {**house_env(address, 1), "BENCH_STATIC": static}
    subprocess.run([PYTHON, "manage.py", "migrate", "--verbosity", "0"], env=env, cwd=ROOT, check=True)
    database = Database(address)
    database.fill(size.people)
    asked = [PYTHON, "-m", "benchmarks.inside", "members", str(VISITORS), str(size.posts)]
    known = told(asked, env)
    database.run("VACUUM ANALYZE")
    database.close()
    return stack.enter_context(Web(env)), known


def forum(stack: ExitStack, url: str, size: Size) -> tuple[Web, list[dict]]:
    address = stack.enter_context(new_database(url, "tandem_bench_forum"))
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.machina.settings",
        "MACHINA_DATABASE_URL": address,
        "SECRET_KEY": "x" * 50,
    }
    fill = [HOME / "bin" / "python", "-m", "benchmarks.machina.fill"]
    visitors = told([*fill, str(size.people), str(size.posts), str(VISITORS)], env)
    return stack.enter_context(ForumWeb(env)), visitors


def measure(url: str, rounds: int, count: int, small: Size, large: Size) -> list[Figure]:
    with ExitStack() as stack:
        static = stack.enter_context(tempfile.TemporaryDirectory(prefix="tandem-bench-"))
        collect = [PYTHON, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(collect, env={**house_env(url, 1), "BENCH_STATIC": static}, cwd=ROOT, check=True)
        big, members = house(stack, url, "tandem_bench_wall", large, static)
        little, few = house(stack, url, "tandem_bench_wall_small", small, static)
        ways = {
            "empty": (big, [{"path": EMPTY, "cookie": ""}]),
            "wall": (big, members["visitors"]),
            "small": (little, few["visitors"]),
        }
        if why_not := install_forum():
            print(f"  django-machina could not be installed, so it is not compared: {why_not}", flush=True)
        else:
            ways["forum"] = forum(stack, url, large)
        rates: dict[str, list[float]] = {name: [] for name in ways}
        times: dict[str, list[list[float]]] = {name: [] for name in ways}
        for number in range(rounds + 1):
            for name, (web, visitors) in ways.items():
                # The forum is slow: a quarter of the requests says as much.
                asked = count // 4 if name == "forum" else count
                requests = [
                    ("GET", visitors[n % len(visitors)]["path"], visitors[n % len(visitors)]["cookie"], "")
                    for n in range(asked)
                ]
                rate, taken = load(web.port, requests, 200)
                if number:  # the first round only warms up
                    rates[name].append(rate)
                    times[name].append([seconds * 1000 for seconds in taken])
    return figures(rates, times, members["queries"], small, large)


def figures(
    rates: dict[str, list[float]], times: dict[str, list[list[float]]], queries: int, small: Size, large: Size
) -> list[Figure]:
    p50, p99 = percentiles("a group's page", times["wall"])
    found = [
        Figure(f"a group's page, {large.posts:,} posts, requests a second", "/s", tuple(rates["wall"])),
        Figure("an empty page, requests a second", "/s", tuple(rates["empty"])),
        ratio("the group's page against the empty page", rates["wall"], rates["empty"], least=0.08),
        ratio(
            f"{large.posts:,} posts against {small.posts:,}",
            rates["wall"],
            rates["small"],
            least=0.85,
            most=1.15,
        ),
        p50,
        p99,
        ratio("p99 against p50", list(p99.rounds), list(p50.rounds), most=3),
        Figure("queries", "", (queries,), most=6),
    ]
    if "forum" in rates:
        found += [
            Figure("django-machina's topic page, requests a second", "/s", tuple(rates["forum"])),
            ratio("the group's page against django-machina's", rates["wall"], rates["forum"], least=8),
        ]
    return found
