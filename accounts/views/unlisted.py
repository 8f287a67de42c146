"""The code of somebody whose address no domain of a school covers."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.unlisted import UNLISTED, let_in
from accounts.waiting_codes import note_wrong_code, waiting_code


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@sensitive_post_parameters()
def unlisted(request):
    waiting = None if request.user.is_authenticated else waiting_code(request, UNLISTED)
    if waiting is None:
        return redirect("account_signup")
    form = ConfirmLoginCodeForm(request.POST or None, code=waiting.code)
    if request.method == "POST":
        if form.is_valid():
            return let_in(request, waiting) or redirect("account_signup")
        if request.POST.get("code") and not note_wrong_code(request, UNLISTED, waiting):
            messages.error(request, get_adapter().error_messages["too_many_login_attempts"])
            return redirect("account_signup")
    return render(request, "accounts/unlisted.html", {"form": form, "email": waiting.address})
