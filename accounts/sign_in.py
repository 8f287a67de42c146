"""How people come in: allauth, held to our rules."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter

from accounts.encryption import decrypt, encrypt


class AccountAdapter(DefaultAccountAdapter):
    pass


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets lie encrypted, under the same keys as what people write."""

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    pass
