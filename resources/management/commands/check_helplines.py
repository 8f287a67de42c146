from django.core.management.base import BaseCommand
from django.utils import timezone

from resources.helplines import countries, past_review


class Command(BaseCommand):
    help = "Lists the help lines that somebody should have looked at again by now."

    def handle(self, *args, **options):
        late = list(past_review(timezone.localdate()))
        for country, line in late:
            self.stdout.write(
                f"{country.code}  {line.name}  {line.call}  review by {line.review_by:%d %B %Y}  ({line.source})"
            )
        if not late:
            soonest = min(line.review_by for country in countries() for line in country.lines)
            self.stdout.write(f"Every help line is within its review date; the next is {soonest:%d %B %Y}.")
