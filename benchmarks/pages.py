"""Pages under load: Today and the check-in's POST against a page that does nothing, on the same server."""

import json
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from statistics import quantiles
from urllib.parse import urlencode

from benchmarks.figures import Figure, ratio
from benchmarks.processes import PYTHON, ROOT, Process, children_of, weight, worked
from config.local.ports import any_free_port

PEOPLE = 20
CONNECTIONS = 4
EMPTY = "/benchmark/empty/"


class Web(Process):
    """gunicorn as docs/operations.md starts it, with a process for each of two cores."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.port = any_free_port()
        gunicorn = ("-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{self.port}")
        shape = ("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket")
        super().__init__(*gunicorn, *shape, "--log-level", "warning", env=env)

    def __enter__(self) -> "Web":
        super().__enter__()
        try:
            self.wait()
        except BaseException:
            # A block that was not entered is not left either.
            self.__exit__()
            raise
        return self

    def wait(self) -> None:
        ends = time.monotonic() + 60
        while not self.answers():
            self.check()
            if time.monotonic() > ends:
                raise TimeoutError(f"The web server did not start.\n{self.said()}")
            time.sleep(0.1)

    def first_page(self) -> str:
        """What is asked for until it answers."""
        return EMPTY

    def answers(self) -> bool:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{self.first_page()}",
            headers={"Host": "tandem.example", "X-Forwarded-Proto": "https"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10):
                return True
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"The empty page answers {error.code}.\n{self.said()}") from error
        except OSError:
            return False

    def worked(self) -> float:
        """Milliseconds on a processor, of all its processes."""
        return sum(map(worked, children_of(self.process.pid)))

    def heaviest(self) -> float:
        return max(map(weight, children_of(self.process.pid)))


def load(port: int, requests: list[tuple[str, str, str, str]], status: int) -> tuple[float, list[float]]:
    """Requests a second, and the seconds that each took."""
    asked = json.dumps({"port": port, "requests": requests, "connections": CONNECTIONS})
    done = subprocess.run(
        [PYTHON, "-m", "benchmarks.load"], input=asked, capture_output=True, text=True, cwd=ROOT, check=True
    )
    answer = json.loads(done.stdout)
    if answer["statuses"] != {str(status): len(requests)}:
        raise RuntimeError(f"{requests[0][:2]} answered {answer['statuses']}, not {status} alone.")
    return len(requests) / answer["seconds"], answer["each"]


def measure(env: Mapping[str, str], rounds: int, count: int) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as static:
        env = {**env, "BENCH_STATIC": static}
        collect = [PYTHON, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(collect, env=env, cwd=ROOT, check=True)
        return measure_with(env, rounds, count)


def measure_with(env: Mapping[str, str], rounds: int, count: int) -> list[Figure]:
    each = -(-(rounds + 1) * count // PEOPLE) + 1
    told = subprocess.run(
        [PYTHON, "-m", "benchmarks.inside", "visitors", str(PEOPLE), str(each)],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if told.returncode:
        raise RuntimeError(told.stderr[-2000:])
    known = json.loads(told.stdout)
    visitors = known["visitors"]
    rates: dict[str, list[float]] = {"empty": [], "today": [], "answer": [], "library": []}
    times: dict[str, list[list[float]]] = {name: [] for name in rates}
    work: dict[str, list[float]] = {name: [] for name in rates}
    with Web(env) as web:
        for number in range(rounds + 1):
            ways = {
                "empty": ([("GET", EMPTY, "", "")] * count, 200),
                "today": ([("GET", "/", visitors[n % PEOPLE]["cookie"], "") for n in range(count)], 200),
                "library": (
                    [("GET", "/library/", visitors[n % PEOPLE]["cookie"], "") for n in range(count)],
                    200,
                ),
                "answer": ([answer(visitors[n % PEOPLE]) for n in range(count)], 302),
            }
            for name, (requests, status) in ways.items():
                began = web.worked()
                rate, taken = load(web.port, requests, status)
                if number:  # the first round only warms up
                    work[name].append((web.worked() - began) / count)
                    rates[name].append(rate)
                    times[name].append([seconds * 1000 for seconds in taken])
        memory = web.heaviest()
    return [
        Figure("empty page, requests a second", "/s", tuple(rates["empty"])),
        Figure("Today, signed in, requests a second", "/s", tuple(rates["today"])),
        Figure("answering a check-in by POST, requests a second", "/s", tuple(rates["answer"])),
        ratio("Today against the empty page", rates["today"], rates["empty"]),
        ratio("answering against the empty page", rates["answer"], rates["empty"]),
        Figure("the library, signed in, requests a second", "/s", tuple(rates["library"])),
        ratio("the library against the empty page", rates["library"], rates["empty"], least=0.08),
        Figure("empty page, processor time of the web processes", "ms", tuple(work["empty"])),
        Figure("Today, processor time of the web processes", "ms", tuple(work["today"])),
        Figure("the library, processor time of the web processes", "ms", tuple(work["library"])),
        *percentiles("empty page", times["empty"]),
        *percentiles("Today", times["today"]),
        *percentiles("answering", times["answer"]),
        *percentiles("the library", times["library"]),
        Figure("Today, queries", "", (known["queries"]["today"],), most=6),
        Figure("the library, queries", "", (known["queries"]["library"],), most=6),
        Figure("answering, queries", "", (known["queries"]["answer"],)),
        Figure("web process after that, memory (PSS)", "MB", (memory,)),
    ]


def answer(visitor: dict) -> tuple[str, str, str, str]:
    fields = {"level": "4", "audience": "only-me", "tags": "sleep", "csrfmiddlewaretoken": visitor["token"]}
    return "POST", visitor["answers"].pop(), visitor["cookie"], urlencode(fields)


def percentiles(name: str, rounds: list[list[float]]) -> list[Figure]:
    cuts = [quantiles(taken, n=100) for taken in rounds]
    return [Figure(f"{name}, p{p}", "ms", tuple(cut[p - 1] for cut in cuts)) for p in (50, 99)]
