"""The library's first page, and searching it. Words come by POST alone: what is in an address is written down by
proxies, kept by browsers and told to the next page, and what somebody looks for here is nobody's business."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from resources.catalogue import MOST_LISTED
from resources.finding import PAGE, Found, find
from resources.forms.finding import FindForm
from resources.search.facets import FACETS, Chosen, read


@require_safe
@login_not_required
@transaction.non_atomic_requests
def index(request):
    chosen, shown = read_filters(request.GET)
    found = find(request.user, chosen=chosen, shown=shown, now=timezone.now())
    return render(request, "resources/index.html", page(request, FindForm(), found, chosen, shown))


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@transaction.non_atomic_requests
def search(request):
    """The results as a page, or for htmx the part of it that changes. Nothing is written: it is a POST for its body."""
    if request.method != "POST":
        return redirect("resources:index")
    form, (chosen, shown) = FindForm(request.POST), read_filters(request.POST)
    is_right = form.is_valid()
    words = form.cleaned_data.get("words", "")
    if is_right and not words and not request.htmx:
        return to_index(chosen, shown)
    found = find(request.user, words=words, chosen=chosen, shown=shown, now=timezone.now())
    template = "resources/_results.html" if request.htmx else "resources/index.html"
    return render(request, template, page(request, form, found, chosen, shown))


def page(request, form: FindForm, found: Found, chosen: Chosen, shown: int) -> dict:
    is_start = not (found.is_search or chosen or shown > PAGE or form.errors)
    return {
        "form": form,
        "found": found,
        "is_start": is_start,
        "is_fragment": bool(request.htmx),
        "collections": found.collections,
    }


def read_filters(values: QueryDict) -> tuple[Chosen, int]:
    """Filters, and how many entries are shown at once: pages of twenty, never more than are listed at all."""
    shown = values.get("show", "")
    is_number = shown.isascii() and shown.isdecimal() and len(shown) < 5
    if "clear" in values:
        return {}, PAGE
    return (
        read({facet.name: values.getlist(facet.name) for facet in FACETS}),
        min(max(int(shown), PAGE), MOST_LISTED) if is_number else PAGE,
    )


def to_index(chosen: Chosen, shown: int) -> HttpResponseRedirect:
    """Filters without words stand in the address, where they can be kept and shared."""
    asked = [(name, value) for name, values in chosen.items() for value in sorted(values)]
    if shown > PAGE:
        asked.append(("show", str(shown)))
    query = f"?{urlencode(asked)}#results" if asked else ""
    return redirect(reverse("resources:index") + query)
