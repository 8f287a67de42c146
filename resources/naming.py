"""What a new entry is called in addresses."""

from django.utils.text import slugify

from resources.models import Resource

# Pages of the library have these names; an entry by one of them could not be opened.
TAKEN_SLUGS = {
    "kept", "collections", "search", "missing", "told", "suggest", "suggestions", "workshops", "proposals", "reports",
}  # fmt: skip


def free_slug(entry: Resource) -> str:
    """From the title; with a number behind it where the library has one by that name."""
    stem = slugify(entry.title)[:70] or entry.kind
    taken = TAKEN_SLUGS | set(
        Resource.objects.filter(school=entry.school, slug__startswith=stem).values_list("slug", flat=True)
    )
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, 10_000))) if slug not in taken)
