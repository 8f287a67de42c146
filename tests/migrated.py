"""One database that was migrated, copied for each process of a run: copying costs next to nothing."""

import os
from contextlib import closing
from uuid import uuid4

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection

NAME = "TANDEM_MIGRATED_DATABASE"
LOCK = 20261124


def name_it() -> None:
    """To be called by the process that starts the others, which inherit the name: no run copies what another left."""
    os.environ[NAME] = f"migrated_{uuid4().hex}"


def copy_it_for_this_process() -> None:
    """Whoever comes first makes it; the others wait. Django's own creation of test databases then copies it."""
    if not (name := os.environ.get(NAME)):
        return
    with closing(to_the_server()) as server, server.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # let go of at the end of this connection
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {name}_new")
            migrate(f"{name}_new")
            cursor.execute(f"ALTER DATABASE {name}_new RENAME TO {name}")
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = name
    connection.settings_dict["TEST"]["TEMPLATE"] = name


def migrate(name: str) -> None:
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def drop_it() -> None:
    """To be called by the process that named it, when the others have ended."""
    if name := os.environ.pop(NAME, ""):
        with closing(to_the_server()) as server, server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")


def to_the_server():
    there = connection.settings_dict
    server = psycopg2.connect(
        dbname="postgres",
        user=there["USER"],
        password=there["PASSWORD"],
        host=there["HOST"],
        port=there["PORT"],
    )
    server.autocommit = True
    return server
