"""The forms that let people in. A known domain or a join code decides the school; neither gets a kind page."""

from secrets import token_hex

from allauth.account.forms import AddEmailForm as AllauthAddEmailForm
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import RequestLoginCodeForm as AllauthRequestLoginCodeForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.models import EmailAddress
from django import forms
from django.db import IntegrityError, transaction
from django.shortcuts import render
from django.utils import timezone

from accounts.joining import (
    admit,
    plain_address,
    plain_code,
    school_of_address,
    school_of_code,
    school_of_domain,
    use_join_code,
)
from accounts.models import User
from accounts.unlisted import write_to_unlisted

CODE_DOES_NOT_WORK = (
    "This code does not work. It may have run out, or a letter may be off. Ask for a new one."
)


class OurWordMixin:
    """The field is called as in the rest of the house, and its label is enough."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail"
        self.fields["email"].widget.attrs.pop("placeholder", None)


class SignupForm(OurWordMixin, AllauthSignupForm):
    """E-mail, and a join code for people whose address is not a school's."""

    join_code = forms.CharField(
        label="Join code (only if your school gave you one)",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    field_order = ["email", "join_code"]

    def clean_join_code(self) -> str:
        return plain_code(self.cleaned_data["join_code"])

    def clean(self) -> dict:
        cleaned = super().clean()
        code = cleaned.get("join_code")
        self.is_known = bool(
            cleaned.get("email")
            and (school_of_domain(cleaned["email"]) or (code and school_of_code(code, timezone.now())))
        )
        return cleaned

    def try_save(self, request):
        """Saves the person, or answers with the page that says what to do without a school's domain or code."""
        if not self.is_known:
            write_to_unlisted(request, self.cleaned_data["email"])
            return None, no_school(request, form=self)
        if self.account_already_exists:
            self._work_as_for_somebody_new()
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            # The button was pressed twice: the other press has just made the account.
            self.account_already_exists = True
            return super().try_save(request)

    @transaction.atomic
    def _work_as_for_somebody_new(self) -> None:
        """Makes an account and takes it back, so that how long the answer takes tells nobody who is here."""
        somebody = User(email=f"{token_hex(16)}@nobody.invalid")
        somebody.set_unusable_password()
        code = self.cleaned_data.get("join_code", "")
        school = school_of_address(self.cleaned_data["email"]) or use_join_code(code=code, now=timezone.now())
        if school:
            admit(somebody, school)
            EmailAddress.objects.create(user=somebody, email=somebody.email, primary=True)
        transaction.set_rollback(True)


def no_school(request, form=None):
    """No school's domain, and no code that works. The page is one, whether or not a school expects the address."""
    if form is not None and form.cleaned_data.get("join_code"):
        form.add_error("join_code", CODE_DOES_NOT_WORK)
    return render(request, "accounts/no_school.html", {"form": form, "code": ConfirmLoginCodeForm()})


class LoginForm(AllauthLoginForm):
    """By code, or by password for those who have set one. Leaving the password empty asks for a code."""

    def _setup_password_field(self) -> None:
        self.fields["password"].required = False
        self.fields["password"].widget.is_required = False
        self.fields["login"].label = "E-mail"

    def clean_login(self) -> str:
        return plain_address(self.cleaned_data["login"])


class AddEmailForm(OurWordMixin, AllauthAddEmailForm):
    pass


class ResetPasswordForm(OurWordMixin, AllauthResetPasswordForm):
    pass


class RequestLoginCodeForm(OurWordMixin, AllauthRequestLoginCodeForm):
    def clean_email(self) -> str:
        self.cleaned_data["email"] = plain_address(self.cleaned_data["email"])
        return super().clean_email()
