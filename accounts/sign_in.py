"""How people come in: allauth, held to our rules. Single sign-on is in accounts/single_sign_on.py."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.carriers import inlined
from accounts.encryption import decrypt, encrypt
from accounts.joining import admit, plain_address, school_of_address, use_join_code
from accounts.second_factor import PROVES
from accounts.sign_up import no_school

logger = logging.getLogger(__name__)

# How somebody proves again that it is them, by allauth's names for the ways.
WAYS_TO_SHOW_IT = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use your authenticator app or a recovery code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed. Your school's wellness staff can tell you more.",
        "duplicate_email": "You have this address already.",
        "email_password_mismatch": "This e-mail and password do not go together. You can ask for a code instead.",
        "incorrect_code": "This is not the code in the letter. Look again, or ask for a new one.",
        "incorrect_password": "This is not your password.",
        "too_many_login_attempts": "That was tried too often just now. Ask for a new code, or wait five minutes.",
        "rate_limited": "That was a bit fast. Wait a minute and try again.",
    }

    def clean_email(self, email: str) -> str:
        return plain_address(email)

    def get_reauthentication_methods(self, user) -> list[dict]:
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": WAYS_TO_SHOW_IT[method["id"]]} for method in methods]

    def confirm_email(self, request, email_address) -> bool:
        """A further address opens the account too, so the main one is told of it."""
        main = EmailAddress.objects.get_primary_email(email_address.user)
        is_confirmed = super().confirm_email(request, email_address)
        if is_confirmed and main and main != email_address.email:
            self.send_notification_mail(
                "account/email/email_added",
                email_address.user,
                {"added_email": email_address.email},
                email=main,
            )
        return is_confirmed

    def save_user(self, request, user, form, commit=True):
        """A known domain decides the school; else one use of the join code is spent, and the code forgotten."""
        user = super().save_user(request, user, form, commit=False)
        school = school_of_address(user.email) or use_join_code(
            code=form.cleaned_data.get("join_code", ""), now=timezone.now()
        )
        if school is None:
            raise ImmediateHttpResponse(no_school(request, form))
        admit(user, school)
        return user

    def get_signup_redirect_url(self, request) -> str:
        return reverse("accounts:onboarding", args=["alias"])

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("accounts:you")

    def render_mail(self, template_prefix, email, context, headers=None):
        """Our letter layout. These letters carry no List-Unsubscribe: who asks for a code wants it."""
        context = {**context, "site_url": settings.SITE_URL, "can_be_refused": False}
        headers = {"Auto-Submitted": "auto-generated", **(headers or {})}
        message = super().render_mail(template_prefix, email, context, headers)
        message.alternatives = [
            part._replace(content=inlined(part.content)) for part in getattr(message, "alternatives", [])
        ]
        return message

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Without a way out for letters, says so and forgets what was begun: nothing is left half done."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # smtplib's errors are OSErrors too
            logger.warning(
                "sign-in-letter-not-sent", extra={"letter": template_prefix, "reason": type(error).__name__}
            )
            response = render(self.request, "accounts/no_letter.html", status=503)
            clear_login(self.request)
            if transaction.get_connection().in_atomic_block and not getattr(self, "is_notice", False):
                transaction.set_rollback(True)
            raise ImmediateHttpResponse(response) from error

    def send_notification_mail(self, *args, **kwargs) -> None:
        """A change that was made stands, whether or not the letter about it could leave."""
        self.is_notice = True
        try:
            super().send_notification_mail(*args, **kwargs)
        except ImmediateHttpResponse:
            pass
        finally:
            self.is_notice = False


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets lie encrypted, under the same keys as what people write."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": (
            "You can see something of others here, so you need a second factor. Add another one first."
        ),
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever needs a second factor keeps at least one."""
        if not authenticator.user.needs_second_factor or authenticator.type not in PROVES:
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=PROVES)
        return others.exclude(pk=authenticator.pk).exists()
