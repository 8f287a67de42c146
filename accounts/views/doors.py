"""Doors of allauth's at which two kinds of people would be told apart, because only one of them is written to."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.signup import send_unknown_account_mail
from allauth.account.views import ConfirmEmailVerificationCodeView, ConfirmLoginCodeView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required

SENT_AGAIN = "We have sent a new one. The one before it no longer works."


class SignInCodeView(ConfirmLoginCodeView):
    def _resend_form_valid(self, form):
        response = super()._resend_form_valid(form)
        if self._process.user is None:
            send_unknown_account_mail(self.request, self._process.state["email"])
        messages.success(self.request, SENT_AGAIN)
        return response


class ConfirmAddressView(ConfirmEmailVerificationCodeView):
    def _resend_form_valid(self, form):
        response = super()._resend_form_valid(form)
        if self._process.user is None:
            get_adapter().send_account_already_exists_mail(self._process.email)
        messages.success(self.request, SENT_AGAIN)
        return response


sign_in_code = login_not_required(SignInCodeView.as_view())
confirm_address = login_not_required(ConfirmAddressView.as_view())
