"""Before the first page: static files, tables, library, the demo's people, the pages that need no database.

    python -m config.local.prepare FILE

One process, since starting Django four times would be most of a warm start. FILE is given the list of people.
"""

import hashlib
import sys
from io import StringIO
from pathlib import Path

import django
import redis
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import NotSupportedError, OperationalError, connection

from config.local.paths import VAR


def main(people: Path) -> None:
    try:
        django.setup()
        refuse_what_does_not_answer()
    except ImproperlyConfigured as wrong:
        sys.exit(str(wrong))
    get_ready(people)


def refuse_what_does_not_answer() -> None:
    """A server that the environment names and that is away, too old or closed to us: said in a line, at once."""
    try:
        connection.ensure_connection()
    except (OperationalError, NotSupportedError) as error:
        sys.exit(f"DATABASE_URL names a server that is of no use here: {error}".rstrip())
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=5) as client:
            client.ping()
    except redis.RedisError as error:
        sys.exit(f"REDIS_URL names a server that is of no use here: {error}")


def get_ready(people: Path) -> None:
    lives_here = who_lives_here()
    if not settings.DEBUG:
        collect_static(VAR / "static.stamp")
    call_command("migrate", interactive=False, verbosity=1)
    call_command("load_zones")
    call_command("load_library")
    told = StringIO()
    call_command("load_demo", print_people=lives_here, stdout=told)
    call_command("build_help_now")
    people.write_text(told.getvalue(), encoding="utf-8")


def who_lives_here() -> bool:
    """True: the demo. False: nobody. A real school ends this before any of its tables is touched."""
    school = apps.get_model("accounts", "School")
    if school._meta.db_table not in connection.introspection.table_names():
        return False
    schools = school.objects.values_list("is_demo", flat=True)
    if schools and not any(schools):
        sys.exit("DATABASE_URL names a database where a real school lives. The demo does not go there.")
    return bool(schools)


def collect_static(stamp: Path) -> None:
    """Hashing and compressing takes seconds, so it is done when a file changed and not at every start."""
    now = fingerprint()
    collected = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if collected.exists() and stamp.exists() and stamp.read_text() == now:
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(now)


def fingerprint() -> str:
    """Of every static file's name, size and time of change."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
