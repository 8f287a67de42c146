from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import ProfileForm
from accounts.models import AccessRecord, User
from accounts.models.access import Deed


@require_safe
def you(request):
    """The rooms that belong to one person."""
    now = timezone.now()
    return render(
        request,
        "accounts/you.html",
        {
            "pause": request.user.pauses.running(now).order_by("-ends_at").first(),
            "reads": AccessRecord.objects.visible_to(request.user).count(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid() and form.try_save():
        messages.success(request, "Kept.")
        if "time_zone" in form.changed_data:
            messages.info(
                request, "Your plans keep the time zone they were made in. You can change it plan by plan."
            )
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})


@require_safe
def record(request):
    """Who read what is this person's, newest first, a hundred at most."""
    mine = AccessRecord.objects.visible_to(request.user)
    context = {
        "records": mine.select_related("reader")[:100],
        "has_been_asked": mine.filter(did=Deed.ASKED).exists(),
    }
    return render(request, "accounts/record.html", context)
