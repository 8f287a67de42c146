"""Sign-in with a school's own account, against a small but faithful provider that runs here."""

import hmac
import json
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.urls import reverse

from accounts.models import User
from tests.accounts.oidc_provider import CLIENT_ID, SECRET, Provider

pytestmark = pytest.mark.django_db

LOGIN = "/account/oidc/northgate-id/login/"


@pytest.fixture
def provider(settings):
    with Provider() as provider:
        app = {
            "provider_id": "northgate-id",
            "name": "Northgate",
            "client_id": CLIENT_ID,
            "secret": SECRET,
            "settings": {"server_url": provider.url},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        provider.app = app
        yield provider


@pytest.fixture
def come_in(client, provider):
    """`come_in(email=...)` goes the whole way round, as a browser does; returns the last answer."""

    def go(process="login", sub="person-1", **claims):
        provider.person = {"sub": sub, "email_verified": True, "name": "Ada Byron", "picture": "x", **claims}
        to_provider = client.post(f"{LOGIN}?process={process}")
        assert to_provider.url.startswith(f"{provider.url}/authorize?")
        return client.get(back_from(to_provider.url))

    return go


def back_from(url):
    """Follows the browser to the provider and returns where it is sent back to."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        response = connection.getresponse()
        response.read()
        assert response.status == 302
        return response.headers["Location"].removeprefix("http://testserver")
    finally:
        connection.close()


def test_the_door_is_on_the_sign_in_page_only_when_it_is_configured(client, provider, settings):
    assert LOGIN in client.get("/account/login/").text
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert LOGIN not in client.get("/account/login/").text
    assert client.post(LOGIN).status_code == 404


def test_a_new_person_is_let_into_the_school_of_their_address(come_in, client, school):
    response = come_in(email="Eve@Northgate.example.edu")
    assert response.url == reverse("accounts:onboarding", args=["alias"])
    eve = User.objects.get()
    assert (eve.email, eve.school, eve.time_zone, eve.name) == (
        "eve@northgate.example.edu",
        school,
        "Europe/London",
        "",
    )
    assert EmailAddress.objects.get().verified
    assert client.get("/you/").status_code == 200


def test_nothing_but_the_address_is_taken_along(come_in, school):
    come_in(email="eve@northgate.example.edu")
    kept = SocialAccount.objects.get()
    assert kept.extra_data == {"userinfo": {"sub": "person-1", "email": "eve@northgate.example.edu"}}
    assert "Byron" not in json.dumps(kept.extra_data)
    assert not SocialToken.objects.exists()


def test_coming_back_is_the_same_person(come_in, client, school):
    come_in(email="eve@northgate.example.edu")
    client.post("/account/logout/")
    assert come_in(email="eve.new-name@northgate.example.edu").url == reverse("today")
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "eve@elsewhere.example"},
        {"email": "eve@mail.northgate.example.edu"},
        {"email": "eve@northgate.example.edu", "email_verified": False},
        {"email": "eve@northgate.example.edu", "email_verified": "false"},
        {"email": "not an address"},
        {},
    ],
)
def test_anybody_else_gets_the_kind_page(come_in, client, school, claims):
    response = come_in(**claims)
    assert "We do not know this address yet" in response.text
    assert not User.objects.exists()
    assert not SocialAccount.objects.exists()
    assert client.get("/you/").status_code == 302


def test_an_account_is_joined_by_a_verified_address(come_in, client, ada):
    assert come_in(email=ada.email).url == reverse("today")
    assert SocialAccount.objects.get().user == ada
    assert User.objects.count() == 1


@pytest.mark.parametrize("verified", [False, "false", None])
def test_an_account_is_not_joined_by_an_address_that_nobody_checked(come_in, client, ada, verified):
    come_in(email=ada.email, email_verified=verified)
    assert not SocialAccount.objects.exists()
    assert client.get("/you/").status_code == 302


def test_a_password_somebody_else_set_before_the_address_was_checked_is_wiped(come_in, ada):
    EmailAddress.objects.filter(user=ada).update(verified=False)
    ada.set_password("set by somebody else")
    ada.save()
    come_in(email=ada.email)
    ada.refresh_from_db()
    assert not ada.has_usable_password()


def test_a_provider_speaks_for_its_own_domains_only(come_in, client, provider, ada, nia):
    provider.app["settings"]["domains"] = ["northgate.example.edu"]
    assert "We do not know this address yet" in come_in(email=nia.email).text
    assert client.get("/you/").status_code == 302
    assert come_in(email=ada.email).url == reverse("today")


def test_staff_still_show_their_second_factor(come_in, client, wil):
    assert come_in(email=wil.email).url.startswith("/account/2fa/authenticate/")
    assert client.get("/you/").status_code == 302


def test_connecting_an_account_needs_the_same_address(come_in, client, ada):
    client.force_login(ada)
    response = come_in(process="connect", email="somebody.else@northgate.example.edu")
    assert response.url == reverse("socialaccount_connections")
    assert not SocialAccount.objects.exists()
    come_in(process="connect", email=ada.email)
    assert SocialAccount.objects.get().user == ada


def test_what_is_connected_is_found_among_ones_own_rooms(client, ada, provider, settings):
    client.force_login(ada)
    assert reverse("socialaccount_connections") in client.get("/you/").text
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert reverse("socialaccount_connections") not in client.get("/you/").text


def test_an_answer_that_was_not_asked_for_is_refused(client, provider, school):
    provider.person = {"sub": "x", "email": "eve@northgate.example.edu", "email_verified": True}
    response = client.get("/account/oidc/northgate-id/login/callback/?code=made-up&state=made-up")
    assert response.status_code in (200, 401)
    assert not User.objects.exists()


def test_a_code_that_was_used_once_opens_nothing(client, provider, school):
    provider.person = {"sub": "x", "email": "eve@northgate.example.edu", "email_verified": True}
    back = back_from(client.post(LOGIN).url)
    provider.codes.clear()
    client.get(back)
    assert not User.objects.exists()


def test_a_provider_that_is_away_or_unwell_leaves_the_other_ways_in(client, provider):
    for url in ("http://127.0.0.1:9", f"{provider.url}/nowhere"):
        provider.app["settings"]["server_url"] = url
        response = client.post(LOGIN)
        assert response.status_code == 503
        assert "Sign in with a code" in response.text


NONSENSE = [
    b"<html>We are back soon</html>",
    b"",
    b"\xff\xfe",
    b"[1, 2]",
    b"null",
    b"{}",
    b'{"access_token": null}',
]


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_a_provider_that_answers_with_nonsense_leaves_the_other_ways_in(client, provider, school, nonsense):
    provider.person = {"sub": "x", "email": "eve@northgate.example.edu", "email_verified": True}
    for path in ("/token", "/userinfo"):
        back = back_from(client.post(LOGIN).url)
        provider.nonsense = {path: nonsense}
        response = client.get(back)
        provider.nonsense = {}
        assert response.status_code in (401, 503), path
        assert 'href="/account/login/"' in response.text, path
    provider.nonsense = {"/.well-known/openid-configuration": nonsense}
    response = client.post(LOGIN)
    assert (response.status_code, "Sign in with a code" in response.text) == (503, True)
    assert not User.objects.exists()


def test_a_wrong_secret_lets_nobody_in(client, provider, school):
    provider.app["secret"] = "not the secret"
    provider.person = {"sub": "x", "email": "eve@northgate.example.edu", "email_verified": True}
    response = client.get(back_from(client.post(LOGIN).url))
    assert response.status_code == 503
    assert not User.objects.exists()


def signed(provider, claims, **changes):
    return jwt.encode(claims | changes, provider.key, algorithm="RS256", headers={"kid": "one"})


def without_nonce(provider, claims):
    return signed(provider, {name: value for name, value in claims.items() if name != "nonce"})


def by_another_key(provider, claims):
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode(claims, stranger, algorithm="RS256", headers={"kid": "one"})


def by_the_public_key_as_if_it_were_secret(provider, claims):
    """By hand: no library writes such a token."""
    head = jwt.utils.base64url_encode(b'{"alg": "HS256", "kid": "one"}')
    body = signed(provider, claims).split(".")[1].encode()
    public = provider.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signature = hmac.digest(public, head + b"." + body, "sha256")
    return b".".join([head, body, jwt.utils.base64url_encode(signature)]).decode()


def changed_after_it_was_signed(provider, claims):
    head, _, signature = signed(provider, claims).split(".")
    _, body, _ = signed(provider, claims, email="ada@northgate.example.edu").split(".")
    return ".".join([head, body, signature])


FORGED = [
    by_another_key,
    by_the_public_key_as_if_it_were_secret,
    changed_after_it_was_signed,
    without_nonce,
    lambda provider, claims: jwt.encode(claims, "", algorithm="none", headers={"kid": "one"}),
    lambda provider, claims: jwt.encode(claims, provider.key, algorithm="RS256", headers={"kid": "two"}),
    lambda provider, claims: signed(provider, claims, nonce="of another sign-in"),
    lambda provider, claims: signed(provider, claims, iss="https://elsewhere.example"),
    lambda provider, claims: signed(provider, claims, aud="another client"),
    lambda provider, claims: signed(provider, claims, exp=int(time.time()) - 120),
    lambda provider, claims: signed(provider, claims, sub="somebody else"),
    lambda provider, claims: "no.token.atall",
    lambda provider, claims: None,
]


@pytest.mark.parametrize("forge", FORGED)
def test_a_token_that_is_not_the_providers_or_not_for_this_sign_in_is_refused(
    come_in, client, provider, school, forge
):
    provider.sign = lambda claims: forge(provider, claims)
    response = come_in(email="eve@northgate.example.edu")
    assert (response.status_code, 'href="/account/login/"' in response.text) == (401, True)
    assert not User.objects.exists()
    assert client.get("/you/").status_code == 302


HONEST = [
    lambda provider, claims: signed(provider, claims, iat=int(time.time()) + 30),
    lambda provider, claims: jwt.encode(claims, provider.key, algorithm="RS256"),
    lambda provider, claims: jwt.encode(claims, provider.key, algorithm="RS256", headers={"kid": "one"}),
]


@pytest.mark.parametrize("sign", HONEST)
def test_a_clock_that_differs_and_a_key_without_a_name_are_no_lies(come_in, provider, school, sign):
    provider.sign = lambda claims: sign(provider, claims)
    assert come_in(email="eve@northgate.example.edu").status_code == 302
    assert User.objects.count() == 1
