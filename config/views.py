from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.style import parts


@require_safe
@login_not_required
def today(request):
    return render(request, "welcome.html" if not request.user.is_authenticated else "today.html")


@require_safe
@login_not_required
def help_now(request):
    return render(request, "help_now.html")


@require_safe
def help_now_school(request):
    return render(request, "help_now_school.html")


@require_safe
@login_not_required
def health(request):
    return JsonResponse({})


@require_safe
@login_not_required
def offline(request):
    return render(request, "offline.html")


@require_safe
@login_not_required
def style(request):
    return render(request, "style.html", parts())


@login_not_required
def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)
