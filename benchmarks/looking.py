"""The link checker among many addresses, weighed from outside; its own process is `checker`.

The pause between two looks at a host is shortened: twenty addresses of one host at the house's pace of 20 seconds take
more than six minutes whatever the checker does, and waiting says nothing about it. All else is as in production, but
that names resolve to a number outside and the way there leads to this machine.
"""

import json
import subprocess
import time
from collections.abc import Mapping

from benchmarks.figures import Figure
from benchmarks.processes import PYTHON, ROOT, weight
from benchmarks.sites import Sites

PACE = 1.0  # seconds


def measure(env: Mapping[str, str], links: int, hosts: int, pace: float = PACE) -> list[Figure]:
    with Sites() as sites:
        argv = [
            PYTHON,
            "-m",
            "benchmarks.inside",
            "checker",
            str(sites.port),
            str(links),
            str(hosts),
            str(pace),
        ]
        with subprocess.Popen(
            argv, env=env, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as checker:
            told, memory = _watch(checker, sites, links)
    if checker.returncode or told["looked"] != links:
        raise RuntimeError(f"The checker looked at {told.get('looked')} of {links} addresses.")
    start, middle, end = memory
    return [
        Figure("addresses looked at in a second", "/s", (links / told["seconds"],)),
        Figure("processor time of the checker for 1,000 addresses", "s", (told["cpu"] / links * 1000,)),
        Figure("hosts that were asked", "", (len(sites.hosts),), least=hosts, most=hosts),
        Figure("lines open at a time, at one host", "", (sites.most_open_at_one_host,), most=1),
        Figure("lines open at a time, at all of them", "", (sites.most_open,), most=8),
        Figure(
            f"least pause between two looks at a host (pace {pace:g} s)",
            "s",
            (sites.shortest_pause,),
            least=pace,
        ),
        Figure("memory before the first look (PSS)", "MB", (start,)),
        Figure("memory after half of them", "MB", (middle,)),
        Figure("memory after the last", "MB", (end,)),
        Figure("the last against half of them", "x", (end / middle,), most=1.05),
    ]


def _watch(checker: subprocess.Popen, sites: Sites, links: int) -> tuple[dict, tuple[float, float, float]]:
    """Weighs the checker before it looks, when half is looked at, and at the end while it still stands."""
    assert checker.stdin
    assert checker.stdout
    if not checker.stdout.readline():
        raise RuntimeError("The checker ended before it began.")
    start = middle = weight(checker.pid)
    checker.stdin.write("go\n")
    checker.stdin.flush()
    while sites.looks < links / 2 and checker.poll() is None:
        time.sleep(0.02)
    middle = weight(checker.pid)
    told = json.loads(checker.stdout.readline() or "{}")
    end = weight(checker.pid)
    checker.stdin.close()  # which lets it go
    return told, (start, middle, end)
