from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from resources.help_now import help_now_page

PLACE = Path("help-now") / "index.html"


class Command(BaseCommand):
    help = "Writes the help-now page as a file that is served before any session or database. Run after collectstatic."

    def handle(self, *args, **options):
        target = Path(settings.WHITENOISE_ROOT) / PLACE
        try:
            page = help_now_page(today=timezone.localdate())
        except ValueError as error:  # the manifest of static files knows no such name
            raise CommandError(f"{error} Run `manage.py collectstatic` first.") from error
        target.parent.mkdir(parents=True, exist_ok=True)
        # Never half a page: somebody may be asking for it right now.
        new = target.with_suffix(".new")
        new.write_text(page, encoding="utf-8")
        new.replace(target)
        self.stdout.write(f"{target}: {len(page.encode()):,} bytes")
