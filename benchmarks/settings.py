"""The house's own settings, in a room of their own: another address book in the broker, one page more."""

import os

from config.settings import *  # noqa: F403
from config.settings import CELERY_BROKER_TRANSPORT_OPTIONS as HOUSE

ROOT_URLCONF = "benchmarks.urls"
# Bells of a benchmark ring nowhere else, even in a broker that a running house uses.
CELERY_BROKER_TRANSPORT_OPTIONS = HOUSE | {"global_keyprefix": os.environ.get("BENCH_PREFIX", "bench:")}  # type: ignore
