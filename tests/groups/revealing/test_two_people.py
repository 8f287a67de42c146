"""Who is behind a name: two of the staff, a ground, a time; the student reads every step, and nobody else anything."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.erasure import erase_person
from accounts.models import Letter, User
from groups.concerns import close_concern, raise_concern
from groups.models import Membership, Reveal
from groups.reporting import report_words
from groups.revealing import (
    ANSWER_WITHIN,
    KEEP_WISHES,
    SHOWN_FOR,
    NobodyToAskFor,
    agree,
    forget_wishes,
    lapse,
    refuse,
    see_who_it_is,
    take_back,
)
from tests.factories import (
    GradingFactory,
    MembershipFactory,
    PostFactory,
    StaffFactory,
)
from tests.groups.revealing.wishes import NO, page_of, steps, wish

# Two people


def test_one_asks_another_agrees_and_only_these_two_see_who_it_is(concern, ada, wil, kim, school):
    third, now = StaffFactory(school=school), timezone.now()
    asked = wish(concern, wil)
    assert see_who_it_is(reveal=asked, by=wil, now=now) is None
    assert agree(reveal=asked, by=kim, now=now)
    for one in (wil, kim):
        contact = see_who_it_is(reveal=asked, by=one, now=now)
        assert contact is not None
        assert (contact.alias, contact.name, contact.addresses) == (ada.alias, "Ada Lindqvist", [ada.email])
    assert see_who_it_is(reveal=asked, by=third, now=now) is None
    assert steps(ada) == ["asked", "agreed", "read", "read"]


def test_nobody_agrees_to_their_own_wish_also_not_by_way_of_the_database(concern, wil, kim):
    asked, now = wish(concern, wil), timezone.now()
    assert not agree(reveal=asked, by=wil, now=now)
    assert not refuse(reveal=asked, by=wil, words=NO, now=now)
    mine = Reveal.objects.filter(pk=asked.pk)
    for answered_by in (wil, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(answer="agreed", answered_at=now, shown_until=now, answered_by=answered_by)


def test_the_database_wants_two_of_the_students_own_staff(concern, ada, ben, wil, kim, op, other_school):
    asked, now = wish(concern, wil), timezone.now()
    elsewhere = StaffFactory(school=other_school)
    gone = StaffFactory(school=wil.school, is_active=False)
    for second in (ben, ada, op, elsewhere, gone):
        with pytest.raises(IntegrityError, match="a_name_is_opened_by_two"), transaction.atomic():
            Reveal.objects.filter(pk=asked.pk).update(
                answer="agreed", answered_at=now, shown_until=now, answered_by=second
            )


def test_whoever_grades_the_student_is_neither_of_the_two(concern, ada, wil, kim):
    GradingFactory(grader=kim, student=ada, stage="", declared_by=kim)
    asked = wish(concern, wil)
    assert not agree(reveal=asked, by=kim, now=timezone.now())
    with pytest.raises(IntegrityError, match="a_name_is_opened_by_two"), transaction.atomic():
        Reveal.objects.filter(pk=asked.pk).update(
            answer="agreed", answered_at=timezone.now(), shown_until=timezone.now(), answered_by=kim
        )


def test_a_report_under_a_fresh_alias_is_kept_from_who_grades_its_author(
    author, circle, ben, wil, kim, client
):
    post = PostFactory(author=author, fresh_alias="Slow Tern 400")
    reader = MembershipFactory(group=circle, user=ben)
    found = report_words(words=post, by=reader, reason="danger", note="", now=timezone.now())
    GradingFactory(grader=kim, student=author.user, stage="", declared_by=kim)
    address = reverse("admin:groups_report_change", args=[found.report.pk])
    for who, status in ((wil, 200), (kim, 404)):
        client.force_login(who)
        assert client.get(address).status_code == status


def test_what_was_answered_stays_as_it_was(concern, ben, wil, kim):
    asked, now = wish(concern, wil), timezone.now()
    agree(reveal=asked, by=kim, now=now)
    mine = Reveal.objects.filter(pk=asked.pk)
    for change in (
        {"shown_until": now + timedelta(days=99)},
        {"answer": "refused", "shown_until": None},
        {"asked_by": ben},
        {"answered_by": ben},
    ):
        with pytest.raises(IntegrityError, match="answered_once"), transaction.atomic():
            mine.update(**change)
    for change in ({"ground": "law"}, {"student": ben}, {"asked_at": now - timedelta(days=1)}):
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            mine.update(**change)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_agree_at_once_one_does(concern, wil, kim, run_in_threads):
    third = StaffFactory(school=wil.school)
    asked, lock, colleagues = wish(concern, wil), threading.Lock(), [kim, third]

    def answer():
        with lock:
            by = colleagues.pop()
        return agree(reveal=asked, by=by, now=timezone.now())

    assert sorted(run_in_threads(answer, times=2)) == [False, True]
    assert Letter.objects.filter(kind="group-opened").count() == 1


# From what it may be asked, and how long it holds


def test_it_is_asked_from_a_concern_about_somebody_and_from_nothing_else(circle, author, mo, wil, kim):
    myself = raise_concern(
        group=circle,
        raised_by=mo,
        source="help-for-myself",
        severity="today",
        words="Tired",
        now=timezone.now(),
    )
    with pytest.raises(NobodyToAskFor):
        wish(myself, wil)
    worry = raise_concern(
        group=circle,
        about=author,
        raised_by=mo,
        source="mentor",
        severity="today",
        words="Quiet",
        now=timezone.now(),
    )
    assert wish(worry, wil).student == author.user
    close_concern(concern=worry, by=wil, outcome="Done", now=timezone.now())
    with pytest.raises(NobodyToAskFor):
        wish(worry, wil)


def test_a_wish_that_waits_is_not_asked_twice(concern, wil, kim):
    first = wish(concern, wil)
    assert wish(concern, wil) == wish(concern, kim) == first
    assert Letter.objects.filter(kind="group-second-person").count() == 1


def test_nobody_answers_in_time_and_it_lapses(concern, ada, wil, kim):
    asked = wish(concern, wil)
    late = asked.asked_at + ANSWER_WITHIN
    assert lapse(now=late - timedelta(seconds=1)) == 0
    assert not agree(reveal=asked, by=kim, now=late)
    assert lapse(now=late) == 1
    assert lapse(now=late) == 0
    assert steps(ada) == ["asked", "lapsed"]
    assert wish(concern, wil, now=late) != asked


def test_it_closes_after_its_time_and_with_the_concern(concern, wil, kim):
    asked, now = wish(concern, wil), timezone.now()
    agree(reveal=asked, by=kim, now=now)
    assert see_who_it_is(reveal=asked, by=wil, now=now + SHOWN_FOR - timedelta(seconds=1))
    assert see_who_it_is(reveal=asked, by=wil, now=now + SHOWN_FOR) is None
    close_concern(concern=concern, by=kim, outcome="We rang.", now=now)
    assert see_who_it_is(reveal=asked, by=wil, now=now) is None


def test_saying_no_is_said_with_words_that_both_read(concern, ada, wil, kim, client):
    asked = wish(concern, wil)
    client.force_login(kim)
    page = client.post(page_of(asked), {"_refuse": "1", "words": "  "})
    assert "Please say in a sentence why not" in page.text
    client.post(page_of(asked), {"_refuse": "1", "words": NO})
    assert Letter.objects.get(kind="group-second-answer").recipient == wil
    assert steps(ada)[-1] == "refused"
    assert see_who_it_is(reveal=asked, by=wil, now=timezone.now()) is None
    for who, address in ((wil, page_of(asked)), (ada, reverse("groups:reveals"))):
        client.force_login(who)
        assert NO in client.get(address).text


def test_whoever_asked_takes_it_back(concern, ada, wil, kim):
    asked, now = wish(concern, wil), timezone.now()
    assert not take_back(reveal=asked, by=kim, now=now)
    assert take_back(reveal=asked, by=wil, now=now)
    assert not agree(reveal=asked, by=kim, now=now)
    assert steps(ada) == ["asked", "withdrew"]


def test_who_is_no_longer_staff_neither_answers_nor_sees(concern, wil, kim, client):
    asked, now = wish(concern, wil), timezone.now()
    agree(reveal=asked, by=kim, now=now)
    User.objects.filter(pk=wil.pk).update(is_staff=False, is_on_duty_list=False)
    wil.refresh_from_db()
    assert see_who_it_is(reveal=asked, by=wil, now=now) is None
    client.force_login(wil)
    assert client.get(page_of(asked)).status_code == 404


def test_the_wish_of_somebody_who_is_no_longer_staff_cannot_be_agreed_to(concern, ada, wil, kim):
    asked, now = wish(concern, wil), timezone.now()
    User.objects.filter(pk=wil.pk).update(is_staff=False, is_on_duty_list=False)
    assert not agree(reveal=asked, by=kim, now=now)
    assert lapse(now=now) == 1


# Leaving, and what is kept


def test_a_student_who_leaves_takes_it_along(concern, ada, wil, kim):
    asked, now = wish(concern, wil), timezone.now()
    agree(reveal=asked, by=kim, now=now)
    erase_person(user=ada, now=now)
    assert not Reveal.objects.exists()


def test_staff_who_leave_stay_only_as_what_they_were(concern, ada, wil, kim, client):
    asked, now = wish(concern, wil), timezone.now()
    agree(reveal=asked, by=kim, now=now)
    erase_person(user=wil, now=now)
    erase_person(user=kim, now=now)
    asked.refresh_from_db()
    assert (asked.asked_by, asked.answered_by, asked.answer) == (None, None, "agreed")
    client.force_login(ada)
    page = client.get(reverse("groups:reveals")).text
    assert "Somebody who has left (wellness staff) asked who you are" in page
    assert (
        "Somebody who has left (wellness staff) asked to see who you are" in client.get("/you/record/").text
    )


def test_the_words_go_after_a_year_and_the_record_stays(concern, ada, wil, kim):
    asked, now = wish(concern, wil), timezone.now()
    refuse(reveal=asked, by=kim, words=NO, now=now)
    assert forget_wishes(now=now + KEEP_WISHES - timedelta(minutes=1)) == 0
    assert forget_wishes(now=now + KEEP_WISHES + timedelta(minutes=1)) == 1
    assert steps(ada) == ["asked", "refused"]


def test_a_wish_that_is_read_from_a_stay_that_is_over_still_says_which_name(concern, author, wil, kim):
    Membership.objects.filter(pk=author.pk).update(left_at=timezone.now())
    assert wish(concern, wil).called == "Gentle Heron 555"
