"""Whoever may see something of others proves who they are twice."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.urls import reverse

from tests.factories import MentorFactory, OperatorFactory, StaffFactory, give_second_factor

pytestmark = pytest.mark.django_db

SET_UP = "/account/2fa/"
SHOW = "/account/2fa/reauthenticate/"


def now_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize("make", [StaffFactory, MentorFactory, OperatorFactory])
@pytest.mark.parametrize("path", ["/", "/you/", "/you/profile/", "/staff/", "/check-in/", "/hello/alias/"])
def test_nobody_who_sees_others_gets_anywhere_without_one(client, make, path):
    client.force_login(make())
    response = client.get(path)
    assert (response.status_code, response.url) == (302, SET_UP)


@pytest.mark.parametrize(
    "path", [SET_UP, "/account/email/", "/account/sessions/", "/help-now/my-school/", "/account/logout/"]
)
def test_the_way_to_one_and_the_way_out_stay_open(client, school, path):
    client.force_login(StaffFactory(school=school))
    assert client.get(path).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, wil):
    Authenticator.objects.filter(user=wil, type="totp").delete()
    client.force_login(wil)
    assert client.get("/you/").url == SET_UP


def test_a_student_needs_none(client, ada):
    client.force_login(ada)
    assert client.get("/you/").status_code == 200


def test_signing_in_asks_staff_for_both(client, school, letters, code_in):
    staff = StaffFactory(school=school)
    secret = give_second_factor(staff)
    client.post("/account/login/?next=/staff/", {"login": staff.email})
    response = client.post("/account/login/code/confirm/?next=/staff/", {"code": code_in()})
    assert response.url.startswith("/account/2fa/authenticate/")
    assert client.get("/you/").url.startswith("/account/login/")
    client.post("/account/2fa/authenticate/", {"code": now_code(secret)})
    assert client.get("/you/").status_code == 200


def test_a_session_that_has_not_shown_it_must_show_it_now(client, school):
    """As when somebody set it up on another device, after this one was signed in."""
    staff = StaffFactory(school=school)
    secret = give_second_factor(staff)
    client.force_login(staff, with_second_factor=False)
    response = client.get("/you/profile/?a=b")
    assert response.url == f"{SHOW}?next=%2Fyou%2Fprofile%2F%3Fa%3Db"
    response = client.post(response.url, {"code": now_code(secret)})
    assert response.url == "/you/profile/?a=b"
    assert client.get("/you/profile/").status_code == 200


def test_something_sent_from_such_a_session_is_not_kept(client, wil):
    client.force_login(wil, with_second_factor=False)
    response = client.post("/you/letters/", {"stop-all": "1"})
    assert response.url == f"{SHOW}?next=%2F"
    wil.refresh_from_db()
    assert wil.letters_stopped_at is None


def test_who_becomes_a_mentor_in_mid_session_is_stopped_at_the_next_page(client, ada):
    client.force_login(ada)
    assert client.get("/you/").status_code == 200
    ada.is_mentor = True
    ada.save()
    assert client.get("/you/").url == SET_UP


@pytest.mark.django_db(transaction=True)
def test_setting_it_up_is_showing_it(client, school, letters):
    staff = StaffFactory(school=school)
    client.force_login(staff)
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/account/2fa/totp/activate/", {"code": now_code(secret)})
    assert Authenticator.objects.filter(user=staff, type="totp").exists()
    assert client.get("/you/").status_code == 200
    assert "Codes from an app were switched on" in letters.text(0)


def test_the_secret_lies_encrypted(school):
    secret = give_second_factor(staff := StaffFactory(school=school))
    stored = Authenticator.objects.get(user=staff, type="totp").data["secret"]
    assert secret not in stored
    assert decrypt(stored) == secret


def test_staff_cannot_take_their_last_one_away(client, school):
    staff = StaffFactory(school=school)
    secret = give_second_factor(staff)
    client.force_login(staff)
    client.post(SHOW, {"code": now_code(secret)})
    response = client.post("/account/2fa/totp/deactivate/")
    assert "Add another one first" in response.text
    assert Authenticator.objects.filter(user=staff, type="totp").exists()


def test_staff_with_a_passkey_as_well_may_take_the_app_away(client, school):
    staff = StaffFactory(school=school)
    secret = give_second_factor(staff)
    Authenticator.objects.create(user=staff, type="webauthn", data={"name": "Phone", "credential": {}})
    client.force_login(staff)
    client.post(SHOW, {"code": now_code(secret)})
    client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=staff, type="totp").exists()


def test_a_student_may_take_it_away(client, ada):
    secret = give_second_factor(ada)
    client.force_login(ada)
    client.post(SHOW, {"code": now_code(secret)})
    client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=ada).exists()


def test_the_admin_has_no_door_of_its_own(client, wil, ada):
    response = client.get("/staff/login/")
    assert response.url.startswith(reverse("account_login"))
    response = client.post("/staff/login/", {"username": wil.email, "password": "x"})
    assert response.url.startswith(reverse("account_login"))
    client.force_login(ada)
    assert client.get("/staff/login/").status_code == 404
