"""The house's own Celery app, with two things added that only benchmarks want.

BENCH_STAMP_EVERY sets how many letters leave between two stamps, to show what stamping costs; without it the
product's own figure holds. And it knows the tasks of the usual way (benchmarks/usual.py), so that both are run by
workers with the same settings.
"""

import os

from accounts.letter_kinds import LetterKind
from config.celery import app

app.conf.imports = ("benchmarks.usual",)

if every := int(os.environ.get("BENCH_STAMP_EVERY", 0)):
    LetterKind.stamp_every = property(lambda kind: every)  # type: ignore[method-assign, assignment]

__all__ = ["app"]
