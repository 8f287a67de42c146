from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.demo.load import NotADemo, load_demo
from config.demo.people import DOORS


class Command(BaseCommand):
    help = "Moves an invented community in, once, and prints whom one can sign in as. Refuses beside a real school."

    def add_arguments(self, parser):
        parser.add_argument(
            "--print-people", action="store_true", help="Only print the people; load nothing."
        )

    def handle(self, *args, print_people, **options):
        if not print_people:
            try:
                load_demo(now=timezone.now())
            except NotADemo as refusal:
                raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            "Sign in with one of these addresses; the code comes by mail and is read at /mailbox/."
        )
        width = max(len(door.email) for door in DOORS)
        for door in DOORS:
            self.stdout.write(f"  {door.email:<{width}}  {door.alias}: {door.sees}")
