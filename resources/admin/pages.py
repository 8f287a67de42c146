"""Pages of one entry beside its form: history and a way back, a newer text, a look as students see it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from resources.admin.reach import may_edit
from resources.content_files import file_of, take_newer_text
from resources.history import changes_of, compare, revert_entry
from resources.models import Resource
from resources.models.resources import FACTS
from resources.views.library import READS, page_context


class EntryPages:
    """For the admin of entries. Each page finds its entry through what its reader sees."""

    def get_urls(self):
        page = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", page(require_safe(self.preview)), name="resources_resource_preview"),
            path("<int:pk>/newer/", page(self.newer), name="resources_resource_newer"),
            path(
                "<int:pk>/back-to/<int:event>/",
                page(require_POST(self.back_to)),
                name="resources_resource_back_to",
            ),
            *super().get_urls(),
        ]

    def _entry(self, request, pk, *, to_edit: bool = False) -> Resource:
        entry = get_object_or_404(self.get_queryset(request), pk=pk)
        if to_edit and not may_edit(request.user, entry):
            raise PermissionDenied
        return entry

    def preview(self, request, pk):
        """As a student of the school sees it, hidden or not."""
        self._entry(request, pk)
        entries = Resource.objects.with_note_for(request.user).select_related("school")
        entry = entries.prefetch_related(*READS).get(pk=pk)
        return render(
            request, "resources/detail.html", {**page_context(entry, request.user), "preview": True}
        )

    def history_view(self, request, object_id, extra_context=None):
        """Every change with what it changed, and a way back."""
        entry = self.get_object(request, object_id)
        if entry is None or not self.has_view_permission(request, entry):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": "History",
            "subtitle": str(entry),
            "entry": entry,
            "changes": changes_of(entry),
            "may_edit": may_edit(request.user, entry),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/resources/resource/history.html", context)

    def back_to(self, request, pk, event):
        entry = self._entry(request, pk, to_edit=True)
        state = get_object_or_404(entry.events, pgh_id=event)
        try:
            revert_entry(entry=entry, event=state, by=request.user)
        except ValidationError as error:
            self.message_user(
                request, f"It cannot go back there: {'; '.join(error.messages)}", messages.ERROR
            )
        else:
            self.log_change(request, entry, "Put back to an earlier state.")
            self.message_user(request, "Put back. The change is in the history too.", messages.SUCCESS)
        return redirect("admin:resources_resource_history", pk)

    def newer(self, request, pk):
        """What the file says that the entry does not, and a button that takes it."""
        entry = self._entry(request, pk, to_edit=True)
        file = file_of(entry) if entry.newer_hash else None
        if file is None:
            raise Http404
        if request.method == "POST":
            take_newer_text(resource=entry, by=request.user)
            self.log_change(request, entry, "The newer text was taken.")
            self.message_user(request, "The newer text is in place.", messages.SUCCESS)
            return redirect("admin:resources_resource_change", pk)
        blank = Resource()
        names = [name for name in FACTS if name != "time_zone"]
        ours = {name: getattr(entry, name) for name in names}
        theirs = {name: file.facts.get(name, getattr(blank, name)) for name in names}
        context = {
            **self.admin_site.each_context(request),
            "title": "A newer text",
            "subtitle": str(entry),
            "entry": entry,
            "fields": list(compare(ours, theirs)),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/resources/resource/newer.html", context)
