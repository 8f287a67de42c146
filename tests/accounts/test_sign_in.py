"""Signing in by a code, or by a password; and the letters about it."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SIGN_IN, CONFIRM = "/account/login/", "/account/login/code/confirm/"


def test_a_code_by_e_mail_opens_the_door(client, ada, letters, code_in):
    client.post(SIGN_IN, {"login": " ADA@Northgate.example.edu "})
    response = client.post(CONFIRM, {"code": code_in()})
    assert response.url == reverse("today")
    assert client.get(reverse("accounts:you")).status_code == 200


def test_the_first_operator_comes_in_by_one_code_and_is_led_to_a_second_factor(db, client, letters, code_in):
    call_command("createsuperuser", "--noinput", email="Op@House.example", verbosity=0)
    client.post(SIGN_IN, {"login": "op@house.example"})
    assert client.post(CONFIRM, {"code": code_in()}).status_code == 302
    assert client.get(reverse("admin:index")).url.startswith(reverse("mfa_index"))


def test_the_other_door_to_a_code_works_too(client, ada, letters, code_in):
    client.post("/account/login/code/", {"email": "ADA@northgate.example.edu"})
    assert client.post(CONFIRM, {"code": code_in()}).status_code == 302
    assert client.get(reverse("accounts:you")).status_code == 200


def test_a_password_is_a_choice(client, ada, letters):
    ada.set_password("three calm herons")
    ada.save()
    wrong = client.post(SIGN_IN, {"login": ada.email, "password": "three calm otters"})
    assert "You can ask for a code instead" in wrong.text
    assert client.post(SIGN_IN, {"login": ada.email, "password": "three calm herons"}).url == reverse("today")
    assert not letters


def test_a_way_leads_to_a_password_and_to_another_one(client, ada):
    client.force_login(ada)
    page = client.get(reverse("mfa_index")).text
    assert reverse("account_set_password") in page
    ada.set_password("three calm herons")
    ada.save()
    client.force_login(ada)
    page = client.get(reverse("mfa_index")).text
    assert reverse("account_change_password") in page
    assert reverse("account_set_password") not in page


def test_a_code_works_once(client, ada, letters, code_in):
    client.post(SIGN_IN, {"login": ada.email})
    code = code_in()
    client.post(CONFIRM, {"code": code})
    client.post("/account/logout/")
    client.post(CONFIRM, {"code": code})
    assert client.get(reverse("accounts:you")).status_code == 302


def test_an_unknown_address_looks_the_same_from_outside(client, ada, letters):
    known = client.post(SIGN_IN, {"login": ada.email})
    unknown = type(client)().post(SIGN_IN, {"login": "nobody@northgate.example.edu"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [letter["Subject"] for letter in letters] == ["Your code for Tandem", "About signing in to Tandem"]


def test_asking_for_the_code_again_writes_to_both(client, ada, letters):
    for email in (ada.email, "nobody@northgate.example.edu"):
        door = type(client)()
        door.post(SIGN_IN, {"login": email})
        before = len(letters)
        answer = door.post(CONFIRM, {"action": "resend"}, follow=True)
        assert len(letters) == before + 1
        assert "We have sent a new one" in answer.text


def test_letters_about_signing_in_cannot_be_unsubscribed_and_wear_our_layout(client, ada, letters):
    client.post(SIGN_IN, {"login": ada.email})
    letter = letters[0]
    assert letter["List-Unsubscribe"] is None
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Stop these letters" not in letters.html()
    assert '<h1 style="' in letters.html()  # the style sheet is in the tags
    assert "http" not in letters.text().replace("http://testserver", "")


def test_without_a_way_out_for_letters_it_says_so(client, ada, no_way_out):
    response = client.post(SIGN_IN, {"login": ada.email})
    assert response.status_code == 503
    assert "Our letters cannot leave just now" in response.text
    assert client.get(SIGN_IN).status_code == 200


def test_a_change_stands_when_the_letter_about_it_cannot_leave(client, ada, no_way_out):
    client.force_login(ada)
    response = client.post(
        "/account/password/set/", {"password1": "three calm herons", "password2": "three calm herons"}
    )
    assert response.status_code == 302
    ada.refresh_from_db()
    assert ada.check_password("three calm herons")


def test_a_new_password_ends_every_other_session_and_keeps_this_one(client, ada, letters):
    client.force_login(ada)
    elsewhere = type(client)()
    elsewhere.force_login(ada)
    key = client.session.session_key
    response = client.post(
        "/account/password/set/", {"password1": "three calm herons", "password2": "three calm herons"}
    )
    assert response.url == reverse("accounts:you")
    assert client.get(reverse("accounts:you")).status_code == 200
    assert client.session.session_key != key
    assert elsewhere.get(reverse("accounts:you")).status_code == 302


def test_a_change_to_signing_in_is_written_to_its_owner(client, ada, letters):
    client.force_login(ada)
    client.post(
        "/account/password/set/", {"password1": "three calm herons", "password2": "three calm herons"}
    )
    assert letters[0]["Subject"] == "A change to how you sign in to Tandem"
    assert "Your account has a password now." in letters.text()


def test_somebody_whose_account_is_closed_stays_outside(client, school, letters):
    gone = UserFactory(school=school, is_active=False)
    client.post(SIGN_IN, {"login": gone.email})
    assert "code" not in (letters[0]["Subject"] if letters else "").lower()
    assert client.get(reverse("accounts:you")).status_code == 302


def test_a_link_to_elsewhere_is_not_followed(client, ada, letters, code_in):
    client.post(SIGN_IN + "?next=https://elsewhere.example/", {"login": ada.email})
    response = client.post(CONFIRM + "?next=https://elsewhere.example/", {"code": code_in()})
    assert response.url == reverse("today")


@pytest.mark.parametrize(
    "text", ["", "x" * 1_000_000, "\x00", "\u202eada", "<script>alert(1)</script>", "😀"]
)
def test_strange_input_is_answered_with_a_page(client, ada, letters, text):
    for path, field in (
        (SIGN_IN, "login"),
        ("/account/login/code/", "email"),
        ("/account/password/reset/", "email"),
    ):
        response = client.post(path, {field: text})
        assert response.status_code == 200
        assert "<script>alert" not in response.text
    client.post(SIGN_IN, {"login": ada.email})
    assert client.post(CONFIRM, {"code": text}).status_code == 200


# Addresses

EMAIL, ADDRESS_CODE = "/account/email/", "/account/confirm-email/"


def add_address(client, email):
    return client.post(EMAIL, {"email": email, "action_add": ""})


def test_the_main_address_is_told_of_a_further_one_and_the_old_main_one_of_a_new(
    client, ada, letters, code_in
):
    client.force_login(ada)
    add_address(client, "mine@home.example")
    client.post(ADDRESS_CODE, {"code": code_in()})
    assert (letters[1]["To"], letters[1]["Subject"]) == (ada.email, "A change to how you sign in to Tandem")
    assert "mine@home.example was added" in letters.text(1)
    client.post(EMAIL, {"email": "mine@home.example", "action_primary": ""})
    assert letters[2]["To"] == "ada@northgate.example.edu"
    assert "was changed from ada@northgate.example.edu to mine@home.example" in letters.text(2)
    ada.refresh_from_db()
    assert (ada.email, ada.school.slug) == ("mine@home.example", "northgate")
    assert client.get(reverse("accounts:you")).status_code == 200


def test_who_joins_is_told_of_no_further_address(client, school, letters, code_in):
    client.post("/account/signup/", {"email": "eve@northgate.example.edu"})
    client.post(ADDRESS_CODE, {"code": code_in()})
    assert len(letters) == 1


def test_an_address_of_somebody_else_is_asked_for_a_code_like_any_other(client, ada, nia, letters):
    client.force_login(ada)
    other = type(client)()
    other.force_login(ada)
    taken, free = add_address(client, nia.email), add_address(other, "free@home.example")
    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    pages = [
        door.post(ADDRESS_CODE, {"code": "AAAA-BBBB"}).text.replace(email, "ADDRESS")
        for door, email in ((client, nia.email), (other, "free@home.example"))
    ]
    assert ["This is not the code" in page for page in pages] == [True, True]
    assert not ada.emailaddress_set.filter(email=nia.email, verified=True).exists()
