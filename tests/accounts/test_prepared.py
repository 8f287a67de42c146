"""Prepared questions answer as the queryset that they were made of, once planned in each connection."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Pause, User
from accounts.prepared import Prepared, Statement
from accounts.who_asks import SessionStore
from tests.factories import SchoolFactory, UserFactory


def of_school(school, name):
    rests = Pause.objects.filter(user=OuterRef("pk"))
    return (
        User.objects.filter(school=school, alias__gt=name)
        .exclude(name="100 %")
        .select_related("school")
        .annotate(rests=Exists(rests), small=Lower("email"))
        .order_by("pk")
    )


def told(people) -> list:
    return [(p.pk, p.email, p.quiet_from, p.gives, p.school.name, p.rests, p.small) for p in people]


def asked(question, **values) -> tuple[list, list[str]]:
    with CaptureQueriesContext(connection) as seen:
        found = question.all(**values)
    return found, [query["sql"] for query in seen.captured_queries]


def test_it_answers_as_its_queryset(db):
    question, schools = Prepared(of_school), [SchoolFactory(), SchoolFactory()]
    for school in schools:
        UserFactory.create_batch(3, school=school, gives=["emotional"])
    UserFactory(school=schools[0], name="100 %")
    for _ in range(7):  # from the sixth time on PostgreSQL may plan without looking at the values
        for school in schools:
            values = {"school": school.pk, "name": "A"}
            people, _ = asked(question, **values)
            assert len(people) == 3
            assert told(people) == told(of_school(**values))
            assert people[0].school == school


def test_it_is_one_query_and_is_planned_once_in_each_connection(db):
    nobody = uuid4().hex  # so that nobody has asked this before
    question = Prepared(lambda school, name: of_school(school, name).exclude(alias=nobody))
    school = UserFactory().school
    values = {"school": school.pk, "name": ""}
    (_, first), (_, second) = asked(question, **values), asked(question, **values)
    assert len(first) == len(second) == 1
    assert "PREPARE" in first[0]
    assert second[0].startswith("EXECUTE")


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_and_a_transaction_that_failed_do_no_harm():
    person = UserFactory()
    question = Prepared(of_school)
    values = {"school": person.school_id, "name": ""}
    with transaction.atomic():
        assert question.all(**values) == [person]
        with pytest.raises(DatabaseError):
            Statement.named("SELECT 1 / %(by)s").rows(by=0)
        transaction.set_rollback(True)
    assert question.all(**values) == [person]
    connection.close()
    assert question.all(**values) == [person]


def test_behind_pgbouncer_it_is_sent_whole(db, monkeypatch):
    person = UserFactory()
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    people, sent = asked(Prepared(of_school), school=person.school_id, name="")
    assert people == [person]
    assert sent[0].startswith("SELECT")


def test_a_moment_cannot_be_written_into_it(db):
    question = Prepared(lambda pk: User.objects.filter(pk=pk, joined_at__lt=timezone.now()))
    with pytest.raises(ValueError, match="slot"):
        question.all(pk=1)


@pytest.mark.parametrize("value", ["it's", "%s %% $1", "\\", "' OR true --", "🙂"])
def test_values_are_values(db, value):
    person = UserFactory(alias=value)
    question = Prepared(lambda name: User.objects.filter(alias=name))
    assert question.all(name=value) == [person]
    assert question.first(name=f"{value}.") is None
    assert Statement.named("SELECT %(it)s || 'x%%', %(it)s").rows(it=value) == [(f"{value}x%", value)]


def test_a_session_that_has_ended_is_none(db):
    session = SessionStore()
    session["it"] = 1
    session.create()
    assert SessionStore(session.session_key)["it"] == 1
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    ended = SessionStore(session.session_key)
    assert "it" not in ended
    assert ended.session_key is None
