"""What forms say about what was typed: our words, wherever the form comes from."""

import re
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.urls import get_resolver
from django.utils.translation import gettext, ngettext

CATALOG = Path(settings.LOCALE_PATHS[0]) / "en_GB" / "LC_MESSAGES" / "django.po"
ENTRY = re.compile(
    r'^msgid "(.+)"\n(?:msgid_plural "(.+)"\n)?msgstr(?:\[0\])? "(.+)"\n(?:msgstr\[1\] "(.+)"\n)?', re.M
)
ENTRIES = ENTRY.findall(CATALOG.read_text())
OURS = ("accounts.", "checkins.", "groups.", "resources.", "config.", "allauth.account.", "allauth.mfa.")
OFFICIAL = re.compile(
    r"This field|[Ee]nter a|Select a valid|Ensure th|This value|Null characters|password (is|can)"
)


def every_form(base=forms.BaseForm):
    for form in base.__subclasses__():
        yield form
        yield from every_form(form)


def test_every_form_speaks_plainly():
    get_resolver().url_patterns  # noqa: B018  everything that has an address is imported
    import_module("allauth.account.forms")
    said = {
        f"{form.__module__}.{form.__name__}.{name}: {words}"
        for form in every_form()
        if form.__module__.startswith(OURS)
        for name, field in getattr(form, "base_fields", {}).items()
        for words in [*field.error_messages.values(), *(getattr(v, "message", "") for v in field.validators)]
        if OFFICIAL.match(str(words))
    }
    assert not said
    assert sum(form.__module__.startswith(OURS) for form in every_form()) > 60


def test_the_walk_would_find_official_words():
    assert OFFICIAL.match("This field is required.")
    assert OFFICIAL.match("Select a valid choice. %(value)s is not one of the available choices.")


@pytest.mark.parametrize("entry", ENTRIES, ids=range(len(ENTRIES)))
def test_the_compiled_catalog_says_what_the_written_one_says(entry):
    one, many, ours, ours_for_many = entry
    if many:
        assert (ngettext(one, many, 1), ngettext(one, many, 2)) == (ours, ours_for_many)
    else:
        assert gettext(one) == ours


def test_each_entry_is_still_said_by_what_we_use():
    """After an upgrade a sentence may have changed, and ours would silently no longer stand for it."""
    there = ""
    for package, place in (("django", "conf"), ("django", "contrib/auth"), ("allauth", "")):
        catalogs = files(package).joinpath(place, "locale")
        text = "".join(found.read_text() for found in Path(str(catalogs)).glob("de/LC_MESSAGES/django.po"))
        there += re.sub(r'"\n"', "", text)
    assert len(ENTRIES) > 25
    assert [entry[0] for entry in ENTRIES if f'msgid "{entry[0]}"' not in there] == []


def test_an_empty_form_is_answered_in_our_words(client, db):
    page = client.post("/account/signup/", {"email": ""}).text
    assert "This is still missing." in page
    assert "This field is required" not in page
