"""Meetings as a member finds them on pages."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from groups.kinds import Identity, Role
from groups.meetings.answers import answer_date
from groups.models import Answer, Block, Meeting, Occasion, StandingAnswer
from tests.factories import GroupFactory, MeetingFactory, MembershipFactory

from .diary import NOON, address, dates

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_planning_answering_and_calling_off_on_pages(client, group, me, other, ada, ben):
    client.force_login(ada)
    form = {
        "title": "Renal, slowly",
        "on": "2026-06-08",
        "at": "18:00",
        "minutes": "60",
        "rhythm": "weekly",
        "times": "4",
        "place": "Library",
        "link": "zoom.us/j/5",
        "time_zone": "Europe/London",
    }
    for _ in range(2):
        response = client.post(reverse("groups:meeting-new", args=[group.key]), form)
    meeting = Meeting.objects.get()
    assert meeting.rule == "FREQ=WEEKLY;COUNT=4"
    assert meeting.link == "https://zoom.us/j/5"
    assert meeting.occasions.count() == 4
    assert response.url == address("meeting", meeting, dates(meeting)[0])
    client.force_login(ben)
    client.post(address("meeting-answer", meeting, dates(meeting)[0]), {"answer": "yes", "all": "1"})
    assert Answer.objects.filter(membership=other, answer="yes").count() == 4
    assert StandingAnswer.objects.get().membership == other
    page = client.get(address("meeting", meeting, dates(meeting)[0])).text
    assert other.alias in page
    assert ben.email not in page
    assert "Join on Zoom" in page
    assert 'rel="noopener noreferrer nofollow"' in page
    assert client.get(address("meeting-change", meeting, dates(meeting)[0])).status_code == 404
    client.force_login(ada)
    client.post(address("meeting-cancel", meeting, dates(meeting)[2]), {"scope": "following"})
    assert [row.is_cancelled for row in dates(meeting)] == [False, False, True, True]
    client.post(address("meeting-restore", meeting, dates(meeting)[3]))
    assert not any(row.is_cancelled for row in dates(meeting))


def test_a_change_of_what_follows_cannot_run_into_what_stays(client, weekly, me, ada):
    client.force_login(ada)
    rows = dates(weekly)
    form = {
        "on": f"{rows[1].originally_on}",
        "at": "18:00",
        "minutes": "60",
        "rhythm": "weekly",
        "time_zone": "Europe/London",
    }
    response = client.post(address("meeting-change-series", weekly, rows[3], "following"), form)
    assert "Please choose a day after 22 June: dates until then stay." in response.text
    form["on"] = f"{rows[2].originally_on + timedelta(days=1)}"
    assert (
        client.post(address("meeting-change-series", weekly, rows[3], "following"), form).status_code == 302
    )
    assert [row.originally_on for row in dates(weekly)][:4] == [
        date(2026, 6, 8),
        date(2026, 6, 15),
        date(2026, 6, 22),
        date(2026, 6, 23),
    ]


def test_a_day_that_somebody_else_has_just_taken_is_refused_beside_the_field(
    client, weekly, me, ada, monkeypatch
):
    """The form looks at the dates before the change holds them; the change looks again."""
    client.force_login(ada)
    rows = dates(weekly)
    monkeypatch.setattr("groups.views.planning.stays_until", lambda **_: None)
    form = {
        "on": f"{rows[2].originally_on}",
        "at": "18:00",
        "minutes": "60",
        "rhythm": "weekly",
        "time_zone": "Europe/London",
        "title": "What I typed",
    }
    response = client.post(address("meeting-change-series", weekly, rows[3], "following"), form)
    assert response.context["form"].errors["on"] == [
        "Please choose a day after 22 June: dates until then stay."
    ]
    assert "What I typed" in response.text
    assert [row.originally_on for row in dates(weekly)] == [row.originally_on for row in rows]


@pytest.mark.parametrize(
    "link",
    [
        "http://zoom.us/j/1",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://ada:secret@zoom.us/j/1",
        "https://localhost/",
        "https://zoom.us:8443/j/1",
        "https://exa mple.org/",
        "https://zoom.us/\\evil",
        "ftp://zoom.us/",
        "https://",
    ],
)
def test_a_link_that_is_not_plain_https_is_refused(link, client, group, me, ada):
    client.force_login(ada)
    form = {
        "on": "2026-06-08",
        "at": "18:00",
        "minutes": "60",
        "rhythm": "once",
        "time_zone": "UTC",
        "link": link,
    }
    response = client.post(reverse("groups:meeting-new", args=[group.key]), form)
    assert response.status_code == 200
    assert response.context["form"].errors["link"]
    assert not Meeting.objects.exists()


def test_whoever_looks_after_the_group_may_change_what_others_planned(client, weekly, group, mo):
    MembershipFactory(group=group, user=mo, role=Role.MENTOR)
    client.force_login(mo)
    assert client.get(address("meeting-change", weekly, dates(weekly)[0])).status_code == 200


def test_an_archived_group_shows_its_meetings_and_takes_no_new_ones(client, weekly, group, me, ada):
    group.archived_at = NOON
    group.save()
    client.force_login(ada)
    first = dates(weekly)[0]
    assert client.get(address("meeting", weekly, first)).status_code == 200
    for name in ("meeting-change", "meeting-cancel"):
        assert client.get(address(name, weekly, first)).status_code == 404
    assert client.get(reverse("groups:meeting-new", args=[group.key])).status_code == 404
    assert client.post(address("meeting-answer", weekly, first), {"answer": "yes"}).status_code == 404


def test_who_was_put_out_of_sight_is_not_named_among_those_who_come(client, weekly, me, other, ada, ben):
    first = dates(weekly)[0]
    answer_date(occasion=first, by=other, answer="yes", now=NOON)
    Block.objects.create(by=ada, group=weekly.group, whom=ben, called=other.alias, blocked_at=NOON)
    client.force_login(ada)
    assert other.alias not in client.get(address("meeting", weekly, first)).text
    client.force_login(ben)
    assert f'<dd dir="auto">{me.alias}' not in client.get(address("meeting", weekly, first)).text


def test_a_group_of_names_shows_names_and_one_of_aliases_never_does(client, school, ada, ben):
    ben.name = "Benedict Example"
    ben.save()
    for identity, is_named in ((Identity.NAMES, True), (Identity.ALIASES, False)):
        group = GroupFactory(school=school, identity=identity)
        MembershipFactory(group=group, user=ada)
        member = MembershipFactory(group=group, user=ben)
        meeting = MeetingFactory(group=group, planned_by=member)
        answer_date(occasion=dates(meeting)[0], by=member, answer="yes", now=NOON)
        client.force_login(ada)
        page = client.get(address("meeting", meeting, dates(meeting)[0])).text
        assert ("Benedict Example" in page) is is_named
        assert (member.alias in page) is not is_named
        assert ben.alias not in page


@pytest.mark.parametrize("count", [1, 40])
def test_pages_ask_the_database_as_often_for_many_dates_and_people_as_for_few(
    count, client, group, me, ada, django_assert_num_queries
):
    for number in range(count):
        meeting = MeetingFactory(group=group, planned_by=me, rule="FREQ=WEEKLY", title=f"Number {number}")
    members = MembershipFactory.create_batch(min(count, 30), group=group)
    first = dates(meeting)[0]
    for member in members:
        Answer.objects.create(occasion=first, membership=member, answer="yes", answered_at=NOON)
    Occasion.objects.filter(originally_on__lt=date(2026, 6, 22)).update(
        starts_at=NOON - timedelta(days=3), ends_at=NOON - timedelta(days=2)
    )
    client.force_login(ada)
    client.get(reverse("groups:meetings", args=[group.key]))
    with django_assert_num_queries(8):
        client.get(reverse("groups:meetings", args=[group.key]))
    with django_assert_num_queries(13):
        client.get(address("meeting", meeting, first))
    with django_assert_num_queries(10):
        client.get(reverse("groups:calendar"))


def test_lists_go_on_page_by_page_without_losing_or_doubling_a_date(client, group, me, ada):
    for _ in range(3):
        MeetingFactory(group=group, planned_by=me, rule="FREQ=WEEKLY")
    client.force_login(ada)
    seen, mark = [], ""
    while True:
        response = client.get(reverse("groups:meetings", args=[group.key]), {"after": mark} if mark else {})
        seen += [row.pk for row in response.context["coming"]]
        if not (mark := response.context["more_coming"]):
            break
    assert seen == [row.pk for row in Occasion.objects.order_by("starts_at", "pk")]
    for wrong in ("nonsense", "\0", "x" * 5000):
        assert client.get(reverse("groups:meetings", args=[group.key]), {"after": wrong}).status_code == 200


def test_beside_all_seats_taken_no_number_of_names_says_that_somebody_is_out_of_sight(
    client, weekly, me, other, ada, zed
):
    """Whoever has put nobody away reads as many names as both sides of a block."""
    weekly.capacity = 6
    weekly.save()
    first = dates(weekly)[0]
    zeds = MembershipFactory(group=weekly.group, user=zed)
    coming = [me, other, zeds, *MembershipFactory.create_batch(3, group=weekly.group)]
    for person in coming:
        answer_date(occasion=first, by=person, answer="yes", now=NOON)
    Block.objects.create(by=ada, group=weekly.group, whom=other.user, called=other.alias, blocked_at=NOON)
    read = {}
    for person in (me, other, zeds):
        client.force_login(person.user)
        page = client.get(address("meeting", weekly, first))
        assert "all taken" in page.text
        assert page.context["names"] == client.get(address("meeting", weekly, first)).context["names"]
        read[person.alias] = page.context["names"]
    assert {len(names) for names in read.values()} == {3}
    assert other.alias not in read[me.alias]
    assert me.alias not in read[other.alias]


def test_other_dates_of_a_series_say_what_one_answered(client, weekly, me, other, ada):
    first, second, *_ = dates(weekly)
    answer_date(occasion=second, by=me, answer="no", now=NOON)
    answer_date(occasion=second, by=other, answer="yes", now=NOON)
    client.force_login(ada)
    others = client.get(address("meeting", weekly, first)).context["others"]
    assert [(row.key, row.said) for row in others][:2] == [(second.key, "no"), (dates(weekly)[2].key, None)]
    assert ">Not coming<" in client.get(address("meeting", weekly, first)).text
