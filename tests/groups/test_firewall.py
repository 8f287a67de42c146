"""Who grades a student is nowhere that student can be seen: the database refuses it, whichever came first."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Grading, User
from checkins.models import ChosenPerson, Concern
from groups.concerns import raise_concern
from groups.kinds import Role
from groups.models import GroupConcern, Membership
from tests.factories import (
    ChosenPersonFactory,
    ConcernFactory,
    GradingFactory,
    GroupFactory,
    MembershipFactory,
    StaffFactory,
    UserFactory,
)

refused = pytest.raises(IntegrityError, match="firewall_group")


@pytest.fixture
def group(ada):
    group = GroupFactory(school=ada.school)
    MembershipFactory(group=group, user=ada)
    return group


@pytest.fixture
def grader(ada):
    return UserFactory(school=ada.school)


@pytest.mark.parametrize("whom", ["stage", "student"])
@pytest.mark.parametrize("role", Role)
def test_a_grader_cannot_come_in(ada, group, grader, whom, role):
    GradingFactory(grader=grader, **{whom: ada if whom == "student" else ada.stage})
    with refused, transaction.atomic():
        MembershipFactory(group=group, user=grader, role=role)


@pytest.mark.parametrize("whom", ["stage", "student"])
def test_a_student_cannot_come_to_where_their_grader_is(ada, grader, whom):
    GradingFactory(grader=grader, **{whom: ada if whom == "student" else ada.stage})
    group = GroupFactory(school=ada.school)
    MembershipFactory(group=group, user=grader, role=Role.MENTOR)
    with refused, transaction.atomic():
        MembershipFactory(group=group, user=ada)


@pytest.mark.parametrize("whom", ["stage", "student"])
def test_a_grading_cannot_come_where_both_are_in_a_group(ada, group, grader, whom):
    MembershipFactory(group=group, user=grader)
    with refused, transaction.atomic():
        GradingFactory(grader=grader, **{whom: ada if whom == "student" else ada.stage})


def test_a_grading_cannot_be_prolonged_or_widened_into_one(ada, group, grader):
    MembershipFactory(group=group, user=grader)
    last_year = timezone.localdate() - timedelta(days=5)
    over = GradingFactory(grader=grader, stage=ada.stage, until_on=last_year)
    other = GradingFactory(grader=grader, stage=User.Stage.YEAR_1)
    with refused, transaction.atomic():
        Grading.objects.filter(pk=over.pk).update(until_on=timezone.localdate())
    with refused, transaction.atomic():
        Grading.objects.filter(pk=other.pk).update(stage=ada.stage)


def test_a_grading_of_next_term_counts_already(ada, group, grader):
    GradingFactory(grader=grader, stage=ada.stage, from_on=timezone.localdate() + timedelta(days=20))
    with refused, transaction.atomic():
        MembershipFactory(group=group, user=grader)


def test_a_change_of_stage_cannot_bring_it_about(ada, group, grader):
    MembershipFactory(group=group, user=grader)
    GradingFactory(grader=grader, stage=User.Stage.YEAR_1)
    with refused, transaction.atomic():
        User.objects.filter(pk=ada.pk).update(stage="year-1")
    User.objects.filter(pk=ada.pk).update(stage="year-2", last_login=timezone.now())


def test_a_stay_that_ended_cannot_be_taken_up_again(ada, group, grader):
    stay = MembershipFactory(group=group, user=grader)
    Membership.objects.filter(pk=stay.pk).update(left_at=timezone.now())
    GradingFactory(grader=grader, stage=ada.stage)
    with refused, transaction.atomic():
        Membership.objects.filter(pk=stay.pk).update(left_at=None)


def test_what_is_apart_stays_possible(ada, group, grader, nia):
    GradingFactory(grader=grader, stage=User.Stage.YEAR_1)
    GradingFactory(grader=nia, stage=ada.stage)  # of another school
    over = timezone.localdate() - timedelta(days=2)
    GradingFactory(grader=grader, student=ada, until_on=over)
    stay = MembershipFactory(group=group, user=grader)
    Membership.objects.filter(pk=stay.pk).update(role=Role.HOST)


def test_joining_says_why_not_and_names_nobody(client, ada, grader):
    GradingFactory(grader=grader, stage=ada.stage)
    group = GroupFactory(school=ada.school)
    MembershipFactory(group=group, user=grader)
    client.force_login(ada)
    page = client.post(reverse("groups:join", args=[group.key]), {"join": "1"}, follow=True).content.decode()
    assert "Tandem keeps you apart" in page
    assert grader.alias not in page
    assert not Membership.objects.active().filter(user=ada).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["grading", "stage"])
def test_of_two_at_the_same_moment_one_is_refused(run_in_threads, what):
    """Eight times, since a race that is lost once in a while is lost."""
    for _ in range(8):
        ada = UserFactory(stage="year-3")
        grader = UserFactory(school=ada.school)
        group = GroupFactory(school=ada.school)
        MembershipFactory(group=group, user=ada)
        if what == "stage":
            GradingFactory(grader=grader, stage=User.Stage.YEAR_1)

        def come_in(group=group, grader=grader):
            MembershipFactory(group=group, user=grader)

        def make_it_so(grader=grader, ada=ada):
            if what == "stage":
                User.objects.filter(pk=ada.pk).update(stage="year-1")
            else:
                GradingFactory(grader=grader, student=ada)

        works = iter([come_in, make_it_so])

        def work(works=works):
            try:
                next(works)()
            except IntegrityError:
                return False
            return True

        assert sum(run_in_threads(work, times=2)) == 1


# Chosen people


def test_a_grader_cannot_be_chosen(client, ada, grader):
    GradingFactory(grader=grader, student=ada)
    with pytest.raises(IntegrityError, match="firewall_chosen_person"), transaction.atomic():
        ChosenPersonFactory(owner=ada, person=grader)
    invitation = ChosenPersonFactory(owner=ada, person=None, accepted_at=None)
    client.force_login(grader)
    url = reverse("checkins:invitation", args=[invitation.token])
    page = client.post(url, {"answer": "yes"}, follow=True).content.decode()
    assert "You give marks to the person who asks" in page
    assert not ChosenPerson.objects.accepted().exists()


def test_whom_one_grades_may_be_chosen_by_oneself(ada, grader):
    GradingFactory(grader=grader, student=ada)
    ChosenPersonFactory(owner=grader, person=ada)


def test_a_chosen_person_cannot_become_a_grader(ada, grader):
    ChosenPersonFactory(owner=ada, person=grader)
    for whom in ({"student": ada}, {"stage": ada.stage}):
        with pytest.raises(IntegrityError, match="firewall_chosen_person"), transaction.atomic():
            GradingFactory(grader=grader, **whom)
    GradingFactory(grader=grader, stage=User.Stage.YEAR_1)
    with pytest.raises(IntegrityError, match="firewall_chosen_person"), transaction.atomic():
        User.objects.filter(pk=ada.pk).update(stage="year-1")


# Requests and concerns


def test_staff_do_not_see_requests_of_whom_they_grade(ada, zed, group):
    staff = StaffFactory(school=ada.school, is_on_duty_list=False)
    User.objects.filter(pk=zed.pk).update(stage="year-5")
    of_ada, of_zed = ConcernFactory(student=ada), ConcernFactory(student=zed)
    about_ada = raise_concern(
        group=group,
        about=group.memberships.get(user=ada),
        raised_by=zed,
        source="report",
        severity="now",
        words="",
        now=timezone.now(),
    )
    by_ada = raise_concern(
        group=group, raised_by=ada, source="report", severity="now", words="", now=timezone.now()
    )
    assert set(Concern.objects.for_staff(staff)) == {of_ada, of_zed}
    assert set(GroupConcern.objects.for_staff(staff)) == {about_ada, by_ada}
    grading = GradingFactory(grader=staff, stage=ada.stage)
    assert set(Concern.objects.for_staff(staff)) == {of_zed}
    assert not GroupConcern.objects.for_staff(staff).exists()
    grading.delete()
    GradingFactory(grader=staff, student=zed)
    assert set(Concern.objects.for_staff(staff)) == {of_ada}
    assert set(GroupConcern.objects.for_staff(staff)) == {by_ada}
