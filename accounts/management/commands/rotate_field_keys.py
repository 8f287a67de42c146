from django.core.management.base import BaseCommand, CommandError

from accounts.encryption import WrongFieldKey
from accounts.rotation import rotate_everything


class Command(BaseCommand):
    help = "Closes everything that is encrypted with the first key of FIELD_KEYS. Run it after putting a new key first."

    def handle(self, *args, **options):
        try:
            done = rotate_everything()
        except WrongFieldKey as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done} values now lie under the first key. The other keys can be taken away.")
