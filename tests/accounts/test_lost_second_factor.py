"""Phone, passkeys and recovery codes are gone: the operator lets the person begin anew, and the person hears of it."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.clients import HouseClient

pytestmark = pytest.mark.django_db


def test_a_mentor_gets_in_again_and_sees_nothing_of_others_before_a_new_one(mo, letters, code_in, capsys):
    old = HouseClient()
    old.force_login(mo)
    old.get("/you/")
    call_command("forget_second_factor", mo.email.upper())
    assert not Authenticator.objects.filter(user=mo).exists()
    assert old.get("/you/").url.startswith("/account/login/")
    assert "has just taken away the second step" in letters.text()
    assert "set up a new second factor" in capsys.readouterr().out
    browser = HouseClient()
    browser.post("/account/login/", {"login": mo.email})
    browser.post("/account/login/code/confirm/", {"code": code_in()})
    assert browser.get("/you/").url == reverse("mfa_index")


def test_nothing_is_taken_away_when_its_owner_cannot_be_told(mo, no_way_out):
    with pytest.raises(OSError):
        call_command("forget_second_factor", mo.email)
    assert Authenticator.objects.filter(user=mo).exists()


def test_where_there_is_nothing_to_forget_it_says_so(ada, mo):
    mo.is_active = False
    mo.save()
    for email in (ada.email, mo.email, "nobody@northgate.example.edu"):
        with pytest.raises(CommandError):
            call_command("forget_second_factor", email)


def test_the_page_says_whom_to_ask(mo, letters, code_in):
    browser = HouseClient()
    browser.post("/account/login/", {"login": mo.email})
    browser.post("/account/login/code/confirm/", {"code": code_in()})
    assert "whoever runs Tandem" in browser.get("/account/2fa/authenticate/").text
