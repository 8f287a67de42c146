"""Students from a school's list: they may join, nobody is written to, and the list tells nothing about anybody."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.expected import digest_of, school_that_expects
from accounts.models import ExpectedStudent, User
from accounts.retention import drop_old_rows
from tests.factories import UserFactory

LIST = "admin:accounts_user_from_a_list"
ADDRESS = "eve@elsewhere.example"
JOIN, CODE = "/account/signup/", "/join/code/"


def bring(staff, text, *, keeps=True):
    return staff.post(reverse(LIST), {"text": text, "_keep" if keeps else "_try": "1"})


def problems(answer) -> str:
    return " | ".join(f"{one.row} {one.column}: {one.words}" for one in answer.context["page"].problems)


def test_who_is_on_the_list_may_join_and_begins_with_the_stage(staff, school, client, letters, code_in):
    assert bring(staff, f"email,stage\n {ADDRESS.upper()} ,Year 2\n").status_code == 302
    assert not User.objects.filter(email=ADDRESS).exists()
    assert mail.outbox == []
    door = type(client)()
    door.post(JOIN, {"email": ADDRESS})
    assert not User.objects.filter(email=ADDRESS).exists()
    assert ExpectedStudent.objects.exists(), "whoever typed the address need not be who is expected"
    assert door.post(CODE, {"code": code_in()}).url == reverse("accounts:onboarding", args=["alias"])
    eve = User.objects.get(email=ADDRESS)
    assert (eve.school, eve.stage) == (school, "year-2")
    assert not ExpectedStudent.objects.exists()
    assert door.get(reverse("accounts:you")).status_code == 200


def at_the_door(address, code=""):
    """What somebody sees who joins with this address and a code that does not work: page, cookies, next page."""
    door = Client()
    page = door.post(JOIN, {"email": address, "join_code": code})
    wrong = door.post(CODE, {"code": "WRONG-CODE"})
    said = [answer.text.replace(address, "ADDRESS") for answer in (page, wrong, door.get(JOIN))]
    said = [re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", text) for text in said]
    return (
        said,
        page.status_code,
        wrong.status_code,
        {name: bool(value.value) for name, value in door.cookies.items()},
    )


@pytest.mark.parametrize("code", ["", "NOT-A-CODE"])
def test_from_outside_nobody_can_tell_who_is_on_a_list_or_here(school, letters, code):
    ExpectedStudent.objects.create(school=school, digest=digest_of(ADDRESS), added_at=timezone.now())
    UserFactory(school=school, email="here@elsewhere.example")
    stranger = at_the_door("nobody@elsewhere.example", code)
    assert at_the_door(ADDRESS, code) == stranger
    assert at_the_door("here@elsewhere.example", code) == stranger
    assert [letter["Subject"] for letter in letters] == [
        "About joining Tandem",
        "Your code for Tandem",
        "About joining Tandem",
    ]
    assert "no school has told us about it" in letters.text(0)
    assert "has an account already" in letters.text(2)


def test_three_wrong_codes_and_the_right_one_opens_nothing(school, letters, code_in):
    ExpectedStudent.objects.create(school=school, digest=digest_of(ADDRESS), added_at=timezone.now())
    door = Client()
    door.post(JOIN, {"email": ADDRESS})
    for _ in range(3):
        answer = door.post(CODE, {"code": "WRONG-CODE"})
    assert answer.url == JOIN
    door.post(CODE, {"code": code_in()})
    assert not User.objects.filter(email=ADDRESS).exists()


def test_pressing_join_twice_is_one_code(school, letters, code_in):
    ExpectedStudent.objects.create(school=school, digest=digest_of(ADDRESS), added_at=timezone.now())
    door = Client()
    door.post(JOIN, {"email": ADDRESS})
    first = code_in()
    door.post(JOIN, {"email": ADDRESS})
    assert code_in() == first
    assert door.post(CODE, {"code": first}).status_code == 302
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_who_came_in_another_way_meanwhile_is_not_made_twice(school, letters, code_in):
    ExpectedStudent.objects.create(school=school, digest=digest_of(ADDRESS), added_at=timezone.now())
    door = Client()
    door.post(JOIN, {"email": ADDRESS})
    UserFactory(school=school, email=ADDRESS)
    assert door.post(CODE, {"code": code_in()}).url == JOIN
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_a_code_that_came_too_late_opens_nothing(school, letters, code_in, time_machine):
    ExpectedStudent.objects.create(school=school, digest=digest_of(ADDRESS), added_at=timezone.now())
    door = Client()
    door.post(JOIN, {"email": ADDRESS})
    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    assert door.post(CODE, {"code": code_in()}).url == JOIN
    assert not User.objects.filter(email=ADDRESS).exists()


def test_a_mailbox_that_no_school_expects_is_not_flooded(school, letters):
    answers = [Client().post(JOIN, {"email": ADDRESS}).status_code for _ in range(6)]
    assert answers == [200] * 4 + [429] * 2
    assert len(letters) == 4


def test_trying_it_out_keeps_nothing(staff):
    answer = bring(staff, f"email\n{ADDRESS}\n", keeps=False)
    assert "Nothing has been kept yet" in answer.content.decode()
    assert not ExpectedStudent.objects.exists()


def test_no_address_is_in_the_database(staff):
    bring(staff, f"email\n{ADDRESS}\n")
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM accounts_expectedstudent t")
        kept = cursor.fetchone()[0]
    assert ADDRESS not in kept
    assert "elsewhere" not in kept


def test_it_says_nothing_about_who_is_here_already(staff, ada, nia):
    """An address of this school's, of another's and of nobody are answered alike."""
    answers = [
        bring(staff, f"email\n{address}\n", keeps=False) for address in (ada.email, nia.email, ADDRESS)
    ]
    assert {problems(answer) for answer in answers} == {""}
    bring(staff, f"email\n{ada.email}\n{nia.email}\n")
    nia.refresh_from_db()
    assert nia.school != ada.school


def test_the_same_list_twice_is_the_same_list(staff):
    for stage in ("", "year-4"):
        bring(staff, f"email,stage\n{ADDRESS},{stage}\n")
    assert ExpectedStudent.objects.get().stage == "year-4"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("nobody", "1 email: This is no e-mail address."),
        ("=1@b.example", "1 email: This begins with a sign"),
        (f"{ADDRESS},year-9", "1 stage: One of: year-1"),
        (f"{ADDRESS}\n{ADDRESS.upper()},", "2 email: This is in the list twice."),
        ("<script>@x", "no e-mail address"),
    ],
)
def test_each_rows_problem_is_said_and_nothing_is_half_kept(staff, rows, says):
    rows = "\n".join(row if "," in row else f"{row}," for row in rows.split("\n"))
    answer = bring(staff, f"email,stage\ngood@a.example,\n{rows}\n")
    number, _, rest = says.partition(" ")
    assert (f"{int(number) + 1} {rest}" if number.isdigit() else says) in problems(answer)
    assert not ExpectedStudent.objects.exists()


def test_a_list_is_the_schools_own(staff, school, other_school):
    ExpectedStudent.objects.create(
        school=other_school, digest=digest_of(ADDRESS), added_at=timezone.now() - timedelta(days=1)
    )
    bring(staff, f"email\n{ADDRESS}\n")
    assert ExpectedStudent.objects.filter(school=other_school).exists()
    assert school_that_expects(ADDRESS) == school


def test_an_operator_brings_nobody_in(client, op):
    client.force_login(op)
    assert client.get(reverse(LIST)).status_code == 404


def test_lines_go_after_half_a_year(school):
    for days in (179, 181):
        ExpectedStudent.objects.create(
            school=school, digest=f"{days}", added_at=timezone.now() - timedelta(days=days)
        )
    drop_old_rows()
    assert ExpectedStudent.objects.get().digest == "179"


def test_a_secret_that_was_replaced_still_opens(school, settings):
    ExpectedStudent.objects.create(school=school, digest=digest_of(ADDRESS), added_at=timezone.now())
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, [settings.SECRET_KEY]
    assert school_that_expects(ADDRESS) == school
