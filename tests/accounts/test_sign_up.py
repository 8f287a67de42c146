"""Joining: by a school's address, by a join code, or kindly not at all."""

from collections import Counter
from itertools import count

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import JoinCode, User
from tests.factories import JoinCodeFactory, SchoolFactory, UserFactory

pytestmark = pytest.mark.django_db

SIGN_UP, CONFIRM = "/account/signup/", "/account/confirm-email/"


def join(client, email, code=""):
    return client.post(SIGN_UP, {"email": email, "join_code": code})


def test_a_school_address_is_all_it_takes(client, school, letters, code_in):
    response = join(client, "Eve@Northgate.example.edu")
    assert response.status_code == 302
    response = client.post(CONFIRM, {"code": code_in()})
    assert response.url == reverse("accounts:onboarding", args=["alias"])
    eve = User.objects.get()
    assert (eve.email, eve.school, eve.time_zone) == ("eve@northgate.example.edu", school, "Europe/London")
    assert not eve.has_usable_password()
    assert client.get(reverse("accounts:you")).status_code == 200


def test_before_the_code_is_typed_no_page_opens(client, school, letters):
    join(client, "eve@northgate.example.edu")
    assert client.get(reverse("accounts:you")).status_code == 302


@pytest.mark.parametrize(
    "email",
    [
        "eve@mail.northgate.example.edu",  # a subdomain is another domain
        "eve@northgate.example.edu.example.com",
        "eve@xnorthgate.example.edu",
        "eve@gmail.example",
        "eve@nоrthgate.example.edu",  # a Cyrillic letter
    ],
)
def test_any_other_domain_gets_a_kind_page(client, school, letters, email):
    response = join(client, email)
    assert response.status_code == 200
    assert "We do not know this address yet" in response.text
    assert "wellness staff for a join code" in response.text
    assert f'value="{email}"' in response.text
    assert not User.objects.exists()
    assert "no school has told us about it" in letters.text()


def test_letters_that_only_look_wide_are_the_same_domain(client, school, letters):
    assert join(client, "eve@ｎorthgate.example.edu").status_code == 302
    assert User.objects.get().email == "eve@northgate.example.edu"


def test_an_international_domain_has_one_spelling(client, letters):
    munich = SchoolFactory()
    munich.domains.create(domain="xn--mnchen-3ya.example")
    assert join(client, "eve@münchen.example").status_code == 302
    assert User.objects.get().school == munich
    assert User.objects.get().email == "eve@xn--mnchen-3ya.example"


def test_a_join_code_lets_any_address_in_and_is_forgotten(client, letters):
    code = JoinCodeFactory(code="ABCD2345", uses_left=2)
    response = join(client, "eve@home.example", " abcd-2345 ")
    assert response.status_code == 302
    code.refresh_from_db()
    assert code.uses_left == 1
    assert User.objects.get().school == code.school
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user u WHERE u::text ILIKE '%ABCD2345%'")
        assert cursor.fetchone() == (0,)


def test_a_known_domain_spends_no_code(client, school, letters):
    code = JoinCodeFactory(school=school, uses_left=2)
    join(client, "eve@northgate.example.edu", code.code)
    code.refresh_from_db()
    assert code.uses_left == 2


@pytest.mark.parametrize("state", [{"uses_left": 0}, {"expires_at": "2020-01-01T00:00Z"}])
def test_a_code_that_has_run_out_says_so_and_keeps_what_was_typed(client, letters, state):
    code = JoinCodeFactory(**state)
    response = join(client, "eve@home.example", code.code)
    assert "This code does not work" in response.text
    assert f'value="{code.code}"' in response.text
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_last_use_of_a_code_goes_to_one_of_many(run_in_threads, letters):
    code, numbers = JoinCodeFactory(uses_left=1), count()

    def work():
        try:
            return join(Client(), f"eve{next(numbers)}@home.example", code.code).status_code
        finally:
            connection.close()

    answers = run_in_threads(work, times=6)
    assert sorted(answers) == [200, 200, 200, 200, 200, 302]
    assert JoinCode.objects.get().uses_left == 0
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressing_join_twice_makes_one_account(run_in_threads, letters):
    SchoolFactory(slug="northgate")

    def work():
        try:
            return join(Client(), "eve@northgate.example.edu").status_code
        finally:
            connection.close()

    answers = run_in_threads(work, times=4)
    assert set(answers) <= {302, 429}
    assert User.objects.count() == 1


