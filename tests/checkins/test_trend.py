"""The trend: right at 0, 1, 2 and 400 answers, told by shape and word, counting without explaining."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import Pause
from checkins.models import CheckIn
from checkins.trend import BOTTOM, LEFT, RIGHT, TOP, trend_of, y_of
from tests.checkins import NOW
from tests.factories import CheckInFactory

pytestmark = pytest.mark.usefixtures("at_noon")
TODAY = date(2026, 11, 23)
URL = "/check-in/trend/"


def answer(user, days_ago, level, *tags):
    at = NOW - timedelta(days=days_ago)
    return CheckInFactory(
        user=user,
        due_at=at,
        occasion_on=TODAY - timedelta(days=days_ago),
        level=level,
        answered_at=at,
        tags=[*tags],
    )


def many(user, count):
    """`count` daily answers that go up and down."""
    CheckIn.objects.bulk_create(
        CheckIn(
            user=user,
            due_at=NOW - timedelta(days=day),
            closes_at=NOW + timedelta(days=1),
            occasion_on=TODAY - timedelta(days=day),
            answered_at=NOW - timedelta(days=day),
            level=1 + day % 5,
        )
        for day in range(count)
    )


def test_with_no_answer_the_page_says_what_to_do(client, ada):
    client.force_login(ada)
    page = client.get(URL).content.decode()
    assert "Nothing to draw yet" in page
    assert "<figure" not in page


def test_one_answer_is_one_dot_and_no_line(client, ada):
    answer(ada, 0, 4)
    trend = trend_of(ada, span="4-weeks", now=NOW)
    assert [(point.x, point.y) for point in trend.points] == [(RIGHT, y_of(4))]
    assert (trend.line, trend.gaps) == (f"M{float(RIGHT)} {y_of(4)}", "")
    client.force_login(ada)
    page = client.get(URL).content.decode()
    assert page.count("#dot-4") == 1
    assert "1 answer, all doing all right." in page


def test_two_answers_near_each_other_are_joined_and_far_ones_are_not(ada):
    answer(ada, 1, 2)
    answer(ada, 0, 3)
    near = trend_of(ada, span="4-weeks", now=NOW)
    assert near.line.count("L") == 1
    assert near.gaps == ""
    CheckIn.objects.filter(level=2).update(occasion_on=TODAY - timedelta(days=20))
    far = trend_of(ada, span="4-weeks", now=NOW)
    assert far.line.count("L") == 0
    assert far.gaps.count("L") == 1


@pytest.mark.parametrize(
    ("span", "grain", "points"), [("4-weeks", "day", 28), ("year", "week", 53), ("all", "week", 58)]
)
def test_400_answers_are_drawn_by_the_week(client, ada, span, grain, points):
    many(ada, 400)
    trend = trend_of(ada, span=span, now=NOW)
    assert trend.grain == grain
    assert abs(len(trend.points) - points) <= 1
    assert sum(point.answers for point in trend.points) == trend.answers
    client.force_login(ada)
    page = client.get(URL, {"span": span}).content.decode()
    assert page.count("<tr>") == len(trend.points) + 1


def test_ten_years_are_drawn_by_the_month(ada):
    answer(ada, 3650, 3)
    answer(ada, 0, 5)
    trend = trend_of(ada, span="all", now=NOW)
    assert trend.grain == "month"
    assert [point.x for point in trend.points] == [LEFT, RIGHT]


@pytest.mark.parametrize("span", ["4-weeks", "3-months", "year", "all"])
def test_every_point_lies_within_the_drawing(ada, span):
    many(ada, 400)
    for point in trend_of(ada, span=span, now=NOW).points:
        assert LEFT <= point.x <= RIGHT
        assert TOP <= point.y <= BOTTOM


def test_a_week_shows_its_middle_and_its_range(ada):
    for days_ago, level in ((0, 1), (200, 2), (201, 4), (202, 3)):  # 200 to 202 days ago lie in one week
        answer(ada, days_ago, level)
    first = trend_of(ada, span="year", now=NOW).points[0]
    assert (first.level, first.low, first.high, first.answers) == (3.0, 2, 4, 3)
    assert first.word == "Getting by"
    assert first.range_words == "from running low to doing all right"


def test_tags_are_counted_by_day_and_only_from_three_low_days(client, ada):
    answer(ada, 1, 2, "sleep", "exams")
    answer(ada, 2, 1, "sleep")
    assert trend_of(ada, span="4-weeks", now=NOW).tags == []
    answer(ada, 3, 2, "sleep", "exams")
    answer(ada, 3, 2, "sleep")  # the same day counts once
    answer(ada, 4, 5, "exams")
    answer(ada, 5, 4)
    counts = trend_of(ada, span="4-weeks", now=NOW).tags
    assert [(c.word, c.low, c.low_days, c.other, c.other_days) for c in counts] == [
        ("sleep", 3, 3, 0, 2),
        ("exams", 2, 3, 1, 2),
    ]
    client.force_login(ada)
    page = re.sub(r"<[^>]+>", "", client.get(URL).content.decode())
    assert "On 3 of your 3 low days you said sleep, and on 0 of 2 other days." in page
    assert "It does not say why." in page
    assert "because" not in page.lower()


def test_exam_blocks_are_marked_and_other_pauses_are_not(client, ada):
    answer(ada, 0, 3)
    block = {"user": ada, "starts_at": NOW - timedelta(days=40), "ends_at": NOW - timedelta(days=20)}
    Pause.objects.create(name="Finals", is_exam_block=True, **block)
    Pause.objects.create(name="A rest", **block)
    trend = trend_of(ada, span="4-weeks", now=NOW)
    assert [(band.name, band.x) for band in trend.bands] == [("Finals", LEFT)]
    assert 0 < trend.bands[0].width < RIGHT - LEFT
    client.force_login(ada)
    page = client.get(URL).content.decode()
    assert "Shaded: Finals, 14 Oct to 3 Nov." in page
    assert "A rest" not in page


def test_it_is_told_by_a_title_words_and_a_table(client, ada):
    answer(ada, 1, 2, "sleep")
    answer(ada, 0, 4)
    client.force_login(ada)
    page = client.get(URL).content.decode()
    assert 'role="img" aria-labelledby="trend-title trend-words"' in page
    assert "2 answers, between running low and doing all right." in page
    table = page[page.index("<table") : page.index("</table>")]
    assert "Running low" in table
    assert "Sleep" in table


@pytest.mark.parametrize("span", ["", "forever", "\x00", "<script>", "4-weeks' OR 1=1"])
def test_an_unknown_span_shows_the_last_four_weeks(client, ada, span):
    answer(ada, 0, 4)
    client.force_login(ada)
    page = client.get(URL, {"span": span})
    assert page.context["trend"].span == "4-weeks"


def test_it_is_ones_own_and_reads_no_notes(client, ada, zed, django_assert_max_num_queries):
    many(zed, 50)
    for days_ago in range(30):
        answer(ada, days_ago, 3)
    client.force_login(ada)
    with django_assert_max_num_queries(16) as seen:
        page = client.get(URL)
    assert page.context["trend"].answers == 28
    assert not any('"note"' in query["sql"] for query in seen.captured_queries)


def test_days_are_the_persons_own(ada):
    ada.time_zone = "Pacific/Kiritimati"
    assert trend_of(ada, span="4-weeks", now=NOW).last_on == date(2026, 11, 24)


def test_the_table_links_each_answer(client, ada):
    checkin = answer(ada, 0, 3)
    client.force_login(ada)
    assert reverse("checkins:detail", args=[checkin.pk]) in client.get(URL).content.decode()


def test_what_is_said_every_day_does_not_go_with_low_days(client, ada):
    for day in range(4):
        answer(ada, day, 1, "sleep", "exams")
    for day in range(4, 20):
        answer(ada, day, 4, "sleep")
    # All low days but one against all others: it is said less often there.
    answer(ada, 20, 2)
    trend = trend_of(ada, span="4-weeks", now=NOW)
    assert [count.tag for count in trend.tags] == ["exams"]
    client.force_login(ada)
    assert "you said <strong>sleep" not in client.get(URL).content.decode()


def test_where_every_day_was_low_there_is_nothing_to_compare(client, ada):
    for day in range(5):
        answer(ada, day, 1, "sleep")
    client.force_login(ada)
    page = client.get(URL).content.decode()
    assert "there is nothing to compare them with" in page
    assert "<strong>sleep" not in page


def test_over_more_than_a_year_the_drawing_names_years(client, ada):
    answer(ada, 0, 3)
    answer(ada, 900, 2)
    Pause.objects.create(
        user=ada,
        starts_at=NOW - timedelta(days=400),
        ends_at=NOW - timedelta(days=390),
        is_exam_block=True,
        name="Finals",
    )
    client.force_login(ada)
    page = client.get(URL, {"span": "all"}).text
    assert ">Jun 2024</text>" in page
    assert "Finals, 19 Oct to 29 Oct 2025" in page
    assert ">24 Nov</text>" in client.get(URL, {"span": "year"}).text
