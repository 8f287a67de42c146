"""What was reported, with the thread around it: all that wellness staff read of what is said in groups."""

from __future__ import annotations

from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.access import record_access
from accounts.admin.scope import ScopedAdmin
from accounts.roles import Role
from groups.models import Post, Report

# Replies on either side of what was reported; the rest of a long thread is not staff's to read.
AROUND = 5


def thread_around(report: Report) -> tuple[Post | None, list]:
    """The thread's post, and the replies near the one that was reported, by the names that the group knows."""
    post = report.post or (report.reply.post if report.reply else None)
    if post is None:
        return None, []
    rows = post.replies.select_related("author__group", "author__user").filter(deleted_at=None)
    if report.reply is None:
        return post, list(rows.order_by("posted_at", "pk")[: 2 * AROUND])
    at = report.reply.posted_at
    before = list(rows.filter(posted_at__lt=at).order_by("-posted_at", "-pk")[:AROUND])[::-1]
    return post, [*before, *rows.filter(posted_at__gte=at).order_by("posted_at", "pk")[: AROUND + 1]]


@admin.register(Report)
class ReportAdmin(ScopedAdmin):
    """Read here, acted on in the concern that the report raised. Each reading is recorded where the author sees it."""

    may_view = frozenset({Role.STAFF})
    school_path = "concern__group__school"
    list_display = ["number", "group", "severity", "reported_at", "state"]
    list_display_links = ["number"]
    list_select_related = ["concern__group"]
    fieldsets = [
        ("What was reported", {"fields": ["shown_words", "shown_reason", "shown_concern"]}),
        (
            "The thread around it",
            {
                "fields": ["shown_thread"],
                "description": "By the names that the group knows. Nothing else of the group.",
            },
        ),
        ("What stood there before it was changed", {"fields": ["shown_earlier"]}),
    ]
    readonly_fields = [
        "shown_words",
        "shown_reason",
        "shown_concern",
        "shown_thread",
        "shown_earlier",
    ]

    def visible_to(self, rows, user):
        return rows.filter(pk__in=Report.objects.for_staff(user).values("pk"))

    def get_queryset(self, request):
        return super().get_queryset(request).defer("as_it_was")

    def lookup_allowed(self, lookup, value, request=None):
        return False

    @admin.display(description="report", ordering="pk")
    def number(self, report: Report) -> str:
        return f"No. {report.pk}"

    @admin.display(description="group")
    def group(self, report: Report) -> str:
        return report.concern.group.name

    @admin.display(description="severity")
    def severity(self, report: Report) -> str:
        return report.concern.get_severity_display()

    @admin.display(description="state")
    def state(self, report: Report) -> str:
        return "Open" if report.concern.is_open else "Closed"

    @admin.display(description="as it stood then")
    def shown_words(self, report: Report) -> str:
        return report.as_it_was

    @admin.display(description="reason")
    def shown_reason(self, report: Report) -> str:
        return report.concern.reason

    @admin.display(description="take it, close it")
    def shown_concern(self, report: Report) -> str:
        address = reverse("admin:groups_groupconcern_change", args=[report.concern_id])
        return format_html('<a href="{}">Concern No. {}</a>', address, report.concern_id)

    @admin.display(description="thread")
    def shown_thread(self, report: Report) -> str:
        post, replies = thread_around(report)
        context = {"post": post, "replies": replies, "reported": report.reply_id}
        return render_to_string("admin/groups/report/thread.html", context)

    @admin.display(description="earlier")
    def shown_earlier(self, report: Report) -> str:
        words = report.reply or report.post
        versions = list(words.earlierwords_set.all()) if words else []
        return render_to_string("admin/groups/report/earlier.html", {"versions": versions})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        report = self.get_object(request, object_id)
        if report is not None and report.author is not None:
            record_access(
                reader=request.user,
                subject=report.author.user,
                what="what you wrote in a group, after a report",
                about=report.pk,
                now=timezone.now(),
            )
        return super().change_view(request, object_id, form_url, extra_context)
