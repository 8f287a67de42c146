"""The numbers on the help-now page, word for word as they were read."""

import re
from datetime import date, timedelta
from html.parser import HTMLParser
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from resources.help_now import help_now_page
from resources.helplines import countries, past_review
from resources.school_line import line_of
from resources.tasks import look_at_help_lines

CHECKED = date(2026, 11, 22)
WITHIN_REVIEW = date(2026, 12, 1)
PAST_REVIEW = date(2027, 2, 21)

# country: emergency numbers, then for each line its name and every way to reach it
AS_READ = {
    "US": (
        ["911"],
        [
            ("988 Suicide & Crisis Lifeline", {"tel:988", "sms:988", "https://988lifeline.org/"}),
            ("Physician Support Line", {"tel:18884090141"}),
        ],
    ),
    "CA": (["911"], [("9-8-8: Suicide Crisis Helpline", {"tel:988", "sms:988"})]),
    "GB": (["999"], [("Samaritans", {"tel:116123"})]),
    "IE": (["112", "999"], [("Samaritans Ireland", {"tel:116123", "mailto:jo@samaritans.ie"})]),
    "AU": (["000"], [("Lifeline", {"tel:131114", "sms:0477131114", "https://www.lifeline.org.au/"})]),
    "NZ": (["111"], [("1737, need to talk?", {"tel:1737", "sms:1737"})]),
    "IN": (["112"], [("Tele-MANAS", {"tel:14416", "tel:18008914416"})]),
}
NOT_CONFIRMED = ["741741", "85258", "50808", "1800-599-0019", "1-833-456-4566", "1-800-273-8255"]


class Links(HTMLParser):
    """Collects, for each country on the page, where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.country = None
        self.by_country: dict[str | None, set[str]] = {}
        self.scripts: list[dict] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "details":
            self.country = values.get("data-country")
        if tag == "a":
            self.by_country.setdefault(self.country, set()).add(values.get("href"))
        if tag == "script":
            self.scripts.append(values)
        self.inline += [name for name in values if name == "style" or name.startswith("on")]

    def handle_endtag(self, tag):
        if tag == "details":
            self.country = None


def links_of(page: str) -> Links:
    links = Links()
    links.feed(page)
    return links


def test_the_file_holds_what_was_read_and_nothing_more():
    found = {
        country.code: (list(country.emergency), [line.name for line in country.lines])
        for country in countries()
    }
    assert found == {
        code: (emergency, [name for name, _ in lines]) for code, (emergency, lines) in AS_READ.items()
    }


@pytest.mark.parametrize("code", AS_READ)
def test_a_country_offers_every_way_to_reach_its_lines(code):
    emergency, lines = AS_READ[code]
    wanted = {f"tel:{number}" for number in emergency}.union(*(ways for _, ways in lines))
    assert links_of(help_now_page(today=WITHIN_REVIEW)).by_country[code] == wanted


def test_every_line_names_its_source_its_date_and_who_checked():
    page = help_now_page(today=WITHIN_REVIEW)
    for country in countries():
        for line in country.lines:
            assert line.checked_on == CHECKED
            assert line.review_by == CHECKED + timedelta(days=90)
            assert line.source in page
    lines = sum(len(country.lines) for country in countries())
    assert page.count("Read on 22 November 2026 at ") == lines == 8
    assert page.count("Checked by: from published source, not called") == lines
    assert (
        page.count("; from published source, not called. Take down or look again by 20 February 2027.")
        == lines
    )


@pytest.mark.parametrize("number", NOT_CONFIRMED)
def test_numbers_that_nobody_confirmed_are_not_listed(number):
    page = help_now_page(today=WITHIN_REVIEW)
    assert number not in page
    assert number.replace("-", "") not in page


def test_other_countries_are_told_plainly_that_none_is_listed():
    page = help_now_page(today=WITHIN_REVIEW)
    assert "We list no line for your country" in page
    assert "somebody else's site" in page.replace("&#x27;", "'")
    # The link without an address is the person's own number, which a script fills in on their device.
    assert links_of(page).by_country["elsewhere"] == {None, "https://findahelpline.com/"}


def test_a_line_past_its_review_date_says_so():
    fresh, late = help_now_page(today=WITHIN_REVIEW), help_now_page(today=PAST_REVIEW)
    assert fresh.count('class="line-late" hidden') == 8
    assert late.count('class="line-late" hidden') == 0
    assert late.count('class="line-late"') == 8


def test_the_last_day_is_still_within_the_review():
    assert list(past_review(date(2027, 2, 20))) == []
    assert len(list(past_review(PAST_REVIEW))) == 8


def test_staff_get_a_list_of_late_lines_and_never_a_failure():
    told = StringIO()
    with time_machine.travel("2027-03-01 12:00Z", tick=False):
        call_command("check_helplines", stdout=told)
        assert look_at_help_lines() == 8
    assert told.getvalue().count("review by 20 February 2027") == 8
    told = StringIO()
    with time_machine.travel("2026-12-01 12:00Z", tick=False):
        call_command("check_helplines", stdout=told)
        assert look_at_help_lines() == 0
    assert "the next is 20 February 2027" in told.getvalue()


def test_the_page_runs_nothing_inline():
    page = help_now_page(today=PAST_REVIEW)
    links = links_of(page)
    assert links.inline == []
    assert "<style" not in page
    assert [script["src"] for script in links.scripts if "src" in script] == [
        script.get("src") for script in links.scripts
    ]


def test_the_page_promises_nobody_who_watches():
    page = help_now_page(today=WITHIN_REVIEW)
    assert "Nobody at Tandem watches this page" in page


def test_the_page_is_written_whole_to_its_place(db, tmp_path, settings):
    settings.WHITENOISE_ROOT = tmp_path
    settings.SCHOOL_PAGES_ROOT = tmp_path / "schools"
    told = StringIO()
    call_command("build_help_now", stdout=told)
    built = tmp_path / "help-now" / "index.html"
    assert built.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert {path.name for path in built.parent.iterdir()} >= {"index.html", "index.html.gz"}
    assert not list(built.parent.glob("*.new"))
    assert "away for a short while" in (tmp_path / "away" / "index.html").read_text(encoding="utf-8")
    assert f"{built.stat().st_size:,} bytes" in told.getvalue()


@pytest.mark.parametrize("home", [None, "northgate"])
def test_every_shape_is_in_the_page_and_no_name_is_given_twice(home, school):
    page = help_now_page(today=WITHIN_REVIEW, school=line_of(school) if home else None)
    named = re.findall(r'\bid="([^"]+)"', page)
    assert sorted(named) == sorted(set(named))
    assert set(re.findall(r'<use href="#([^"]+)"', page)) <= set(named)
    assert set(re.findall(r'(?:aria-labelledby|aria-describedby|for)="([^"]+)"', page)) <= set(named)
