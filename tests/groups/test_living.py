"""A stay in a group: its alias, being away, and what is left when group, stay or person ends."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.erasure import erase_person
from groups import old_requests
from groups.inviting import invite_address, make_link
from groups.joining import Outcome, come_in
from groups.keeping import ask_to_host
from groups.kinds import Entry, Identity, Role
from groups.leaving import remove_member
from groups.merging import propose_merge
from groups.models import Handover, Invitation, JoinRequest, Membership, Merge
from tests.factories import GroupFactory, JoinRequestFactory, MembershipFactory
from tests.groups.addresses import reverse_of


def test_an_alias_changes_to_a_suggestion_once_in_a_while(client, group, ada):
    client.force_login(ada)
    sealed, alias = client.get(reverse_of(group, "alias")).context["form"].fields["alias"].choices[1]
    client.post(reverse_of(group, "alias"), {"alias": sealed})
    assert group.memberships.get().alias == alias
    page = client.get(reverse_of(group, "alias"))
    assert page.context["form"] is None
    assert "can be changed again" in page.text


def test_away_is_said_with_its_reason_where_people_go_by_name(client, school, ada, ben):
    group = GroupFactory(school=school, identity=Identity.NAMES)
    for person in (ada, ben):
        MembershipFactory(group=group, user=person)
    client.force_login(ben)
    until = timezone.localdate() + timedelta(days=20)
    client.post(
        reverse_of(group, "me"),
        {"away_until": f"{until}", "away_note": "On a rotation", "wants_letters": "on"},
    )
    client.force_login(ada)
    page = client.get(reverse_of(group, "people")).text
    assert "On a rotation" in page
    assert f"until {until.day} {until:%B}" in page


def test_closing_ends_what_waits_and_opening_goes_on(client, group, ada, zed):
    JoinRequestFactory(group=group, user=zed)
    client.force_login(ada)
    client.post(reverse_of(group, "archive"))
    assert JoinRequest.objects.get().ended_as == "closed"
    client.force_login(zed)
    assert "was closed" in client.get(reverse("groups:index")).text
    assert client.get(reverse_of(group, "detail")).status_code == 404
    client.force_login(ada)
    assert "Open it again" in client.get(reverse_of(group, "people")).text
    client.post(reverse_of(group, "unarchive"))
    group.refresh_from_db()
    assert group.is_running


def test_what_ended_long_ago_is_let_go(group, ada, zed):
    then = timezone.now() - timedelta(days=61)
    JoinRequestFactory(group=group, user=zed, asked_at=then, ended_at=then, ended_as="declined")
    removed = MembershipFactory(
        group=group, user=zed, joined_at=then, left_at=then, was_removed=True, parting_words="Sorry."
    )
    assert old_requests.drop_old_requests(now=timezone.now()) == 2
    removed.refresh_from_db()
    assert removed.parting_words == ""
    assert not JoinRequest.objects.exists()
    assert not Merge.objects.exists()


def test_a_stay_that_nothing_hangs_on_goes_after_a_year_and_one_with_words_stays(group, ada, zed, ben):
    then = timezone.now() - timedelta(days=366)
    for person in (zed, ben):
        MembershipFactory(group=group, user=person, joined_at=then, left_at=then)
    spoke = group.memberships.get(user=ben)
    Handover.objects.create(asked_by=group.memberships.get(user=ada), member=spoke, asked_at=timezone.now())
    assert old_requests.drop_old_requests(now=timezone.now()) == 1
    assert set(group.memberships.values_list("user", flat=True)) == {ada.pk, ben.pk}


def test_who_was_removed_still_asks_when_the_remover_is_gone(group, ada, zed):
    member = MembershipFactory(group=group, user=zed)
    other = MembershipFactory(group=group, role=Role.HOST).user
    remove_member(membership=member, by=other, now=timezone.now())
    erase_person(user=other, now=timezone.now())
    assert come_in(group=group, by=zed, now=timezone.now()) is Outcome.ASKED


def test_who_leaves_for_good_leaves_nothing_at_the_doors(group, ada, zed, ben):
    now = timezone.now()
    member = MembershipFactory(group=group, user=zed)
    MembershipFactory(group=group, user=ben)
    ask_to_host(member=member, by=group.memberships.get(user=ada), is_instead=False, now=now)
    other = GroupFactory(school=group.school, entry=Entry.ON_REQUEST)
    JoinRequestFactory(group=other, user=zed, words="please", answered_by=ada, answered_at=now)
    make_link(group=group, by=zed, label="mine", now=now)
    invite_address(group=group, by=ada, email=zed.email, now=now)
    propose_merge(group=group, into=other, by=zed, now=now)
    email = zed.email
    erase_person(user=zed, now=now)
    assert not Membership.objects.filter(user__email=email).exists()
    assert not JoinRequest.objects.exists()
    assert not Handover.objects.exists()
    assert not Invitation.objects.filter(recipient__isnull=False).exists()
    assert Merge.objects.get().proposed_by is None
    assert not Invitation.objects.filter(label=email).exists()


def test_ones_own_stays_can_be_taken_along(client, group, ada, ben):
    MembershipFactory(group=group, user=ben, alias="Planted Puffin 1")
    client.force_login(ada)
    taken = client.get(reverse("groups:export"))
    assert taken.json()["memberships"][0]["group__name"] == group.name
    assert "Planted Puffin" not in taken.text
