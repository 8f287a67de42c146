"""Steps that need a first one: who takes it, how, and what is typed into the second."""

from typing import NamedTuple

from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.access.walk import Visitor
from tests.access.world import World

ADDRESS = "ada@northgate.example.edu"
PASSWORD = "heron-lantern-orchard-42"


class SecondStep(NamedTuple):
    who: str
    fields: tuple[str, ...]
    first: tuple[str, dict] | None = None  # the page of the first step, and what is sent there
    has_password: bool = False
    has_passkey: bool = False

    def take_first(self, world: World, visitor: Visitor) -> None:
        if self.has_passkey:
            Authenticator.objects.create(
                user=world.people[self.who], type="webauthn", data={"name": "Phone", "credential": {}}
            )
        if self.has_password:
            person = world.people[self.who]
            person.set_password(PASSWORD)
            person.save()
            visitor.client.force_login(person)
            visitor.cookies = visitor.client.cookies.copy()
        if self.first:
            visitor.client.post(reverse(self.first[0]), self.first[1])
            visitor.cookies = visitor.client.cookies.copy()


SECOND_STEPS = {
    "account_set_password": SecondStep("ada", ("password1", "password2")),
    "account_change_password": SecondStep(
        "ada", ("oldpassword", "password1", "password2"), has_password=True
    ),
    "account_reauthenticate": SecondStep("ada", ("password",), has_password=True),
    "account_confirm_login_code": SecondStep(
        "anonymous", ("code",), first=("account_request_login_code", {"email": ADDRESS})
    ),
    "account_confirm_password_reset_code": SecondStep(
        "anonymous", ("code",), first=("account_reset_password", {"email": ADDRESS})
    ),
    "accounts:unlisted": SecondStep(
        "anonymous", ("code",), first=("account_signup", {"email": "eve@elsewhere.example"})
    ),
    "account_complete_password_reset": SecondStep("anonymous", ("password1", "password2")),
    "socialaccount_signup": SecondStep("anonymous", ("email",)),
    "mfa_add_webauthn": SecondStep("ada", ("name", "credential")),
    "mfa_login_webauthn": SecondStep("anonymous", ("credential",)),
    "mfa_reauthenticate_webauthn": SecondStep("wil", ("credential",), has_passkey=True),
    "mfa_edit_webauthn": SecondStep("wil", ("name",)),
    "mfa_remove_webauthn": SecondStep("wil", ("name",)),
    "mfa_download_recovery_codes": SecondStep("wil", ("x",)),
    "groups:thread-draft": SecondStep("ada", ("words",)),
}
