"""What it costs to be there: import time, memory, and `make run` until its first page."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import Figure, ratio
from benchmarks.processes import PYTHON, ROOT
from config.local.ports import any_free_port

PSS = "print(next(int(x.split()[1]) for x in open('/proc/self/smaps_rollup') if x.startswith('Pss:')) / 1024)"
BARE = """
from django.conf import settings
settings.configure(INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
                                   "django.contrib.messages", "django.contrib.admin"])
"""
SETUP = """
import time
began = time.perf_counter()
{first}
import django
django.setup()
print(time.perf_counter() - began)
"""
NOT_COPIED = (".git", ".venv", "var", "__pycache__", ".*_cache")
OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "TANDEM_MODE",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "HOST",
    "DJANGO_SETTINGS_MODULE",
)


def measure_imports(env: Mapping[str, str], rounds: int) -> list[Figure]:
    ours = {"house": SETUP.format(first=""), "bare": SETUP.format(first=BARE)}
    seconds: dict[str, list[float]] = {name: [] for name in ours}
    memory: dict[str, list[float]] = {name: [] for name in ours}
    for number in range(rounds + 1):
        for name, code in ours.items():
            told = subprocess.run(
                [PYTHON, "-c", code + PSS], env=env, cwd=ROOT, capture_output=True, text=True, check=True
            )
            taken, weighs = map(float, told.stdout.split())
            if number:
                seconds[name].append(taken)
                memory[name].append(weighs)
    return [
        Figure("settings and apps imported (django.setup)", "s", tuple(seconds["house"])),
        ratio("the same against Django with its own admin alone", seconds["house"], seconds["bare"]),
        Figure("memory then (PSS)", "MB", tuple(memory["house"])),
        ratio("the same against Django with its own admin alone ", memory["house"], memory["bare"]),
    ]


@contextmanager
def copy_of_the_house() -> Iterator[Path]:
    """This checkout in a folder of its own, with nothing in var/ yet."""
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as folder:
        copy = Path(folder) / "tandem"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        yield copy


def start_and_stop(copy: Path, argv: list[str]) -> float:
    """Seconds from the command to the line that says it is ready."""
    env = {name: value for name, value in os.environ.items() if name not in OURS}
    began = time.perf_counter()
    process = subprocess.Popen(
        argv,
        cwd=copy,
        env={**env, "PORT": str(any_free_port())},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    try:
        for line in process.stdout:
            said += line
            if line.startswith("Ready after"):
                return time.perf_counter() - began
        raise RuntimeError(f"The house did not start:\n{said}")
    finally:
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        process.wait(60)


def measure_run(rounds: int) -> list[Figure]:
    run = [PYTHON, "-m", "config.local", "run"]
    with copy_of_the_house() as copy:
        first = start_and_stop(copy, run)
        warm = [start_and_stop(copy, run) for _ in range(rounds)]
    figures = [
        Figure("make run, packages there, nothing else (first start)", "s", (first,), most=120),
        Figure("make run, warm", "s", tuple(warm), most=15),
        Figure("make run, warm against the first start", "x", tuple(each / first for each in warm)),
    ]
    if os.environ.get("BENCH_COLD"):
        with copy_of_the_house() as copy:
            cold = start_and_stop(copy, ["make", "run"])
        figures.append(Figure("make run, cold: packages fetched too", "s", (cold,), most=120))
    return figures
