"""Two presses at the same instant, in real transactions: one of them counts."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import Letter, User
from checkins.answers import answer_checkin, check_in_now
from checkins.asking import ask_for_contact
from checkins.choosing import accept_invitation, invite_person
from checkins.models import CheckIn, ChosenPerson, Concern
from tests.factories import CheckInFactory, ChosenPersonFactory, PlanFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 6


@pytest.fixture
def at_once(run_in_threads):
    return lambda work: run_in_threads(work, times=TIMES)


def test_an_answer_given_six_times_at_once_is_given_once(at_once):
    chosen = ChosenPersonFactory()
    ada = chosen.owner
    checkin = CheckInFactory(user=ada, plan=PlanFactory(user=ada))
    levels = iter([1, 2, 3, 4, 5, 1])
    done = at_once(
        lambda: answer_checkin(
            checkin=CheckIn.objects.get(),
            by=ada,
            level=next(levels),
            audience="chosen",
            chosen=[chosen],
            now=timezone.now(),
        )
    )
    assert sorted(done) == [False] * (TIMES - 1) + [True]
    checkin.refresh_from_db()
    assert checkin.is_answered
    assert checkin.shares.count() == Letter.objects.count() == 1


def test_check_in_now_six_times_at_once_opens_one(at_once):
    ada = UserFactory()
    opened = at_once(lambda: check_in_now(by=User.objects.get(), now=timezone.now()).pk)
    assert set(opened) == {CheckIn.objects.get(user=ada).pk}


def test_a_request_sent_six_times_at_once_is_one_request_and_one_letter(at_once):
    staff = StaffFactory()
    ada = UserFactory(school=staff.school)
    asked = at_once(
        lambda: (
            ask_for_contact(
                by=User.objects.get(pk=ada.pk),
                words="please",
                reach_by="here",
                reach_when="",
                urgency="today",
                now=timezone.now(),
            ).pk
        )
    )
    assert set(asked) == {Concern.objects.get().pk}
    assert Letter.objects.get().recipient == staff


def test_a_link_accepted_by_several_at_once_is_one_persons(at_once):
    ada = UserFactory()
    people = iter([UserFactory(school=ada.school) for _ in range(TIMES)])
    link = invite_person(by=ada, nickname="Friend", now=timezone.now())
    done = at_once(lambda: accept_invitation(invitation=link, by=next(people), now=timezone.now()))
    assert sorted(done) == [False] * (TIMES - 1) + [True]
    assert ChosenPerson.objects.accepted().count() == 1


def test_several_links_accepted_at_once_by_one_person_connect_once(at_once):
    ada = UserFactory()
    ben = UserFactory(school=ada.school)
    links = iter([invite_person(by=ada, nickname=f"Ben {n}", now=timezone.now()) for n in range(TIMES)])
    done = at_once(lambda: accept_invitation(invitation=next(links), by=ben, now=timezone.now()))
    assert sorted(done) == [False] * (TIMES - 1) + [True]
    assert ChosenPerson.objects.accepted().filter(owner=ada, person=ben).count() == 1


def test_the_database_itself_refuses_a_second_connection_and_oneself():
    chosen = ChosenPersonFactory()
    with pytest.raises(IntegrityError):
        ChosenPersonFactory(owner=chosen.owner, person=chosen.person)
    with pytest.raises(IntegrityError):
        ChosenPersonFactory(owner=chosen.owner, person=chosen.owner)
