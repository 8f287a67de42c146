"""Adding a passkey: what it is asked for, in our words."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm
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
