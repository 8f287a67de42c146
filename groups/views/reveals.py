"""Who of the staff asked who one is, why, and what came of it: for the student whose name it is."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.models import Reveal
from groups.revealing import say_one_knows


@require_http_methods(["GET", "HEAD", "POST"])
def reveals(request):
    mine = Reveal.objects.visible_to(request.user)
    if request.method == "POST":
        wanted = request.POST.get("read", "")
        number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 18 else 0
        found = get_object_or_404(mine, pk=number)
        if say_one_knows(reveal=found, by=request.user, now=timezone.now()):
            messages.success(request, "It stays here, and no longer stands on your first page.")
        return redirect("groups:reveals")
    rows = mine.select_related("concern__group", "asked_by", "answered_by")
    return render(request, "groups/reveals.html", {"reveals": rows, "now": timezone.now()})
