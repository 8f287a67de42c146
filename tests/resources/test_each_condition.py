"""Rules of the library that no other test would miss: each is asked with one row on its other side."""

import pytest
from django.urls import reverse
from django.utils import timezone

from resources.forms.proposals import new_secret
from resources.keeping import let_go, own_library, take_back_that_it_helped
from resources.models import Bookmark, Helped, Proposal
from resources.proposals import hide_proposal, make_proposal, show_proposal
from resources.workshops.answers import answer_workshop
from resources.workshops.changes import cancel_workshop, copy_workshop, restore_workshop
from tests.factories import (
    BookmarkFactory,
    HelpedFactory,
    ResourceFactory,
    SignUpFactory,
    WorkshopFactory,
)


@pytest.fixture
def entry(school):
    return ResourceFactory(school=school)


def test_letting_go_and_taking_back_reach_ones_own_alone(entry, ada, ben):
    for person in (ada, ben):
        BookmarkFactory(user=person, resource=entry)
        HelpedFactory(user=person, resource=entry)
    assert let_go(entry=entry, by=ada)
    take_back_that_it_helped(entry=entry, by=ada)
    assert Bookmark.objects.get().user == ben
    assert Helped.objects.get().user == ben
    assert not let_go(entry=entry, by=ada)


def test_what_one_takes_along_holds_nothing_that_others_kept(ada, ben):
    BookmarkFactory(user=ben)
    HelpedFactory(user=ben)
    assert (own_library(ada)["kept"], own_library(ada)["helped"]) == ([], [])


def test_a_proposal_that_was_taken_down_is_among_the_shown_no_more(ada, wil):
    now = timezone.now()
    made = make_proposal(
        by=ada,
        school=ada.school,
        secret=new_secret(),
        title="A quiet room",
        words="To sit.",
        is_anonymous=False,
        now=now,
    )
    Proposal.objects.update(shown_at=now)
    assert Proposal.objects.shown().get() == made
    hide_proposal(proposal=made, by=wil, because="It names somebody.", now=now)
    assert not Proposal.objects.shown().exists()
    assert not show_proposal(proposal=made, by=wil, now=now)


def test_only_what_anybody_may_see_can_be_sent_on(client, ada, other_school):
    client.force_login(ada)
    for hidden in (ResourceFactory(school=other_school), ResourceFactory(school=ada.school)):
        assert client.get(reverse("resources:share", args=[hidden.key])).status_code == 404


def test_who_was_not_there_answers_nothing_and_takes_nobody_elses_turn(school, ada, ben):
    now = timezone.now()
    workshop = WorkshopFactory(school=school, past=True)
    theirs = SignUpFactory(workshop=workshop, user=ben, was_there=True)
    SignUpFactory(workshop=workshop, user=ada)
    assert not answer_workshop(workshop=workshop, by=ada, worth=1, words="No.", now=now)
    theirs.refresh_from_db()
    assert not theirs.has_answered
    assert not workshop.answers.exists()
    assert answer_workshop(workshop=workshop, by=ben, worth=4, words="Yes.", now=now)


def test_staff_of_another_school_call_no_workshop_off_nor_on_nor_copy_it(school, wil, nia):
    now = timezone.now()
    workshop = WorkshopFactory(school=school)
    assert not cancel_workshop(workshop=workshop, by=nia, because="No.", now=now)
    assert copy_workshop(workshop=workshop, by=nia) is None
    assert cancel_workshop(workshop=workshop, by=wil, because="Ill.", now=now)
    assert not restore_workshop(workshop=workshop, by=nia, now=now)
    workshop.refresh_from_db()
    assert workshop.is_cancelled
    assert restore_workshop(workshop=workshop, by=wil, now=now)
