"""The help-now page: help lines and, for a school, what that school tells everybody. No person, no session."""

import os
from datetime import date
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import School
from resources.helplines import countries
from resources.school_line import SchoolLine, line_of


def help_now_page(*, today: date, school: SchoolLine | None = None) -> str:
    """The whole page as HTML. `today` decides which lines are marked as past their review date."""
    address = school.address if school else reverse("help-now")
    return render_to_string(
        "help_now.html",
        {
            "here": "help-now",
            "today": today,
            "school": school,
            "home": next(
                (country for country in countries() if school and country.code == school.country), None
            ),
            "countries": [
                (country, [(line, line.is_past_review(today)) for line in country.lines])
                for country in countries()
            ],
            "address_in_words": settings.SITE_URL.split("://", 1)[-1] + address,
        },
    )


def school_file(slug: str) -> Path:
    """Where a school's page lies on this machine, once somebody has built it."""
    return Path(settings.SCHOOL_PAGES_ROOT) / f"{slug}.html"


def build_school_pages(*, today: date) -> list[Path]:
    """Writes the page of every school, takes away those of schools that are gone; returns the files that changed."""
    pages = {
        school_file(school.slug): help_now_page(today=today, school=line_of(school))
        for school in School.objects.prefetch_related("staffed_hours")
    }
    changed = [path for path, page in pages.items() if write_whole(path, page)]
    gone = set(Path(settings.SCHOOL_PAGES_ROOT).glob("*.html")) - pages.keys()
    for path in gone:
        path.unlink()
    return sorted([*changed, *gone])


def write_whole(path: Path, page: str) -> bool:
    """Never half a page: somebody may be asking for it right now. False if the file says this already."""
    if path.exists() and path.read_text(encoding="utf-8") == page:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}.new")  # a command and a worker may write at the same time
    new.write_text(page, encoding="utf-8")
    new.replace(path)
    return True
