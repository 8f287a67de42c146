"""Before the first page: static files, the page that needs no database, tables, the demo's people.

    python -m config.local.prepare FILE

One process, since starting Django four times would be most of a warm start. FILE is given the list of people.
"""

import sys
from io import StringIO
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command


def main(people: Path) -> None:
    django.setup()
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)
    call_command("build_help_now")
    call_command("migrate", interactive=False, verbosity=1)
    told = StringIO()
    call_command("load_demo", stdout=told)
    people.write_text(told.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
