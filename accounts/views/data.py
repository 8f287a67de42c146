from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.erasure import LastOperator, erase_person
from accounts.forms import LeavingForm
from accounts.models import User
from accounts.own_data import own_data


@require_safe
def data(request):
    return render(request, "accounts/data.html")


@require_safe
def export(request):
    response = JsonResponse(own_data(request.user), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="tandem-account.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def leave(request):
    """Asks for the alias, and again for password, second factor or a code (accounts/is_it_you.py)."""
    form = LeavingForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(user=User.objects.get(pk=request.user.pk), now=timezone.now())
        except LastOperator:
            messages.error(request, "You are the only operator. Make somebody else one first.")
            return redirect("accounts:data")
        logout(request)
        return redirect("accounts:goodbye")
    return render(request, "accounts/leave.html", {"form": form})


@require_safe
@login_not_required
def goodbye(request):
    return render(request, "accounts/goodbye.html")
