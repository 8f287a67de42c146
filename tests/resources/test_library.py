"""Whose library it is: what each reader may open, and what the table refuses."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.erasure import erase_person
from resources.kinds import Kind, Status
from resources.models import Phone, Resource
from resources.models.queries import GRACE, SUNK
from tests.factories import (
    BookmarkFactory,
    HelpedFactory,
    PrivateListFactory,
    ResourceFactory,
    SchoolViewFactory,
)

pytestmark = pytest.mark.django_db


def titles(rows) -> set[str]:
    return {row.title for row in rows}


@pytest.fixture
def shelf(school, other_school):
    """One of each: everybody's, the signed-in people's, hidden at Northgate, Northgate's, Southbank's."""
    ResourceFactory(title="open to all", public=True)
    ResourceFactory(title="for members")
    SchoolViewFactory(school=school, resource=ResourceFactory(title="hidden at Northgate", public=True))
    ResourceFactory(title="Northgate's own", school=school)
    ResourceFactory(title="Southbank's own", school=other_school)


def test_a_student_sees_the_own_school_and_the_global_part_that_it_does_not_hide(shelf, ada):
    assert titles(Resource.objects.visible_to(ada)) == {"open to all", "for members", "Northgate's own"}


def test_another_school_sees_what_is_hidden_only_there(shelf, nia):
    assert titles(Resource.objects.visible_to(nia)) == {
        "open to all", "for members", "hidden at Northgate", "Southbank's own",
    }  # fmt: skip


def test_nobody_signed_in_sees_the_public_part(shelf):
    assert titles(Resource.objects.visible_to(AnonymousUser())) == {"open to all", "hidden at Northgate"}


def test_the_operator_sees_the_global_part(shelf, op):
    assert titles(Resource.objects.visible_to(op)) == {"open to all", "for members", "hidden at Northgate"}


def test_an_unhidden_entry_is_seen_again_with_the_words_of_the_school(school, ada, nia):
    entry = ResourceFactory()
    SchoolViewFactory(school=school, resource=entry, is_hidden=False, note="Ask for Kim.")
    assert Resource.objects.visible_to(ada).with_note_for(ada).get().school_note == "Ask for Kim."
    assert Resource.objects.visible_to(nia).with_note_for(nia).get().school_note == ""
    assert Resource.objects.with_note_for(AnonymousUser()).get().school_note == ""


def test_a_school_and_the_house_may_use_the_same_slug(school, ada):
    ours, theirs = ResourceFactory(slug="gp", school=school), ResourceFactory(slug="gp")
    seen = Resource.objects.visible_to(ada)
    assert seen.called(ours.key).get() == ours
    assert seen.called(theirs.key).get() == theirs
    with pytest.raises(IntegrityError), transaction.atomic():
        ResourceFactory(slug="gp")
    with pytest.raises(IntegrityError), transaction.atomic():
        ResourceFactory(slug="gp", school=school)


def test_withdrawn_and_ended_entries_can_be_opened_and_are_not_listed(ada):
    ResourceFactory(title="here")
    ResourceFactory(title="closed for now", status=Status.CLOSED_FOR_NOW)
    ResourceFactory(title="withdrawn", withdrawn_on=timezone.localdate())
    ResourceFactory(title="ended", status=Status.DEFUNCT)
    assert titles(Resource.objects.visible_to(ada).listed()) == {"here", "closed for now"}
    assert Resource.objects.visible_to(ada).count() == 4


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        (Kind.HELPLINE, date(2026, 2, 28)),
        (Kind.SERVICE, date(2026, 5, 30)),
        (Kind.ARTICLE, date(2026, 11, 30)),
    ],
)
def test_each_kind_has_its_interval(kind, due):
    entry = ResourceFactory(kind=kind, assured_on=date(2025, 11, 30))
    assert Resource.objects.get(pk=entry.pk).next_review_on == due


def test_a_check_moves_the_date_and_a_named_date_wins():
    entry = ResourceFactory(kind=Kind.SERVICE, assured_on=date(2026, 1, 1))
    entry.assured_on = date(2026, 2, 1)
    entry.save()
    assert entry.next_review_on == date(2026, 8, 1)
    entry.review_by = date(2026, 3, 1)
    entry.save()
    assert entry.next_review_on == date(2026, 3, 1)


def test_what_was_never_checked_counts_from_when_it_was_written_or_added():
    written = ResourceFactory(kind=Kind.ARTICLE, assured_on=None, written_on=date(2026, 1, 5))
    added = ResourceFactory(kind=Kind.SERVICE, assured_on=None, added_on=date(2026, 1, 5))
    assert written.next_review_on == date(2027, 1, 5)
    assert added.next_review_on == date(2026, 7, 5)


def test_past_review_and_past_grace(ada):
    today = timezone.localdate()
    ResourceFactory(title="fresh")
    ResourceFactory(title="late", review_by=today - timedelta(days=1))
    ResourceFactory(title="sunk", review_by=today - GRACE - timedelta(days=1))
    rows = {row.title: row for row in Resource.objects.visible_to(ada).in_order_for(ada, today)}
    assert [title for title, row in rows.items() if row.is_past_review] == ["late", "sunk"]
    assert [title for title, row in rows.items() if row.place == SUNK] == ["sunk"]
    assert titles(Resource.objects.past_review(today)) == {"late", "sunk"}


@pytest.mark.parametrize(
    "wrong",
    [{"topics": ["astrology"]}, {"support": ["hugs"]}, {"stages": ["year-9"]}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_the_table_refuses_words_that_nobody_knows(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        ResourceFactory(**wrong)


def test_a_schools_own_entry_is_never_public(school):
    with pytest.raises(IntegrityError), transaction.atomic():
        ResourceFactory(school=school, is_public=True)


def test_every_change_of_an_entry_is_kept_with_who_made_it(wil):
    entry = ResourceFactory(title="First")
    entry.title, entry.changed_by = "Second", wil
    entry.save()
    entry.save()
    assert list(entry.events.order_by("pgh_id").values_list("title", "changed_by")) == [
        ("First", None),
        ("Second", wil.pk),
    ]


def test_phones_leave_a_trace_too():
    phone = ResourceFactory().phones.create(number="01632 960 001")
    phone.number = "01632 960 002"
    phone.save()
    Phone.objects.get(pk=phone.pk).delete()
    history = phone.events.order_by("pgh_id").values_list("pgh_label", "number")
    assert list(history) == [
        ("insert", "01632 960 001"),
        ("update", "01632 960 002"),
        ("delete", "01632 960 002"),
    ]


def test_who_leaves_is_in_no_row_of_the_library(wil, ada):
    entry = ResourceFactory(owner=wil, changed_by=wil)
    kept = BookmarkFactory(user=ada, resource=entry, in_list=PrivateListFactory(user=ada))
    HelpedFactory(user=ada, resource=entry)
    for person in (ada, wil):
        erase_person(user=person, now=timezone.now())
    entry.refresh_from_db()
    assert (entry.owner, entry.changed_by) == (None, None)
    assert entry.events.filter(changed_by__isnull=False).count() == 0
    assert not type(kept).objects.exists()
    assert not entry.helped.exists()


def test_the_name_of_a_private_list_is_encrypted(ada):
    mine = PrivateListFactory(user=ada, name="After the viva")
    mine.refresh_from_db()
    assert mine.name == "After the viva"
    assert "viva" not in str(mine)
