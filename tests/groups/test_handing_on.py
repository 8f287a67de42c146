"""A keeper hands a worry about a member to wellness staff, or asks for help themselves."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from groups.kinds import Role
from groups.models import GroupConcern
from groups.models.concerns import Source
from tests.factories import GroupFactory, MembershipFactory

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday noon in London
LONG_AGO = NOW - timedelta(days=90)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def group(mo):
    """That Mo mentors."""
    group = GroupFactory(school=mo.school, name="Thursday circle", founded_at=LONG_AGO)
    MembershipFactory(group=group, user=mo, role=Role.MENTOR, joined_at=LONG_AGO)
    return group


def worry(member, **more):
    return {
        "about": member.key,
        "words": "She said that she has not slept since Sunday.",
        "severity": "today",
        "student_knows": "no",
    } | more


def test_a_worry_reaches_staff_and_the_student_is_told(client, group, mo, wil):
    member = MembershipFactory(group=group)
    client.force_login(mo)
    url = reverse("groups:worry", args=[group.key])
    assert wil.alias not in client.get(url).content.decode()
    answer = client.post(url, worry(member))
    concern = GroupConcern.objects.get()
    assert answer["Location"] == reverse("groups:concern", args=[concern.key])
    assert (concern.about, concern.raised_by, concern.source) == (member, mo, Source.MENTOR)
    assert concern.told_at is not None
    assert concern.student_knows is False


def test_where_danger_is_stated_staff_decide_when_the_student_is_told(client, group, mo, wil):
    member = MembershipFactory(group=group)
    client.force_login(mo)
    client.post(reverse("groups:worry", args=[group.key]), worry(member, severity="now"))
    concern = GroupConcern.objects.get()
    assert concern.told_at is None
    client.force_login(member.user)
    assert client.get(reverse("groups:concern", args=[concern.key])).status_code == 404


@pytest.mark.parametrize("field", ["about", "words", "severity", "student_knows"])
@pytest.mark.parametrize("typed", ["", "\0", "x" * 1_000_000])
def test_what_is_missing_or_wrong_is_said_beside_its_field(client, group, mo, field, typed):
    client.force_login(mo)
    data = worry(MembershipFactory(group=group), **{field: typed})
    answer = client.post(reverse("groups:worry", args=[group.key]), data)
    assert field in answer.context["form"].errors
    assert not GroupConcern.objects.exists()
    if field != "words":
        assert "not slept since Sunday" in answer.content.decode()


def test_a_worry_is_about_a_member_of_this_group_and_not_about_oneself(client, group, mo):
    mine = group.memberships.get(user=mo)
    elsewhere = MembershipFactory(group=GroupFactory(school=mo.school))
    gone = MembershipFactory(group=group, joined_at=LONG_AGO, left_at=NOW)
    client.force_login(mo)
    for member in (mine, elsewhere, gone):
        answer = client.post(reverse("groups:worry", args=[group.key]), worry(member))
        assert "Please choose one of these people." in answer.context["form"].errors["about"]


def test_help_for_oneself_can_be_taken_back(client, group, mo, wil):
    client.force_login(mo)
    client.post(
        reverse("groups:help-for-myself", args=[group.key]),
        {"words": "I listen a lot.", "reach_by": "Room 7", "severity": "this-week"},
    )
    concern = GroupConcern.objects.get()
    assert (concern.source, concern.about, concern.subject) == (Source.MYSELF, None, mo)
    assert "Take it back" in client.get(reverse("groups:concern", args=[concern.key])).content.decode()


def test_where_nobody_is_on_duty_the_page_says_so(client, group, mo):
    client.force_login(mo)
    assert (
        "Nobody is on your school" in client.get(reverse("groups:worry", args=[group.key])).content.decode()
    )
