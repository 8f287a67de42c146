"""Staff open many groups at once, with their mentors, from a list."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from groups.models import Group, Membership
from tests.factories import GroupFactory

LIST = "admin:groups_group_from_a_list"
GOOD = "name,kind,capacity,mentor\nTuesday circle,circle,8,Mellow Fox 330\n"


def bring(staff, text, *, keeps=True, **more):
    data = {"text": text, "_keep" if keeps else "_try": "1"} | more
    return staff.post(reverse(LIST), data)


def problems(answer) -> str:
    return " | ".join(f"{one.row} {one.column}: {one.words}" for one in answer.context["page"].problems)


def test_circles_are_opened_from_a_list_with_their_mentors(staff, mo, school):
    text = (
        "name;kind;capacity;mentor;entry;identity\r\n"
        "Tuesday circle;circle;8;mellow fox 330;;\r\n"
        "Anatomy at noon;Study group;12;Mellow Fox 330;open;names\r\n"
    )
    tried = bring(staff, text, keeps=False)
    assert problems(tried) == ""
    assert not Group.objects.exists()
    assert "Tuesday circle" in tried.content.decode()
    assert bring(staff, text).status_code == 302
    circle, study = Group.objects.order_by("-name")
    assert (circle.kind, circle.capacity, circle.entry, circle.identity) == (
        "circle",
        8,
        "on-request",
        "aliases",
    )
    assert (study.kind, study.entry, study.identity) == ("study", "open", "names")
    assert all(group.school == school and group.memberships.get().user == mo for group in (circle, study))


def test_a_file_is_read_too(staff, mo):
    file = SimpleUploadedFile("circles.csv", b"\xef\xbb\xbf" + GOOD.encode())
    assert bring(staff, "", file=file).status_code == 302
    assert Group.objects.get().name == "Tuesday circle"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("A,circle,8,Nobody", "1 mentor: No mentor of your school"),
        ("A,circle,11,Mellow Fox 330", "1 capacity: A whole number from 6 to 10"),
        ("A,circle,eight,Mellow Fox 330", "1 capacity: A whole number"),
        ("A,circle,٨,Mellow Fox 330", "1 capacity: A whole number"),
        ("A,cult,8,Mellow Fox 330", "1 kind: One of: study, circle"),
        (",circle,8,Mellow Fox 330", "1 name: This is empty."),
        ("=cmd|' /C calc'!A0,circle,8,Mellow Fox 330", "1 name: This begins with a sign"),
        ("@SUM(A1),circle,8,Mellow Fox 330", "1 name: This begins with a sign"),
        ("A\x07B,circle,8,Mellow Fox 330", "1 name: There is a character"),
        (f"{'x' * 61},circle,8,Mellow Fox 330", "1 name: 60 characters at most"),
        ("A,circle,8,Mellow Fox 330\na,circle,8,Mellow Fox 330", "2 name: This is in the list twice."),
        ("Old one,circle,8,Mellow Fox 330", "1 name: There is a running group of this name."),
    ],
)
def test_each_rows_problem_is_said_and_nothing_is_half_kept(staff, mo, school, rows, says):
    GroupFactory(school=school, name="Old one")
    for keeps in (False, True):
        answer = bring(
            staff, f"name,kind,capacity,mentor\nGood,circle,8,Mellow Fox 330\n{rows}\n", keeps=keeps
        )
        number, _, rest = says.partition(" ")
        assert f"{int(number) + 1} {rest}" in problems(answer)
        assert [group.name for group in Group.objects.all()] == ["Old one"]
        assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The list is empty."),
        ("\0\0", "character"),
        ("name,kind\nA,circle", "“capacity” is missing"),
        (GOOD.replace("mentor", "mentor,school"), "no column “school”"),
        ("name,kind,capacity,mentor\n", "no rows"),
        ("name,name,kind,capacity,mentor\nA,B,circle,8,C", "twice"),
        ("name,kind,capacity,mentor\nA,circle", "1 capacity: This is empty."),
        ("name,kind,capacity,mentor\n" + "A,circle,8,B\n" * 501, "At most 500 rows"),
        ("x" * 300_000, "too long"),
    ],
)
def test_a_list_that_is_none_is_said_to_be_none(staff, mo, text, says):
    answer = bring(staff, text)
    assert answer.status_code == 200
    assert says in problems(answer)
    assert not Group.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name,kind\nZürich,circle".encode("latin-1"), "not UTF-8"),
        (b"x" * 300_000, "too large"),
        (b"PK\x03\x04\0", ""),
    ],
)
def test_a_file_that_is_none_is_said_to_be_none(staff, content, says):
    answer = bring(staff, "", file=SimpleUploadedFile("a.csv", content))
    assert answer.status_code == 200
    assert problems(answer)
    assert says in problems(answer)


def test_more_groups_than_the_mentor_can_carry_are_not_opened(staff, mo):
    rows = "".join(f"Circle {number},circle,8,Mellow Fox 330\n" for number in range(4))
    answer = bring(staff, "name,kind,capacity,mentor\n" + rows)
    assert "4 mentor: That would be more than the 3 groups" in problems(answer)
    assert not Group.objects.exists()
