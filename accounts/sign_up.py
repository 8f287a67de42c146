"""The forms that let people in. A known domain or a join code decides the school; neither gets a kind page."""

from allauth.account.forms import AddEmailForm as AllauthAddEmailForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import RequestLoginCodeForm as AllauthRequestLoginCodeForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.db import IntegrityError, transaction
from django.shortcuts import render
from django.utils import timezone

from accounts.joining import plain_address, plain_code, school_of_address, school_of_code

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
            and (school_of_address(cleaned["email"]) or (code and school_of_code(code, timezone.now())))
        )
        return cleaned

    def try_save(self, request):
        """Saves the person, or answers with the page that says what to do without a school."""
        if not self.is_known:
            return None, no_school(request, form=self)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            # The button was pressed twice: the other press has just made the account.
            self.account_already_exists = True
            return super().try_save(request)


def no_school(request, form=None):
    """We know neither this address nor this code. Nothing of it is kept; what was typed stands in the form."""
    if form is not None and form.cleaned_data.get("join_code"):
        form.add_error("join_code", CODE_DOES_NOT_WORK)
    return render(request, "accounts/no_school.html", {"form": form})


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
