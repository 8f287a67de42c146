"""Celery only wakes workers: everything that must not be lost is a row in Postgres.

Losing the broker loses nothing, since every task asks the database what is due. Two beats do no harm,
since each claim takes rows that nobody else holds.
"""

import os

from celery import Celery
from celery.signals import task_prerun
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("tandem")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@task_prerun.connect
def let_go_of_dead_connections(**_: object) -> None:
    """Celery keeps database connections between tasks (CELERY_DB_REUSE_MAX) and never looks whether they still work.

    Without this a worker whose server was restarted fails at every task until it has failed often enough.
    """
    for connection in connections.all(initialized_only=True):
        connection.close_if_unusable_or_obsolete()
