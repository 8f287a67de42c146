"""The library's pages to read. Some of it is open to everybody; who sees what is `visible_to`'s to say."""

from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from resources.browsing import entries_for, listed
from resources.forms.keeping import KeepForm
from resources.hours_words import (
    coming_exceptions,
    hours_in_words,
    outside_work_in_words,
    week_in_words,
)
from resources.keeping import helped_count
from resources.models import Bookmark, Collection, Helped, Resource
from resources.related import related_to
from resources.sharing import share_links

READS = ("schedules", "schedule_exceptions", "phones", "contacts", "collections")


@require_safe
@login_not_required
@transaction.non_atomic_requests
def collection(request, key):
    shelves = Collection.objects.visible_to(request.user)
    shelf = shelves.called(key).first()
    if shelf is None:  # a school's own had no tilde once, and was written down
        own = get_object_or_404(shelves.called(f"~{key}"))
        return redirect("resources:collection", own.key)
    entries = listed(entries_for(request.user, timezone.localdate()).on_shelf(shelf)[:100])
    return render(request, "resources/collection.html", {"collection": shelf, "entries": entries})


@require_safe
@login_not_required
@transaction.non_atomic_requests
def detail(request, key):
    entry = found(request.user, key)
    return render(request, "resources/detail.html", detail_context(entry, request.user))


@require_safe
@login_not_required
@transaction.non_atomic_requests
def print_view(request, key):
    entry = found(request.user, key)
    return render(request, "resources/print.html", page_context(entry, request.user))


@require_safe
@login_not_required
@transaction.non_atomic_requests
def share(request, key):
    """Only what anybody may see can be sent to anybody."""
    entry = get_object_or_404(Resource.objects.visible_to(request.user).shareable().called(key))
    return render(request, "resources/share.html", {"entry": entry, "links": share_links(entry)})


def found(user, key: str) -> Resource:
    entries = Resource.objects.visible_to(user).with_note_for(user).select_related("school")
    return get_object_or_404(entries.prefetch_related(*READS).called(key))


def page_context(entry: Resource, user) -> dict:
    """What a page of one entry shows to anybody who may open it."""
    now, today = timezone.now(), timezone.localdate()
    zone, hours = ZoneInfo(entry.time_zone), entry.hours_at(now)
    reader = ZoneInfo(timezone.get_current_timezone_name()) if user.is_authenticated else zone
    return {
        "entry": entry,
        "hours": hours_in_words(hours, now=now, zone=zone, reader=reader) if hours else None,
        "week": week_in_words(entry.schedules.all(), today),
        "outside_work": outside_work_in_words(entry.schedules.all(), today),
        "exceptions": coming_exceptions(entry.schedule_exceptions.all(), today),
        "links": share_links(entry),
    }


def detail_context(entry: Resource, user) -> dict:
    """The same with what goes with it, and what the reader has done with it."""
    context = {
        **page_context(entry, user),
        "related": related_to(entry, user=user, today=timezone.localdate()),
        "helped_count": helped_count(entry),
    }
    if not user.is_authenticated:
        return context
    bookmark = Bookmark.objects.visible_to(user).filter(resource=entry).first()
    initial = {"in_list": bookmark.in_list_id} if bookmark else {}
    return {
        **context,
        "bookmark": bookmark,
        "keep_form": KeepForm(user=user, initial=initial),
        "has_helped": Helped.objects.visible_to(user).filter(resource=entry).exists(),
    }
