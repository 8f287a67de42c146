"""The help-now page. It is made of a file of help lines and nothing else: no person, no session, no database."""

from datetime import date

from django.template.loader import render_to_string

from resources.helplines import countries


def help_now_page(*, today: date) -> str:
    """The whole page as HTML. `today` decides which lines are marked as past their review date."""
    return render_to_string(
        "help_now.html",
        {
            "countries": [
                (country, [(line, line.is_past_review(today)) for line in country.lines])
                for country in countries()
            ]
        },
    )
