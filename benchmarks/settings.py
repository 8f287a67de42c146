"""The house's own settings, with one page more, and apart from a house that may be running beside them."""

import os
from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import CELERY_BROKER_TRANSPORT_OPTIONS as HOUSE

ROOT_URLCONF = "benchmarks.urls"
# Bells of a benchmark ring nowhere else, even in a broker that a running house uses.
CELERY_BROKER_TRANSPORT_OPTIONS = HOUSE | {"global_keyprefix": os.environ.get("BENCH_PREFIX", "bench:")}  # type: ignore
STATIC_ROOT = Path(os.environ.get("BENCH_STATIC", STATIC_ROOT))  # noqa: F405
