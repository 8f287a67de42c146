"""Passkeys in our words: what one is asked when adding one, and what is said of one that opens nothing."""

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm
from django import forms


class AddPasskeyForm(AddWebAuthnForm):
    """allauth takes a key for a second step only, unless told otherwise; a passkey is meant to open the door."""

    name = forms.CharField(label="Name", required=False, max_length=100)
    passwordless = forms.BooleanField(
        label="Sign in with it alone, without a code",
        required=False,
        initial=True,
        help_text="Untick this for an older security key that cannot keep passkeys. It then comes after the code.",
    )


class OpenWithPasskeyForm(LoginWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        """A phone still offers a passkey that was removed here: allauth then speaks of a code that nobody typed."""
        try:
            return super().clean_credential()
        except forms.ValidationError as error:
            raise forms.ValidationError(
                "That passkey does not open anything here. Let us send you a code instead."
            ) from error
