"""Celery only wakes workers: everything that must not be lost is a row in Postgres.

Losing the broker loses nothing, since every task asks the database what is due. Two beats do no harm,
since each claim takes rows that nobody else holds.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("tandem")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
