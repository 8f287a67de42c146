"""One's own answers over time: the trend, the list, files to take away, and deleting."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from checkins.audiences import seen_already, who_sees
from checkins.history import as_csv, as_json, delete_all, delete_one, read_page
from checkins.models import CheckIn
from checkins.trend import DEFAULT_SPAN, SPANS, trend_of


@require_safe
def trend(request):
    span = request.GET.get("span", "")
    span = span if span in SPANS else DEFAULT_SPAN
    context = {
        "trend": trend_of(request.user, span=span, now=timezone.now()),
        "spans": [(value, label, value == span) for value, (label, _) in SPANS.items()],
        "has_answers": CheckIn.objects.answered().own(request.user).exists(),
    }
    return render(request, "checkins/trend.html", context)


@require_safe
def history(request):
    answers, next_mark = read_page(request.user, request.GET.get("before", ""))
    context = {"answers": answers, "next_mark": next_mark, "is_first": "before" not in request.GET}
    return render(request, "checkins/history.html", context)


@require_safe
def detail(request, pk):
    mine = CheckIn.objects.answered().own(request.user).prefetch_related("shares__chosen", "concerns")
    checkin = get_object_or_404(mine, pk=pk)
    context = {
        "checkin": checkin,
        "who": who_sees(checkin),
        "seen_already": seen_already(checkin),
        "shares": sorted(checkin.shares.all(), key=lambda share: share.shared_at),
        "concerns": list(checkin.concerns.all()),
    }
    return render(request, "checkins/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, pk):
    checkin = get_object_or_404(CheckIn.objects.answered().own(request.user), pk=pk)
    if request.method == "POST":
        delete_one(checkin)
        messages.success(request, "Deleted for good.")
        return redirect("checkins:history")
    return render(request, "checkins/delete.html", {"checkin": checkin})


@require_http_methods(["GET", "HEAD", "POST"])
def delete_everything(request):
    if request.method == "POST":
        count = delete_all(request.user)
        messages.success(request, f"Deleted for good: {count} answer{'' if count == 1 else 's'}.")
        return redirect("checkins:history")
    count = CheckIn.objects.answered().own(request.user).count()
    return render(request, "checkins/delete_all.html", {"count": count})


@require_safe
def export_json(request):
    return _file(as_json(request.user), "application/json", "my-check-ins.json")


@require_safe
def export_csv(request):
    # The mark at the start tells spreadsheets that this is UTF-8.
    return _file("\ufeff" + as_csv(request.user), "text/csv; charset=utf-8", "my-check-ins.csv")


def _file(text: str, content_type: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(text, content_type=content_type, headers={"Content-Disposition": disposition})
