"""How lists of the staff pages are written."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst

register = template.Library()


@register.filter
def with_names(cells: Iterable[SafeString], headers: Iterable[dict]) -> list[SafeString]:
    """The cells of a row (`<td…>` or `<th…>`, as Django wrote them), each with what its column is called.

    Where the screen is narrow a row is a card, and the name stands above what it names. The roles are said too: a
    browser may take a table that is laid out as cards for no table.
    """
    return [_named(cell, str(header["text"])) for cell, header in zip(cells, headers, strict=True)]


def _named(cell: SafeString, name: str) -> SafeString:
    end = cell.index(">")
    role = "rowheader" if cell.startswith("<th") else "cell"
    shown = "" if "<input" in name else f' data-name="{escape(capfirst(name))}"'
    return SafeString(f'{cell[:end]} role="{role}"{shown}{cell[end:]}')
