"""Letters of rooms as a mail program reads them: neutral on a locked screen, true when they leave."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.outbox import send_waiting
from groups.inviting import invite_address
from groups.joining import come_in
from groups.keeping import archive_group
from groups.kinds import Entry, Kind, Role
from groups.leaving import leave_group
from groups.models import JoinRequest
from tests.factories import GroupFactory, MembershipFactory

NAME = "Grieving together"
TELLING = re.compile(
    r"griev|circle|health|mental|mood|well-?being|wellness|feel|depress|anxi|stress|crisis|support|!",
    re.IGNORECASE,
)


@pytest.fixture
def group(school, ada):
    group = GroupFactory(school=school, name=NAME, kind=Kind.BUDDIES, capacity=2)
    MembershipFactory(group=group, user=ada, role=Role.HOST)
    return group


def sent(mailbox):
    send_waiting(is_urgent=False)
    for letter in mailbox.letters:
        body = letter.get_body(("plain",)).get_content()
        assert NAME not in body
        assert not TELLING.search(f"{letter['Subject']} {letter['From']} {body[:110]}"), letter["Subject"]
    return [(letter["To"], letter["Subject"]) for letter in mailbox.letters]


def test_a_keeper_hears_that_somebody_asks_and_the_asker_what_became_of_it(mailbox, group, ada, zed):
    group.entry = Entry.ON_REQUEST
    group.save()
    come_in(group=group, by=zed, now=timezone.now())
    assert sent(mailbox) == [(ada.email, "Something moved in a group of yours")]
    assert f"/groups/{group.key}/people/requests/" in mailbox.text()
    assert "Somebody would like an answer" in mailbox.text()


def test_a_freed_seat_is_offered_with_its_day(mailbox, group, ada, ben, zed):
    member = MembershipFactory(group=group, user=ben)
    come_in(group=group, by=zed, now=timezone.now())
    leave_group(membership=member, by=ben, now=timezone.now())
    assert sent(mailbox) == [(zed.email, "Something moved in a group of yours")]
    assert re.search(r"kept for you until \w+ at \d\d:\d\d", " ".join(mailbox.text().split()))


def test_an_offer_that_was_let_go_is_not_written_about(mailbox, group, ada, ben, zed):
    member = MembershipFactory(group=group, user=ben)
    come_in(group=group, by=zed, now=timezone.now())
    leave_group(membership=member, by=ben, now=timezone.now())
    JoinRequest.objects.update(ended_at=timezone.now(), ended_as="withdrawn")
    assert sent(mailbox) == []


def test_members_hear_that_it_closed_and_staff_that_nobody_keeps_it(mailbox, group, ada, ben, wil):
    MembershipFactory(group=group, user=ben)
    leave_group(
        membership=group.memberships.get(user=ada), by=ada, now=timezone.now(), even_as_last_keeper=True
    )
    assert sorted(sent(mailbox)) == sorted(
        [
            (ben.email, "Something moved in a group of yours"),
            (wil.email, "A group at your school looks for a host"),
        ]
    )
    to_staff = next(letter for letter in mailbox.letters if letter["To"] == wil.email)
    page = reverse("admin:groups_group_change", args=[group.pk])
    assert page in to_staff.get_body(("plain",)).get_content()
    assert page in to_staff.get_body(("html",)).get_content()
    mailbox.letters.clear()
    archive_group(group=group, by=None, now=timezone.now())
    assert sent(mailbox) == [(ben.email, "Something moved in a group of yours")]


def test_an_invitation_has_one_link_and_names_nobody(mailbox, group, ada, zed):
    invitation = invite_address(group=group, by=ada, email=zed.email.upper(), now=timezone.now())
    assert sent(mailbox) == [(zed.email, "An invitation for you on Tandem")]
    assert invitation.token in mailbox.text()
    assert ada.alias not in mailbox.text()
