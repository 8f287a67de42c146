"""A passkey from the first press to the last, with Chromium's own authenticator: added, signed in with, removed."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from playwright.sync_api import expect

from tests.browser.hands import Finger
from tests.browser.tasks import code_in

PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def address(address, settings):
    """Passkeys belong to a name and not to a number."""
    settings.SITE_URL = address.replace("127.0.0.1", "localhost")
    return settings.SITE_URL


@pytest.fixture
def authenticator(page_for):
    """`authenticator(page)` gives the browser of this page a phone that agrees to everything; returns its id."""

    def plug_in(page):
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        answer = session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
        return session, answer["authenticatorId"]

    return plug_in


def test_a_passkey_is_added_opens_the_door_and_is_removed(page_for, address, ada, scene, authenticator):
    page = page_for()
    session, phone = authenticator(page)
    hand = Finger(page)
    hand.go("/account/login/")
    hand.write("E-mail", ada.email)
    hand.press("E-mail me a code")
    hand.sees("Enter your sign-in code")
    hand.write("Code", code_in(scene.mailbox))
    hand.press("Go on")
    expect(page).to_have_url(f"{address}/")

    hand.go("/account/2fa/webauthn/add/")
    hand.write("Name", "My phone")
    hand.press("Add it")
    hand.is_at("/account/2fa/recovery-codes/")
    hand.go("/account/2fa/webauthn/")
    hand.sees("My phone")
    assert Authenticator.objects.get(user=ada, type="webauthn").wrap().name == "My phone"
    [kept] = session.send("WebAuthn.getCredentials", {"authenticatorId": phone})["credentials"]
    assert kept["isResidentCredential"]

    page.context.clear_cookies()
    hand.go("/account/login/")
    hand.press("Use a passkey")
    expect(page).to_have_url(f"{address}/")
    assert UserSession.objects.filter(user=ada).count() == 2  # by the code, and by the passkey

    hand.go("/account/2fa/webauthn/")
    hand.follow("Remove")
    hand.sees("Is it you?")
    hand.follow("Use a passkey")
    hand.sees("Your browser asks for the passkey")
    hand.press("Use a passkey")
    hand.press("Remove it")
    hand.sees("You have none yet.")
    assert not Authenticator.objects.filter(user=ada).exists()

    page.context.clear_cookies()
    hand.go("/account/login/")
    hand.press("Use a passkey")
    hand.sees("That passkey does not open anything here.")
    hand.go("/you/")
    hand.is_at("/account/login/?next=/you/")


def test_a_passkey_button_waits_for_its_script(page_for, scene):
    """Pressed before that, it would send an empty form and lead back to sign in."""
    page = page_for()
    page.route("**/webauthn*.js", lambda route: None)
    page.goto("/account/login/", wait_until="commit")
    button = page.get_by_role("button", name="Use a passkey")
    expect(button).to_be_disabled()
    expect(page.get_by_role("button", name="E-mail me a code")).to_be_enabled()
    page.unroute_all()  # lets go of what was held
    expect(button).to_be_enabled()
