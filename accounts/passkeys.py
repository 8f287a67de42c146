"""Passkeys in our words: what one is asked when adding one, and what is said of one that opens nothing."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from fido2.webauthn import AuthenticationResponse, RegistrationResponse


class CredentialField(forms.JSONField):
    """What a device answers. allauth takes it for whole; here what `read` cannot read is refused in words."""

    widget = forms.HiddenInput

    def __init__(self, *, read: Callable[[Any], object]) -> None:
        self.read = read
        super().__init__()

    def clean(self, value: Any) -> Any:
        try:
            said = super().clean(value)
            self.read(said)
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise forms.ValidationError(
                "Your device’s answer could not be read. Please try again."
            ) from error
        return said

    def bound_data(self, data: Any, initial: Any) -> Any:
        """It comes from the device each time: what was refused is not given back."""
        return initial


class AddPasskeyForm(AddWebAuthnForm):
    """allauth takes a key for a second step only, unless told otherwise; a passkey is meant to open the door."""

    credential = CredentialField(read=RegistrationResponse.from_dict)
    name = forms.CharField(label="Name", required=False, max_length=100)
    passwordless = forms.BooleanField(
        label="Sign in with it alone, without a code",
        required=False,
        initial=True,
        help_text="Untick this for an older security key that cannot keep passkeys. It then comes after the code.",
    )


class SecondPasskeyForm(AuthenticateWebAuthnForm):
    credential = CredentialField(read=AuthenticationResponse.from_dict)


class PasskeyAgainForm(ReauthenticateWebAuthnForm):
    credential = CredentialField(read=AuthenticationResponse.from_dict)


class OpenWithPasskeyForm(LoginWebAuthnForm):
    credential = CredentialField(read=AuthenticationResponse.from_dict)

    def clean_credential(self) -> Authenticator:
        """A phone still offers a passkey that was removed here: allauth then speaks of a code that nobody typed."""
        try:
            return super().clean_credential()
        except forms.ValidationError as error:
            raise forms.ValidationError(
                "That passkey does not open anything here. Let us send you a code instead."
            ) from error
