"""The style sheets name nothing that no page uses."""

import re

import pytest
from django.conf import settings

SHEETS = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
ROOMS = ("templates", "static/js", "accounts", "checkins", "config", "groups", "resources")
# Written by the libraries that draw forms and Django admin, not by us.
OF_LIBRARIES = {"asteriskField", "helptext"}
OF_ADMIN = {"admin.css", "admin_lists.css"}


@pytest.fixture(scope="module")
def written() -> str:
    files = [
        file
        for room in ROOMS
        for file in (settings.BASE_DIR / room).rglob("*")
        if file.suffix in {".html", ".js", ".py"}
    ]
    return "\n".join(file.read_text() for file in files)


def is_used(name: str, written: str) -> bool:
    """As a whole word, or put together in a template: `badge-{{ kind }}` uses each name that begins so."""
    if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", written):
        return True
    parts = name.split("-")
    return any(f"{'-'.join(parts[:upto])}-{{{{" in written for upto in range(1, len(parts)))


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s.name not in OF_ADMIN], ids=lambda sheet: sheet.name)
def test_each_class_of_a_sheet_is_used(sheet, written):
    selectors = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", sheet.read_text(), flags=re.DOTALL)
    named = set(re.findall(r"\.([a-zA-Z][\w-]+)", selectors)) - OF_LIBRARIES
    assert not [name for name in sorted(named) if not is_used(name, written)]