def test_who_is_here_already_cannot_be_found_out(client, ada, letters):
    response = join(client, ada.email.upper())
    stranger = join(type(client)(), "stranger@northgate.example.edu")
    assert (response.status_code, response.url) == (stranger.status_code, stranger.url)
    assert "You are here already" in letters.text(0)
    assert User.objects.filter(email=ada.email).count() == 1


def test_asking_for_the_code_again_writes_to_both(client, ada, letters):
    for email in (ada.email, "stranger@northgate.example.edu"):
        door = Client()
        join(door, email)
        before = len(letters)
        door.post(CONFIRM, {"action": "resend"})
        assert len(letters) == before + 1
    assert User.objects.filter(email=ada.email).count() == 1


def test_both_cost_the_same_work_and_somebody_here_is_left_as_they_are(ada, letters):
    def questions(email):
        with CaptureQueriesContext(connection) as asked:
            join(Client(), email)
        return Counter(query["sql"].split()[0] for query in asked)

    here, stranger = questions(ada.email), questions("stranger@northgate.example.edu")
    assert here["INSERT"] == stranger["INSERT"]
    assert abs(here.total() - stranger.total()) <= 4
    assert set(User.objects.values_list("email", flat=True)) == {ada.email, "stranger@northgate.example.edu"}


def test_somebody_here_spends_no_use_of_a_code(letters):
    code = JoinCodeFactory(code="ABCD2345", uses_left=2)
    UserFactory(school=code.school, email="eve@home.example")
    assert join(Client(), "eve@home.example", code.code).status_code == 302
    code.refresh_from_db()
    assert code.uses_left == 2


def test_a_pseudonym_that_is_taken_is_drawn_again(client, school, letters, monkeypatch):
    UserFactory(school=school, alias="Quiet Otter 417")
    drawn = iter(["quiet otter 417", "Calm Vale 200"])
    monkeypatch.setattr("accounts.joining.suggest_alias", lambda: next(drawn))
    join(client, "eve@northgate.example.edu")
    assert User.objects.get(email="eve@northgate.example.edu").alias == "Calm Vale 200"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "no at",
        "a@b",
        "x" * 1_000_000,
        "eve\x00@northgate.example.edu",
        "<script>@northgate.example.edu",
        "\u202eeve@northgate.example.edu",
        "😀@northgate.example.edu",
    ],
)
def test_what_is_no_address_is_said_beside_the_field(client, school, letters, email):
    response = join(client, email)
    assert response.status_code == 200
    assert "invalid-feedback" in response.text
    assert "<script>@" not in response.text
    assert not User.objects.exists()


@pytest.mark.parametrize("code", ["x" * 1_000_000, "\x00", "\u202e", "<script>alert(1)</script>", "😀"])
def test_strange_codes_are_no_codes(client, school, letters, code):
    response = join(client, "eve@home.example", code)
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert not User.objects.exists()


def test_a_wrong_code_gets_three_tries_and_the_letter_says_no_link(client, school, letters, code_in):
    join(client, "eve@northgate.example.edu")
    assert letters[0]["Subject"] == "Your code for Tandem"
    assert "/account/" not in letters.text()
    good = code_in()
    for _ in range(3):
        client.post(CONFIRM, {"code": "WRONG1"})
    client.post(CONFIRM, {"code": good})
    assert client.get(reverse("accounts:you")).status_code == 302


def test_without_a_way_out_for_letters_nothing_is_left_half_done(client, school, no_way_out):
    response = join(client, "eve@northgate.example.edu")
    assert response.status_code == 503
    assert "Our letters cannot leave just now" in response.text
    assert not User.objects.exists()
