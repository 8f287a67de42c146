"""Who read what of whom: written once, shown to the person it is about."""

from datetime import UTC, datetime

import pytest
from django.db import InternalError, transaction

from accounts.access import record_access
from accounts.models import AccessRecord

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 13, 12, 0, tzinfo=UTC)


def read(reader, subject, **more):
    return record_access(
        reader=reader, subject=subject, what="your request for contact", about=7, now=NOW, **more
    )


def test_it_says_who_what_when_and_why_in_words(client, ada, wil):
    read(wil, ada, reason="You asked to be contacted")
    client.force_login(ada)
    page = client.get("/you/record/").text
    assert "Wil at the desk (wellness staff) read your request for contact" in page
    assert "13 January 2027, 12:00" in page
    assert "Why: You asked to be contacted" in page


def test_the_time_is_the_readers_own(client, ada, wil):
    read(wil, ada)
    ada.time_zone = "Asia/Tokyo"
    ada.save()
    client.force_login(ada)
    assert "13 January 2027, 21:00" in client.get("/you/record/").text


def test_nobody_else_sees_it(client, ada, wil, zed, nia, op):
    read(wil, ada)
    for other in (zed, nia, wil, op):
        client.force_login(other)
        assert "Nobody has opened anything" in client.get("/you/record/").text


def test_each_says_what_they_were_at_that_moment(ada, ben, mo, wil, op):
    roles = [read(reader, ada).reader_role for reader in (ben, mo, wil, op)]
    assert roles == ["student", "mentor", "wellness staff", "operator"]


def test_reading_ones_own_leaves_no_line(ada):
    assert read(ada, ada) is None
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("change", [lambda rows: rows.update(what="nothing"), lambda rows: rows.delete()])
def test_no_line_is_changed_or_removed(ada, wil, change):
    read(wil, ada)
    with pytest.raises(InternalError, match="Cannot (update|delete)"), transaction.atomic():
        change(AccessRecord.objects.all())
    assert AccessRecord.objects.get().what == "your request for contact"


def test_many_lines_cost_as_little_as_one(client, ada, wil, django_assert_max_num_queries):
    for _ in range(120):
        read(wil, ada)
    client.force_login(ada)
    client.get("/you/record/")
    with django_assert_max_num_queries(8):
        client.get("/you/record/")
