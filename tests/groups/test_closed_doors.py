"""Pending, left, removed, and a mentor who was removed: a 404 everywhere, and nothing in counts or words."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter
from groups.inviting import invite_address, make_link
from groups.joining import Outcome, answer_request, come_in
from groups.kinds import Entry, Role
from groups.leaving import leave_group, remove_member
from groups.models import Group, JoinRequest
from tests.access.routes import routes
from tests.factories import GroupFactory, JoinRequestFactory, MembershipFactory

NAME = "copper-and-thyme-group"


@pytest.fixture
def group(school, mo):
    group = GroupFactory(school=school, name=NAME, is_listed=False, entry=Entry.ON_REQUEST)
    MembershipFactory(group=group, user=mo, role=Role.MENTOR)
    MembershipFactory.create_batch(2, group=group)
    return group


SEEN_BY_WHO_WAITS = ("groups:detail", "groups:join", "groups:seat", "groups:withdraw")


def pages_inside(group):
    """Every page of the group that takes its key alone, but for those that who waits may see."""
    for name, path in routes():
        is_inside = path.count("<slug:") == 1 and "<slug:key>" in path and name not in SEEN_BY_WHO_WAITS
        if name.startswith("groups:") and is_inside:
            yield reverse(name, args=[group.key])


def everything_is_closed(client, group) -> bool:
    inside = list(pages_inside(group))
    assert len(inside) > 15
    return all(client.get(page).status_code in (404, 405) for page in inside) and all(
        client.post(page).status_code in (404, 405) for page in inside
    )


def test_who_waits_for_an_answer_sees_what_it_is_for_and_nothing_inside(client, group, zed):
    JoinRequestFactory(group=group, user=zed)
    client.force_login(zed)
    assert everything_is_closed(client, group)
    page = client.get(reverse("groups:detail", args=[group.key])).text
    assert NAME in page
    assert all(alias not in page for alias in group.memberships.values_list("alias", flat=True))


def test_who_left_finds_nothing_any_more(client, group, zed):
    membership = MembershipFactory(group=group, user=zed)
    leave_group(membership=membership, by=zed, now=timezone.now())
    client.force_login(zed)
    assert everything_is_closed(client, group)
    assert client.get(reverse("groups:detail", args=[group.key])).status_code == 404
    assert NAME not in client.get(reverse("groups:index")).text
    assert NAME not in client.post(reverse("groups:find"), {"words": "copper"}).text


def test_who_was_removed_is_told_kindly_and_finds_nothing(client, group, zed, mo):
    membership = MembershipFactory(group=group, user=zed)
    remove_member(
        membership=membership, by=mo, words="It became too much for the others.", now=timezone.now()
    )
    membership.refresh_from_db()
    assert membership.removed_by == mo
    client.force_login(zed)
    assert everything_is_closed(client, group)
    page = client.get(reverse("groups:index")).text
    assert "You are no longer in" in page
    assert "too much for the others" in page
    assert mo.alias not in page
    assert Letter.objects.get(kind="group-moved").recipient == zed


def test_a_removed_mentor_is_a_stranger(client, group, mo, wil):
    remove_member(membership=group.memberships.get(user=mo), by=wil, now=timezone.now())
    client.force_login(mo)
    assert everything_is_closed(client, group)
    assert client.get(reverse("groups:detail", args=[group.key])).status_code == 404
    group.refresh_from_db()
    assert group.unkept_since is not None
    told = set(Letter.objects.filter(key__contains=".unkept.").values_list("recipient", flat=True))
    assert told == {wil.pk, *group.memberships.active().values_list("user", flat=True)}


def test_keepers_of_one_group_do_nothing_in_another(client, group, ada, zed):
    own = GroupFactory(school=group.school)
    MembershipFactory(group=own, user=ada, role=Role.HOST)
    request = JoinRequestFactory(group=group, user=zed)
    client.force_login(ada)
    address = reverse("groups:request-answer", args=[own.key, request.key])
    assert client.post(address, {"answer": "yes"}).status_code == 404
    victim = group.memberships.filter(role=Role.MEMBER).first()
    assert client.post(reverse("groups:remove", args=[own.key, victim.key])).status_code == 404
    request.refresh_from_db()
    assert request.ended_at is None


def test_whoever_was_removed_asks_even_where_the_door_is_open(client, school, zed, ada):
    group = GroupFactory(school=school, entry=Entry.OPEN)
    MembershipFactory(group=group, user=ada, role=Role.HOST)
    member = MembershipFactory(group=group, user=zed)
    remove_member(membership=member, by=ada, now=timezone.now())
    assert come_in(group=group, by=zed, now=timezone.now()) is Outcome.ASKED
    answer_request(request=JoinRequest.objects.get(), by=ada, says_yes=True, now=timezone.now())
    assert group.memberships.active().filter(user=zed).exists()


def test_an_invitation_to_an_address_says_nothing_of_who_has_it(client, group, mo, zed, nia):
    client.force_login(mo)
    address = reverse("groups:invite", args=[group.key])
    pages = []
    for email in (zed.email, "nobody@northgate.example.edu", nia.email):
        client.post(address, {"email": email})
        page = client.get(address).text
        pages.append(page.replace(email, "*").count("Open until"))
        assert email in page
    assert pages == [1, 2, 3]
    assert [letter.recipient for letter in Letter.objects.filter(kind="group-invited")] == [zed]


def test_a_link_opens_inside_the_wall_until_it_is_taken_back_or_runs_out(client, group, mo, zed, nia):
    link = make_link(group=group, by=mo, label="For the chat", now=timezone.now())
    address = reverse("groups:invited", args=[link.token])
    client.force_login(nia)
    assert client.get(address).status_code == 404
    client.force_login(zed)
    assert client.get(address).status_code == 200
    link.expires_at = timezone.now() - timedelta(seconds=1)
    link.save()
    assert client.get(address).status_code == 410
    link.expires_at = timezone.now() + timedelta(days=1)
    link.save()
    client.post(address, {"join": "1"})
    assert group.memberships.active().filter(user=zed).exists()
    client.force_login(mo)
    client.post(reverse("groups:invitation-revoke", args=[group.key, link.key]))
    leave_group(membership=group.memberships.active().get(user=zed), by=zed, now=timezone.now())
    client.force_login(zed)
    assert client.get(address).status_code == 410


def test_a_personal_invitation_is_one_persons_and_opens_once(client, group, mo, zed, ben):
    invitation = invite_address(group=group, by=mo, email=zed.email, now=timezone.now())
    address = reverse("groups:invited", args=[invitation.token])
    client.force_login(ben)
    assert client.get(address).status_code == 404
    client.force_login(zed)
    assert NAME in client.get(reverse("groups:index")).text
    client.post(address, {"decline": "1"})
    assert client.get(address).status_code == 410
    assert NAME not in client.get(reverse("groups:index")).text
    assert Group.objects.visible_to(zed).count() == 0
