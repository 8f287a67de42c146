"""Saying whom one grades, on one's own page and in admin, and what the database refuses beside it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Grading, User
from tests.factories import GradingFactory, GroupFactory, MembershipFactory, StaffFactory, UserFactory

PAGE = "/you/grading/"


def declared(**more):
    today = timezone.localdate()
    return {
        "stage": "year-3",
        "course": "Anatomy",
        "from_on": f"{today}",
        "until_on": f"{today + timedelta(days=90)}",
    } | more


def grader_of_year_3(school):
    return GradingFactory(grader=UserFactory(school=school), stage=User.Stage.YEAR_3).grader


def test_a_grader_declares_a_stage_and_ends_it(client, zed):
    client.force_login(zed)
    client.post(PAGE, declared())
    grading = Grading.objects.get()
    assert (grading.grader, grading.declared_by, grading.school) == (zed, zed, zed.school)
    assert "Year 3, Anatomy" in client.get(PAGE).content.decode()
    client.post(reverse("accounts:grading-end", args=[grading.pk]))
    assert not Grading.objects.not_over().exists()


def test_what_staff_declared_is_not_the_graders_to_end(client, zed, wil):
    grading = GradingFactory(grader=zed, stage=User.Stage.YEAR_1, declared_by=wil)
    client.force_login(zed)
    assert "Declared by the wellness staff" in client.get(PAGE).content.decode()
    assert client.post(reverse("accounts:grading-end", args=[grading.pk])).status_code == 404


def test_a_grading_that_meets_a_group_is_refused_beside_the_field(client, zed, ada):
    group = GroupFactory(school=ada.school, name="the-hidden-group")
    for person in (ada, zed):
        MembershipFactory(group=group, user=person)
    client.force_login(zed)
    page = client.post(PAGE, declared())
    assert not Grading.objects.exists()
    assert "That has to end first" in page.context["form"].errors["stage"][0]
    words = page.content.decode()
    assert "the-hidden-group" not in words
    assert ada.alias not in words
    assert 'value="Anatomy"' in words


def test_the_duty_list_gives_no_marks(client, wil):
    client.force_login(wil)
    page = client.post(PAGE, declared())
    assert "duty list" in page.context["form"].errors["stage"][0]


def test_who_gives_marks_is_not_put_on_the_duty_list(client, school, op):
    staff = StaffFactory(school=school, is_on_duty_list=False)
    GradingFactory(grader=staff, stage=User.Stage.YEAR_1)
    client.force_login(op)
    url = reverse("admin:accounts_user_change", args=[staff.pk])
    page = client.post(url, {"is_active": "on", "is_staff": "on", "is_on_duty_list": "on"})
    assert "gives marks" in str(page.context["adminform"].form.errors["is_on_duty_list"])
    with pytest.raises(IntegrityError, match="firewall_duty_list"), transaction.atomic():
        User.objects.filter(pk=staff.pk).update(is_on_duty_list=True)


def test_somebody_may_go_on_duty_when_their_grading_is_over(school):
    staff = StaffFactory(school=school, is_on_duty_list=False)
    yesterday = timezone.localdate() - timedelta(days=2)
    GradingFactory(grader=staff, stage=User.Stage.YEAR_1, until_on=yesterday)
    User.objects.filter(pk=staff.pk).update(is_on_duty_list=True)


def test_a_grading_stays_in_its_school(school, nia):
    with pytest.raises(IntegrityError, match="firewall_school"), transaction.atomic():
        GradingFactory(grader=UserFactory(school=school), student=nia)


@pytest.mark.parametrize("both", [True, False])
def test_it_is_of_one_student_or_of_a_stage(school, ada, both):
    whom = {"student": ada, "stage": "year-2"} if both else {}
    with pytest.raises(IntegrityError, match="of_a_student_or_of_a_stage"), transaction.atomic():
        GradingFactory(grader=UserFactory(school=school), **whom)


def test_a_student_cannot_take_a_stage_that_somebody_in_their_group_grades(client, ada):
    grader = grader_of_year_3(ada.school)
    User.objects.filter(pk=ada.pk).update(stage="year-2")
    group = GroupFactory(school=ada.school)
    for person in (ada, grader):
        MembershipFactory(group=group, user=person)
    client.force_login(ada)
    page = client.post(reverse("accounts:onboarding", args=["stage"]), {"stage": "year-3"})
    assert "gives marks to this stage" in page.context["form"].errors["stage"][0]
    profile = {
        "alias": ada.alias,
        "stage": "year-3",
        "time_zone": "Europe/London",
        "quiet_from": "22:00",
        "quiet_until": "07:00",
    }
    page = client.post(reverse("accounts:profile"), profile)
    assert "gives marks to this stage" in page.context["form"].errors["stage"][0]
    ada.refresh_from_db()
    assert ada.stage == "year-2"


# In admin


def in_admin(**more):
    return declared(stage="", student_alias="", grader_alias="") | more


def test_staff_declare_one_student_by_alias(client, wil, zed, ada):
    client.force_login(wil)
    data = in_admin(grader_alias=zed.alias.upper(), student_alias=ada.alias)
    client.post(reverse("admin:accounts_grading_add"), data)
    grading = Grading.objects.get()
    assert (grading.grader, grading.student, grading.school, grading.declared_by) == (
        zed,
        ada,
        ada.school,
        wil,
    )


def test_admin_says_beside_the_field_what_cannot_be(client, wil, zed, ada, nia):
    client.force_login(wil)
    add = reverse("admin:accounts_grading_add")

    def errors(**more):
        return client.post(add, in_admin(**more)).context["adminform"].form.errors

    assert "Nobody at your school" in errors(grader_alias=nia.alias, stage="year-1")["grader_alias"][0]
    assert "either one student" in errors(grader_alias=zed.alias)["stage"][0]
    assert "themselves" in errors(grader_alias=zed.alias, student_alias=zed.alias)["student_alias"][0]
    assert (
        "comes before" in errors(grader_alias=zed.alias, stage="year-1", until_on="2001-01-01")["until_on"][0]
    )
    group = GroupFactory(school=ada.school)
    for person in (ada, zed):
        MembershipFactory(group=group, user=person)
    assert "has to end first" in errors(grader_alias=zed.alias, student_alias=ada.alias)["grader_alias"][0]
    assert not Grading.objects.exists()


def test_staff_see_the_gradings_of_their_own_school(client, wil, nia):
    theirs = GradingFactory(grader=nia, stage=User.Stage.YEAR_1, course="the-other-course")
    client.force_login(wil)
    assert "the-other-course" not in client.get(reverse("admin:accounts_grading_changelist")).content.decode()
    assert client.get(reverse("admin:accounts_grading_change", args=[theirs.pk])).status_code == 404
