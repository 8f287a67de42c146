"""Taking one's data along, and leaving for good: afterwards no row anywhere is about the person who left."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import record_access
from accounts.erasure import LastOperator, erase_person
from accounts.models import AccessRecord, Letter, LetterPreference, User
from accounts.own_data import ACCOUNT_FIELDS
from checkins.models import CheckIn, Concern
from checkins.models.concerns import ConcernEvent
from checkins.models.people import Share
from tests.clients import HouseClient
from tests.factories import (
    CheckInFactory,
    ChosenPersonFactory,
    ConcernFactory,
    OperatorFactory,
    PlanFactory,
    give_second_factor,
)

pytestmark = pytest.mark.django_db

LEAVE = "/you/data/leave/"


def every_reference_to(user_id):
    """Rows of any table whose foreign key to a person names this one, as the database itself lists them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
                 JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.contype = 'f' AND c.confrelid = 'accounts_user'::regclass"""
        )
        columns = cursor.fetchall()
        assert len(columns) > 15
        found = []
        for table, column in columns:
            cursor.execute(f'SELECT count(*) FROM {table} WHERE "{column}" = %s', [user_id])
            found += [(table, column)] * cursor.fetchone()[0]
    return found


def every_row_that_says(text):
    """Tables with a row that has this text anywhere in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [table for (table,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{text}%"])
            found += [table] * cursor.fetchone()[0]
    return found


def sessions_of(user):
    return [s for s in Session.objects.all() if s.get_decoded().get("_auth_user_id") == str(user.pk)]


@pytest.fixture
def full_ada(ada, ben, wil, mo):
    """Ada, who has left a trace in every room of the house."""
    now = timezone.now()
    give_second_factor(ada)
    HouseClient().force_login(ada)
    HouseClient().force_login(ada)
    UserSession.objects.create(user=ada, session_key="x", ip="192.0.2.1", user_agent="Ada's phone")
    Client().post("/account/login/", {"login": ada.email})  # half-finished, on some computer
    SocialAccount.objects.create(user=ada, provider="northgate", uid="ada", extra_data={"email": ada.email})
    EmailAddress.objects.create(user=ada, email="ada@home.example", verified=True)
    LetterPreference.objects.create(user=ada, kind="shared", channel="email", is_wanted=False)
    ada.pauses.create(starts_at=now, ends_at=now + timedelta(days=1), name="Finals", is_exam_block=True)
    plan = PlanFactory(user=ada)
    checkin = CheckInFactory(user=ada, plan=plan, answered=True, note="Nobody else knows this.")
    Share.objects.create(checkin=checkin, chosen=ada.chosen_people.get(), shared_at=now)
    ChosenPersonFactory(owner=ben, person=ada, nickname="My Ada")
    concern = ConcernFactory(student=ada, checkin=checkin, acknowledged_by=wil, acknowledged_at=now)
    ConcernEvent.objects.create(concern=concern, what="opened", happened_at=now)
    Letter.objects.create(
        key=f"moment:1:{ada.pk}:email",
        kind="moment",
        recipient=ada,
        channel="email",
        about=checkin.pk,
        due_at=now,
        stale_at=now,
    )
    record_access(reader=wil, subject=ada, what="your request for contact", about=concern.pk, now=now)
    record_access(reader=ada, subject=ben, what="a check-in you shared", about=1, now=now)
    for model, row, words in ((User, ada, str(ada)), (Concern, concern, str(concern))):
        LogEntry.objects.create(
            user=wil,
            content_type=ContentType.objects.get_for_model(model),
            object_id=str(row.pk),
            object_repr=words,
            action_flag=CHANGE,
            change_message="[]",
        )
    return ada


def test_a_student_with_everything_leaves_nothing(full_ada, ben, wil):
    ada, pk, email, alias = full_ada, full_ada.pk, full_ada.email, full_ada.alias
    others = {model: model.objects.count() for model in (LogEntry,)}
    erase_person(user=ada, now=timezone.now())
    assert every_reference_to(pk) == []
    for text in (email, alias, "ada@home.example", "Ada's phone", "My Ada", f":{pk}:email"):
        assert every_row_that_says(text) == [], text
    assert not CheckIn.objects.exists()
    assert not Concern.objects.exists()
    assert LogEntry.objects.count() == others[LogEntry]
    # What is another's is still there: Ben reads that somebody who has left had opened something of his.
    assert AccessRecord.objects.get().subject == ben
    assert AccessRecord.objects.get().reader is None


def test_staff_who_took_requests_leave_their_students_history(ada, wil, op, client):
    now = timezone.now()
    concern = ConcernFactory(
        student=ada, acknowledged_by=wil, acknowledged_at=now, closed_by=wil, closed_at=now, outcome="We met."
    )
    record_access(reader=wil, subject=ada, what="your request for contact", about=concern.pk, now=now)
    LogEntry.objects.create(
        user=wil,
        content_type=ContentType.objects.get_for_model(Concern),
        object_id=str(concern.pk),
        object_repr=str(concern),
        action_flag=CHANGE,
        change_message="[]",
    )
    pk, email, alias = wil.pk, wil.email, wil.alias
    erase_person(user=wil, now=now)
    assert every_reference_to(pk) == []
    assert every_row_that_says(email) == every_row_that_says(alias) == []
    concern.refresh_from_db()
    assert concern.acknowledged_at
    assert (concern.acknowledged_by, concern.closed_by, concern.outcome) == (None, None, "We met.")
    client.force_login(ada)
    assert "Somebody who has left (wellness staff) read your request" in client.get("/you/record/").text


def test_every_device_is_signed_out(ada):
    clients = [HouseClient() for _ in range(2)]
    for client in clients:
        client.force_login(ada)
    assert len(sessions_of(ada)) == 2
    erase_person(user=ada, now=timezone.now())
    assert not Session.objects.exists()
    for client in clients:
        assert client.get("/you/").url.startswith("/account/login/")


def test_access_records_are_locked_again_afterwards(ada, ben, wil):
    record_access(reader=wil, subject=ben, what="your request for contact", about=1, now=timezone.now())
    erase_person(user=ada, now=timezone.now())
    with pytest.raises(Exception, match="Cannot update or delete"):
        AccessRecord.objects.all().delete()


def test_other_people_lose_nothing(full_ada, ben, zed, nia):
    kept = {model: model.objects.count() for model in (User, Letter)}
    CheckInFactory(user=zed, answered=True)
    erase_person(user=full_ada, now=timezone.now())
    assert User.objects.count() == kept[User] - 1
    assert CheckIn.objects.get().user == zed


def test_the_last_operator_stays(op):
    with pytest.raises(LastOperator):
        erase_person(user=op, now=timezone.now())
    OperatorFactory()
    erase_person(user=op, now=timezone.now())
    assert not User.objects.filter(pk=op.pk).exists()


def test_the_page_asks_for_the_alias_and_says_goodbye(client, ada):
    client.force_login(ada)
    page = client.get(LEAVE).text
    assert "every answer, note, plan and pause of yours" in page
    for wrong in ("", "Steady Heron 205", "x" * 1_000_000, "\x00"):
        response = client.post(LEAVE, {"alias": wrong})
        assert response.status_code == 200
        assert "invalid-feedback" in response.text
    assert User.objects.filter(pk=ada.pk).exists()
    response = client.post(LEAVE, {"alias": " quiet otter 417 "}, follow=True)
    assert response.redirect_chain == [("/goodbye/", 302)]
    assert "Your account is gone" in response.text
    assert not User.objects.filter(pk=ada.pk).exists()
    assert client.get("/you/").url.startswith("/account/login/")


def test_looking_at_the_page_deletes_nobody(client, ada):
    client.force_login(ada)
    client.get(LEAVE)
    client.head(LEAVE)
    client.post(LEAVE)
    assert User.objects.filter(pk=ada.pk).exists()


def test_who_has_a_second_factor_shows_it_before_leaving(client, ada):
    give_second_factor(ada)
    client.force_login(ada)
    response = client.post(LEAVE, {"alias": ada.alias})
    assert response.url.startswith("/account/2fa/reauthenticate/")
    assert User.objects.filter(pk=ada.pk).exists()


def test_the_last_operator_hears_why(client, op):
    client.force_login(op)
    session = client.session
    session["account_authentication_methods"][-1]["reauthenticated"] = True
    session.save()
    page = client.post(LEAVE, {"alias": op.alias}, follow=True).text
    assert "You are the only operator" in page
    assert User.objects.filter(pk=op.pk).exists()


def test_the_account_as_a_file(client, full_ada):
    client.force_login(full_ada)
    response = client.get(reverse("accounts:export"))
    assert response["Content-Disposition"] == 'attachment; filename="tandem-account.json"'
    kept = json.loads(response.content)
    assert kept["account"]["alias"] == full_ada.alias
    assert kept["school"] == "Northgate Medical School"
    assert {address["email"] for address in kept["addresses"]} == {full_ada.email, "ada@home.example"}
    assert kept["pauses"][0]["name"] == "Finals"
    assert kept["letters"][0]["kind"] == "moment"
    assert kept["who_read_what_is_yours"][0]["what"] == "your request for contact"
    assert {factor["type"] for factor in kept["second_factors"]} == {"totp", "recovery_codes"}
    assert kept["devices"]
    assert "secret" not in response.text
    assert "Nobody else knows this" not in response.text


def test_every_field_of_a_person_is_in_the_file_or_said_not_to_be(ada):
    left_out = {
        "id",
        "password",
        "school",
        "is_active",
        "is_superuser",
    }  # the school stands there by its name
    assert {field.name for field in User._meta.concrete_fields} - left_out == set(ACCOUNT_FIELDS)
