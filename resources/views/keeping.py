"""What somebody keeps of the library, in lists of their own."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from resources.forms.keeping import KeepForm, ListForm
from resources.keeping import (
    TooManyLists,
    keep_entry,
    let_go,
    make_list,
    own_library,
    say_it_helped,
    take_back_that_it_helped,
)
from resources.models import Bookmark, PrivateList, Resource
from resources.views.library import detail_context, found


@require_http_methods(["GET", "HEAD", "POST"])
def kept(request):
    """All of it, list by list; a form makes another list."""
    form = ListForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            make_list(name=form.cleaned_data["name"], by=request.user, now=timezone.now())
        except TooManyLists:
            form.add_error("name", "You have as many lists as there is room for. Delete one first.")
        else:
            messages.success(request, "The list is there. Open an entry to put it in.")
            return redirect("resources:kept")
    return render(request, "resources/kept.html", {"form": form, "shelves": shelves_of(request.user)})


def shelves_of(user) -> list[tuple[PrivateList | None, list[Bookmark]]]:
    """(list, what is in it), the list of those in no list last."""
    rows = Bookmark.objects.visible_to(user).filter(resource__in=Resource.objects.visible_to(user))
    rows = rows.select_related("resource").defer("resource__body", "resource__body_html", "resource__sources")
    by_list: dict[int | None, list[Bookmark]] = {}
    for bookmark in rows:
        by_list.setdefault(bookmark.in_list_id, []).append(bookmark)
    shelves: list[tuple[PrivateList | None, list[Bookmark]]] = [
        (one, by_list.get(one.pk, [])) for one in PrivateList.objects.visible_to(user)
    ]
    return [*shelves, (None, by_list.get(None, []))]


@require_safe
def export(request):
    response = JsonResponse(own_library(request.user), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="tandem-library.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def list_edit(request, pk):
    mine = get_object_or_404(PrivateList.objects.visible_to(request.user), pk=pk)
    form = ListForm(request.POST if request.method == "POST" else None, initial={"name": mine.name})
    if form.is_valid():
        mine.name = form.cleaned_data["name"]
        mine.save(update_fields=["name"])
        messages.success(request, "Renamed.")
        return redirect("resources:kept")
    return render(request, "resources/list_form.html", {"form": form, "list": mine})


@require_http_methods(["GET", "HEAD", "POST"])
def list_delete(request, pk):
    mine = get_object_or_404(PrivateList.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        mine.delete()
        messages.success(request, "The list is deleted. What was in it is still kept.")
        return redirect("resources:kept")
    return render(request, "resources/list_delete.html", {"list": mine})


@require_POST
def keep(request, key):
    entry = found(request.user, key)
    form = KeepForm(request.POST, user=request.user)
    if not form.is_valid():
        context = {**detail_context(entry, request.user), "keep_form": form}
        return render(request, "resources/detail.html", context)
    in_list = form.cleaned_data["in_list"]
    if keep_entry(entry=entry, by=request.user, in_list=in_list, now=timezone.now()):
        messages.success(request, f"Kept in “{in_list.name}”." if in_list else "Kept. Only you can see that.")
    return redirect(entry)


@require_POST
def let_go_of(request, key):
    entry = found(request.user, key)
    if let_go(entry=entry, by=request.user):
        messages.success(request, "No longer kept.")
    return redirect("resources:kept" if request.POST.get("from") == "kept" else entry)


@require_POST
def helped(request, key):
    """Said, or taken back with the same button."""
    entry = found(request.user, key)
    if request.POST.get("helped") == "no":
        take_back_that_it_helped(entry=entry, by=request.user)
        messages.success(request, "Taken back.")
    elif request.POST.get("helped") == "yes" and say_it_helped(
        entry=entry, by=request.user, now=timezone.now()
    ):
        messages.success(request, "Thank you. Others see only how many said so, never who.")
    return redirect(entry)
