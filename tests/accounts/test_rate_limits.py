"""A lecture hall joins and signs in behind one address, while one account is attacked from it. The cache is real."""

import pytest
from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db

HALL = {"REMOTE_ADDR": "192.0.2.77"}
SIGN_IN, CODE = "/account/login/", "/account/login/code/confirm/"


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Hundreds of guesses: what is looked at here is the counting, not the hashing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def attack(account, times):
    """Tries passwords on one account from the hall's address."""
    return [
        Client(**HALL).post(SIGN_IN, {"login": account.email, "password": f"guess number {n}"}).text
        for n in range(times)
    ]


OURS = {"bring_calendar"}  # asked by a view of ours, and tried in tests/groups/calendars/test_rotations.py


def test_every_limit_we_set_is_one_that_is_asked(settings):
    ours = set(settings.ACCOUNT_RATE_LIMITS) - OURS
    settings.ACCOUNT_RATE_LIMITS = {}
    assert ours <= set(app_settings.RATE_LIMITS)


def test_behind_a_proxy_people_are_told_apart_and_a_made_up_address_is_not_believed(settings, rf):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = rf.get("/", HTTP_X_FORWARDED_FOR="203.0.113.9, 192.0.2.77", REMOTE_ADDR="10.0.0.1")
    assert get_adapter().get_client_ip(request) == "192.0.2.77"


def test_two_hundred_people_join_within_minutes(school):
    answers = {
        Client(**HALL).post("/account/signup/", {"email": f"p{n}@northgate.example.edu"}).status_code
        for n in range(200)
    }
    assert answers == {302}
    assert User.objects.count() == 200


def test_two_hundred_people_sign_in_while_one_account_is_attacked(school, ada):
    people = [User(school=school, email=f"p{n}@northgate.example.edu") for n in range(200)]
    User.objects.bulk_create(people)
    attack(ada, times=320)
    answers = {Client(**HALL).post(SIGN_IN, {"login": person.email}).url.split("?")[0] for person in people}
    assert answers == {CODE}


def test_the_attacked_account_is_shut_to_guesses_and_open_to_a_code(ada, letters, code_in):
    ada.set_password("three calm herons")
    ada.save()
    answers = attack(ada, times=8)
    assert ["tried too often" in answer for answer in answers] == [False] * 5 + [True] * 3
    right = {"login": ada.email, "password": "three calm herons"}
    assert "tried too often" in Client(**HALL).post(SIGN_IN, right).text
    client = Client(**HALL)
    client.post(SIGN_IN, {"login": ada.email})
    assert client.post(CODE, {"code": code_in()}).status_code == 302


def test_who_mistyped_a_code_three_times_may_ask_for_another_at_once_and_is_told(ada, letters, code_in):
    client = Client(**HALL)
    client.post(SIGN_IN, {"login": ada.email})
    for _ in range(3):
        answer = client.post(CODE, {"code": "AAAA-BBBB"}, follow=True)
    assert "Ask for a new code" in answer.text
    client.post(SIGN_IN, {"login": ada.email})
    assert client.post(CODE, {"code": code_in()}).url == "/"


def test_others_in_the_hall_still_get_in_by_password(ada, ben):
    ben.set_password("four slow otters")
    ben.save()
    attack(ada, times=320)
    response = Client(**HALL).post(SIGN_IN, {"login": ben.email, "password": "four slow otters"})
    assert response.status_code == 302


def test_one_mailbox_is_not_flooded_with_codes(ada, letters):
    for _ in range(8):
        Client(**HALL).post(SIGN_IN, {"login": ada.email})
    assert len(letters) == 4


def test_one_mailbox_is_not_flooded_by_joining(school, letters):
    for _ in range(8):
        Client(**HALL).post("/account/signup/", {"email": "eve@northgate.example.edu"})
    assert len(letters) == 4


def test_guessing_codes_of_a_second_factor_is_limited(wil, letters, code_in):
    client = Client(**HALL)
    client.post(SIGN_IN, {"login": wil.email})
    client.post(CODE, {"code": code_in()})
    answers = [client.post("/account/2fa/authenticate/", {"code": f"{n:06}"}).text for n in range(7)]
    assert "tried too often" in answers[-1]
