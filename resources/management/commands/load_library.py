from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from resources.content_files import BadContent, load_library


class Command(BaseCommand):
    help = "Brings the texts and help lines that ship with the house into the library. Again is harmless."

    def handle(self, *args, **options):
        try:
            done = load_library(today=timezone.localdate())
        except BadContent as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Library: {done.new} new, {done.changed} changed, {done.same} as they were, {done.withdrawn} withdrawn."
        )
        for name in done.left:
            self.stdout.write(
                f"  {name}: edited here, so it was left. A newer text exists; staff see it in admin."
            )
