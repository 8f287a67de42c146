from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection
from django.template.loader import render_to_string
from django.utils import timezone
from whitenoise.compress import Compressor

from accounts.models import School
from resources.help_now import build_school_pages, help_now_page, write_whole

PLACE = Path("help-now") / "index.html"
AWAY = Path("away") / "index.html"


class Command(BaseCommand):
    help = (
        "Writes the help-now page, and one for each school, as files that are served before any session or database, "
        "and the page for while no web process answers. Run after collectstatic."
    )

    def handle(self, *args, **options):
        target = Path(settings.WHITENOISE_ROOT) / PLACE
        today = timezone.localdate()
        try:
            page, away = help_now_page(today=today), render_to_string("away.html")
        except ValueError as error:  # the manifest of static files knows no such name
            raise CommandError(f"{error} Run `manage.py collectstatic` first.") from error
        write_whole(target, page)
        write_whole(Path(settings.WHITENOISE_ROOT) / AWAY, away)
        Compressor(quiet=True).compress(str(target))
        self.stdout.write(f"{target}: {len(page.encode()):,} bytes")
        self.schools(today)

    def schools(self, today) -> None:
        """Without a database, or before its tables are made, the page for everybody is there all the same."""
        try:
            there = School._meta.db_table in connection.introspection.table_names()
            changed = build_school_pages(today=today) if there else []
        except Error:
            self.stderr.write("No database: the schools' own pages are left as they were.")
            return
        for path in changed:
            self.stdout.write(f"{path}: changed" if path.exists() else f"{path}: taken away")
