"""Addresses for calendar programs: what they show to whom, and when they show nothing any more."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from groups.calendars.feeds import MOST, make_feed, occasions_of
from groups.meetings.answers import answer_date
from groups.meetings.changes import Scope, call_off, change_date
from groups.models import Feed, Occasion
from tests.factories import GroupFactory, MeetingFactory, MembershipFactory

pytestmark = pytest.mark.django_db

# Words that a neighbour on the train must not read in somebody's calendar.
TELLING = ("circle", "support", "wellbeing", "peer", "mental", "health", "group", "counsel")


@pytest.fixture
def group(school):
    return GroupFactory(school=school, name="Support circle for tired people")


@pytest.fixture
def me(group, ada):
    return MembershipFactory(group=group, user=ada)


@pytest.fixture
def meeting(group, me):
    return MeetingFactory(
        group=group, planned_by=me, rule="FREQ=WEEKLY", title="Wellbeing hour", place="Counselling centre"
    )


@pytest.fixture
def feed(me, meeting):
    return make_feed(user=me.user, membership=None, shows_names=False, now=timezone.now())


def fetch(feed, **headers):
    """As a calendar program does: signed in nowhere."""
    return Client().get(reverse("groups:feed", args=[feed.token]), headers=headers)


def events_in(response):
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def test_it_gives_every_date_by_the_meetings_own_clock_without_sign_in_or_cookie(feed, meeting):
    response = fetch(feed)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert not response.cookies
    events = events_in(response)
    assert [event.start for event in events] == [
        row.starts_at for row in meeting.occasions.order_by("starts_at")
    ]
    assert {event.start.tzinfo.key for event in events} == {"Europe/London"}
    assert b"BEGIN:VTIMEZONE" in response.content


def test_it_says_nothing_that_others_should_not_read_unless_asked_to(feed, group, meeting):
    text = fetch(feed).content.decode().lower()
    # Its own pages' addresses have "groups" in their path; everything else is looked at.
    seen = text.replace("/groups/", "/")
    assert [word for word in TELLING if word in seen] == []
    assert {event["SUMMARY"] for event in events_in(fetch(feed))} == {"Tandem: meeting"}
    make_feed(user=feed.user, membership=None, shows_names=True, now=timezone.now())
    event = events_in(fetch(feed))[0]
    assert event["SUMMARY"] == "Support circle for tired people: Wellbeing hour"
    assert event["LOCATION"] == "Counselling centre"


def test_what_one_said_is_told_and_a_no_leaves_it_out(feed, meeting, me):
    rows = list(meeting.occasions.order_by("starts_at"))
    for row, answer in zip(rows, ("yes", "maybe", "no"), strict=False):
        answer_date(occasion=row, by=me, answer=answer, now=timezone.now())
    events = events_in(fetch(feed))
    assert len(events) == len(rows) - 1
    assert [(event["STATUS"], event["TRANSP"]) for event in events][:3] == [
        ("CONFIRMED", "OPAQUE"),
        ("TENTATIVE", "TRANSPARENT"),
        ("TENTATIVE", "TRANSPARENT"),
    ]


def test_changes_come_with_a_higher_number_and_the_same_name(feed, meeting, ada):
    row = meeting.occasions.order_by("starts_at")[0]
    before = events_in(fetch(feed))[0]
    starts = row.original_wall + timedelta(hours=2)
    change_date(occasion=row, by=ada, starts=starts, minutes=60, place="", link="", now=timezone.now())
    moved = next(event for event in events_in(fetch(feed)) if event["UID"] == before["UID"])
    assert moved["SEQUENCE"] > before["SEQUENCE"]
    assert moved.start == before.start + timedelta(hours=2)
    call_off(occasion=row, scope=Scope.THIS, by=ada, now=timezone.now())
    off = next(event for event in events_in(fetch(feed)) if event["UID"] == before["UID"])
    assert (off["STATUS"], off["SEQUENCE"] > moved["SEQUENCE"]) == ("CANCELLED", True)


def test_who_has_the_latest_is_told_so_in_a_word(feed, meeting, ada):
    first = fetch(feed)
    again = fetch(feed, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    with time_machine.travel(timezone.now() + timedelta(minutes=30)):
        assert fetch(feed, if_none_match=first["ETag"]).status_code == 304, "the hour alone changes nothing"
    call_off(occasion=meeting.occasions.first(), scope=Scope.THIS, by=ada, now=timezone.now())
    assert fetch(feed, if_none_match=first["ETag"]).status_code == 200


def test_a_new_address_kills_the_old_one_and_ending_kills_it_for_good(client, feed, ada):
    client.force_login(ada)
    old = feed.token
    client.post(reverse("groups:feed-renew", args=[feed.pk]))
    assert Client().get(reverse("groups:feed", args=[old])).status_code == 404
    feed.refresh_from_db()
    assert fetch(feed).status_code == 200
    client.post(reverse("groups:feed-end", args=[feed.pk]))
    assert fetch(feed).status_code == 404


def test_who_has_left_reads_nothing_more_of_that_group(feed, me, school, ada):
    elsewhere = MembershipFactory(group=GroupFactory(school=school), user=ada)
    kept = MeetingFactory(group=elsewhere.group)
    own = make_feed(user=ada, membership=me, shows_names=False, now=timezone.now())
    assert len(events_in(fetch(own))) == 12
    me.left_at = timezone.now()
    me.save()
    assert fetch(own).status_code == 404
    assert [event["UID"].split("@")[0] for event in events_in(fetch(feed))] == [kept.occasions.get().key]
    # Coming back is a new stay: the old address stays dead.
    MembershipFactory(group=me.group, user=ada)
    assert fetch(own).status_code == 404


def test_a_removed_member_and_a_closed_account_read_nothing(feed, me, mo, ada):
    me.left_at, me.removed_by = timezone.now(), mo
    me.save()
    assert events_in(fetch(feed)) == []
    ada.is_active = False
    ada.save()
    assert fetch(feed).status_code == 404


def test_nobody_makes_changes_or_ends_an_address_that_is_not_theirs(client, feed, me, group, zed, nia):
    own = make_feed(user=me.user, membership=me, shows_names=False, now=timezone.now())
    for person in (zed, nia):
        client.force_login(person)
        for name in ("feed-renew", "feed-end"):
            assert client.post(reverse(f"groups:{name}", args=[own.pk])).status_code == 404
        assert client.post(reverse("groups:feed-make"), {"group": group.key}).status_code == 404
    assert client.post(reverse("groups:feed-make"), {"group": "a\0b"}).status_code == 404
    assert Feed.objects.count() == 2


def test_asking_twice_makes_one_address(client, me, group, ada):
    client.force_login(ada)
    for _ in range(2):
        client.post(reverse("groups:feed-make"))
        client.post(reverse("groups:feed-make"), {"group": group.key, "names": "yes"})
    assert sorted(Feed.objects.values_list("membership", "shows_names"), key=str) == sorted(
        [(None, False), (me.pk, True)], key=str
    )


@pytest.mark.parametrize("groups", [1, 12])
def test_a_feed_is_two_questions_to_the_database_whatever_is_in_it(
    groups, school, ada, django_assert_num_queries
):
    for _ in range(groups):
        member = MembershipFactory(group=GroupFactory(school=school), user=ada)
        MeetingFactory(group=member.group, rule="FREQ=WEEKLY")
    feed = make_feed(user=ada, membership=None, shows_names=True, now=timezone.now())
    with django_assert_num_queries(4):  # with the two of its transaction
        fetch(feed)


def test_a_feed_has_an_end(feed, meeting):
    start = timezone.now()
    Occasion.objects.bulk_create(
        Occasion(
            meeting=meeting,
            originally_on=datetime(2030, 1, 1, tzinfo=UTC).date() + timedelta(days=day),
            starts_at=start + timedelta(hours=day + 1),
            ends_at=start + timedelta(hours=day + 2),
            changed_at=start,
        )
        for day in range(MOST + 50)
    )
    assert len(occasions_of(feed, start)) == MOST


def test_the_file_of_a_meeting_is_neutral_too(client, meeting, ada, group):
    client.force_login(ada)
    row = meeting.occasions.first()
    address = reverse("groups:meeting-file", args=[group.key, row.key])
    neutral = client.get(address)
    assert neutral["Content-Disposition"] == 'attachment; filename="meeting.ics"'
    seen = neutral.content.decode().lower().replace("/groups/", "/")
    assert [word for word in TELLING if word in seen] == []
    (event,) = icalendar.Calendar.from_ical(neutral.content).walk("VEVENT")
    assert event["RRULE"]["FREQ"] == ["WEEKLY"]
    named = icalendar.Calendar.from_ical(client.get(address, {"names": ""}).content).walk("VEVENT")[0]
    assert "Wellbeing hour" in named["SUMMARY"]


def test_every_form_of_the_calendar_page_can_be_sent(client, feed, me, meeting, ada):
    make_feed(user=ada, membership=me, shows_names=False, now=timezone.now())
    client.force_login(ada)
    page = client.get(reverse("groups:calendar")).text
    assert page.count('method="post"') == page.count("csrfmiddlewaretoken") == 6
