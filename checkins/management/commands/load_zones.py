from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from accounts.zone_table import IANA_VERSION, load_zones
from checkins.planning import keep_local_times


class Command(BaseCommand):
    help = "Brings the database to the zone data of the installed tzdata package. Run it after every upgrade."

    @transaction.atomic
    def handle(self, *args, **options):
        changed = load_zones()
        moved = keep_local_times(zones=changed, now=timezone.now())
        if changed:
            self.stdout.write(
                f"Zone data {IANA_VERSION}: {len(changed)} zones have changed, {moved} plans moved."
            )
