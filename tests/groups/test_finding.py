"""Finding a group: what is suggested and why, searching, pages, and as many queries for one group as for hundreds."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groups.advice import advice_for
from groups.finding import PAGE, search_groups, suggest_groups
from groups.kinds import Entry, Kind
from groups.models import Group
from tests.factories import GroupFactory, JoinRequestFactory, MembershipFactory, UserFactory


@pytest.fixture
def old():
    return {"founded_at": timezone.now() - timedelta(days=60)}


def names(user, **wishes):
    return [group.name for group in search_groups(user, **wishes)[0]]


def test_a_suggestion_says_why(ada, school, old):
    group = GroupFactory(
        school=school, name="Evenings", stages=["year-3"], times=["evenings"], capacity=4, **old
    )
    MembershipFactory.create_batch(2, group=group)
    (suggestion,) = suggest_groups(ada, now=timezone.now())
    assert suggestion.reason == "Same year, evenings, two places left"


def test_what_somebody_would_like_to_get_counts_and_another_year_does_not_suit(ada, school, old):
    ada.wants = ["emotional"]
    GroupFactory(school=school, name="Circle", kind=Kind.CIRCLE, capacity=8, **old)
    GroupFactory(school=school, name="Freshers", stages=["year-1"], **old)
    suggestions = suggest_groups(ada, now=timezone.now())
    assert [suggestion.group.name for suggestion in suggestions] == ["Circle"]
    assert suggestions[0].reason == "For listening, which you said would be good"


def test_nobody_is_sent_to_where_they_are_or_wait_or_cannot_get_in(ada, nia, school, old):
    year = {"stages": ["year-3"], **old}
    MembershipFactory(group=GroupFactory(school=school, **year), user=ada)
    JoinRequestFactory(group=GroupFactory(school=school, **year), user=ada)
    GroupFactory(school=school, entry=Entry.INVITATION, **year)
    GroupFactory(school=school, is_listed=False, **year)
    GroupFactory(school=school, archived_at=timezone.now(), **year)
    GroupFactory(school=nia.school, **year)
    assert suggest_groups(ada, now=timezone.now()) == []


def test_searching_forgives_accents_and_a_wrong_letter(ada, school):
    for name in ("Café of year three", "Anatomy table", "Runners"):
        GroupFactory(school=school, name=name)
    assert names(ada, words="cafe") == ["Café of year three"]
    assert names(ada, words="anatmoy") == ["Anatomy table"]
    assert names(ada, words="RUNN") == ["Runners"]
    assert names(ada, words="%") == names(ada, words="no-such") == []


def test_filters_and_what_is_full(ada, school):
    full = GroupFactory(school=school, name="Full", kind=Kind.BUDDIES, capacity=2, times=["lunch"])
    MembershipFactory.create_batch(2, group=full)
    GroupFactory(school=school, name="Open", times=["lunch", "evenings"], stages=["year-3"])
    assert names(ada, time="lunch") == ["Full", "Open"]
    assert names(ada, time="lunch", has_room=True) == ["Open"]
    assert names(ada, kind="buddies") == ["Full"]
    assert names(ada, stage="year-1") == ["Full"]
    assert names(ada, entry="invitation") == []


def test_places_that_people_wait_for_are_not_free(ada, school):
    group = GroupFactory(school=school, capacity=3)
    MembershipFactory.create_batch(2, group=group)
    JoinRequestFactory(group=group, waiting_since=timezone.now())
    assert Group.objects.with_seats().get().places_left == 0
    assert names(ada, has_room=True) == []


def test_pages_follow_each_other_without_a_gap(ada, school):
    made = [GroupFactory(school=school, name=f"Group {n % 7}").key for n in range(PAGE * 2 + 3)]
    seen, mark = [], ""
    for _ in range(4):
        page, mark = search_groups(ada, after=mark)
        seen += [group.key for group in page]
        if not mark:
            break
    assert sorted(seen) == sorted(made)
    assert len(seen) == len(set(seen))
    assert search_groups(ada, after="no-such-mark")[0] == search_groups(ada)[0]


def queries(client, page) -> int:
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(page).status_code == 200
    return len(counted)


@pytest.mark.parametrize("name", ["groups:index", "groups:find"])
def test_one_group_or_two_hundred_cost_the_same(client, ada, school, name):
    client.force_login(ada)
    page = reverse(name)
    first = GroupFactory(school=school, stages=["year-3"])
    MembershipFactory(group=first, user=ada)
    GroupFactory(school=school, stages=["year-3"])
    client.get(page)
    few = queries(client, page)
    groups = GroupFactory.create_batch(200, school=school, stages=["year-3"])
    for group in groups[:40]:
        MembershipFactory(group=group, user=ada)
    for group in groups[40:60]:
        JoinRequestFactory(group=group, user=ada)
    assert queries(client, page) == few <= 12


def test_a_group_of_one_or_of_sixty_costs_the_same(client, ada, school):
    client.force_login(ada)
    group = GroupFactory(school=school, capacity=60)
    MembershipFactory(group=group, user=ada, role="host")
    page = reverse("groups:people", args=[group.key])
    client.get(page)
    few = queries(client, page)
    MembershipFactory.create_batch(50, group=group)
    assert queries(client, page) == few <= 6


def test_an_empty_school_is_shown_how_to_begin(client, ada):
    client.force_login(ada)
    page = client.get(reverse("groups:index")).text
    assert "No group here yet" in page
    assert reverse("groups:new") in page


def test_staff_are_told_how_many_groups_a_school_can_fill(school, wil, client):
    UserFactory.create_batch(20, school=school)
    GroupFactory.create_batch(7, school=school)
    advice = advice_for(school)
    assert (advice.people, advice.running, advice.most, advice.is_above) == (20, 7, 5, True)
    assert "20 people here can fill about 5 groups; 7 are running." in advice.text
    client.force_login(wil)
    assert advice.text in client.get(reverse("admin:groups_group_changelist")).text


def test_words_that_are_searched_for_stand_in_no_address(client, ada, school):
    GroupFactory.create_batch(PAGE + 2, school=school, about="Grieving, together")
    client.force_login(ada)
    page = client.post(reverse("groups:find"), {"words": "grieving"})
    assert page.text.count("row-title") == PAGE
    assert "words=" not in page.text
    mark = page.context["next_mark"]
    rest = client.post(reverse("groups:find"), {"words": "grieving", "after": mark})
    assert rest.text.count("row-title") == 2
    assert client.get(reverse("groups:find"), {"words": "no-such-word"}).text.count("row-title") == PAGE


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "\0",
        "a\0b",
        "x" * 1_000_000,
        "🙂🙃",
        "\u202elive",
        "<script>alert(1)</script>",
        "%_\\",
        "'; --",
    ],
)
def test_whatever_is_searched_for_is_no_fault(client, ada, school, words):
    GroupFactory(school=school, name="Reading evenings")
    client.force_login(ada)
    page = client.post(reverse("groups:find"), {"words": words})
    assert page.status_code == 200
    assert "<script>alert(1)" not in page.text
