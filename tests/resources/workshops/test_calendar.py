"""One workshop as a file for a calendar."""

from datetime import UTC, datetime

import icalendar
import pytest
from django.urls import reverse

from tests.factories import SignUpFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(school):
    return WorkshopFactory(
        school=school,
        title="Sleeping after nights",
        place="Room 9",
        starts_at=datetime(2027, 7, 1, 17, tzinfo=UTC),
    )


def event_of(client, workshop, query=""):
    response = client.get(reverse("resources:workshop-calendar", args=[workshop.key]) + query)
    assert response["Content-Type"].startswith("text/calendar")
    [event] = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    return event, response.text


def test_it_is_neutral_unless_asked(client, ada, workshop):
    SignUpFactory(workshop=workshop, user=ada)
    client.force_login(ada)
    event, text = event_of(client, workshop)
    assert str(event["summary"]) == "Tandem: workshop"
    assert "Sleeping" not in text
    assert "Room 9" not in text
    assert event["dtstart"].dt.isoformat() == "2027-07-01T18:00:00+01:00"
    assert event["dtend"].dt.isoformat() == "2027-07-01T19:30:00+01:00"


def test_the_place_is_for_who_has_a_seat(client, ada, zed, ben, workshop):
    SignUpFactory(workshop=workshop, user=ada)
    SignUpFactory(workshop=workshop, user=zed, seated_at=None)
    for person, sees in ((ada, True), (zed, False), (ben, False)):
        client.force_login(person)
        event, text = event_of(client, workshop, "?names")
        assert str(event["summary"]) == "Sleeping after nights"
        assert ("Room 9" in text) is sees


def test_a_change_replaces_what_a_calendar_holds(client, ada, workshop):
    client.force_login(ada)
    before, _ = event_of(client, workshop)
    workshop.sequence += 1
    workshop.cancelled_at, workshop.cancelled_because = workshop.starts_at, "Flu."
    workshop.save()
    after, _ = event_of(client, workshop)
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["status"] == "CANCELLED"
