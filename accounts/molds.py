"""A template for small things that stand on a page by the dozen: rendered once for each shape, then only filled.

What a thing looks like is in the template, as everywhere. Rendering takes far longer than putting pieces together, so
it is rendered with marks where its values go, once for each shape (has it a title? is it one's own?), and cut there.
The pieces of each shape are kept as long as the process lives.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

# No text holds it: forms refuse it, and so does the database.
MARK = "\0"


class Mold:
    """`values` are the names of what differs from one thing to the next. In the template they may only be put out, with
    nothing done to them; everything that it decides by is of the shape."""

    def __init__(self, template: str, values: tuple[str, ...]) -> None:
        self.template = template
        self.marks = {name: mark_safe(f"{MARK}{name}{MARK}") for name in values}
        self._pieces = cache(self._cut)

    def _cut(self, shape: tuple[tuple[str, Any], ...]) -> list[str]:
        """Text, name, text, name, ..., text."""
        return render_to_string(self.template, {**self.marks, **dict(shape)}).split(MARK)

    def fill(self, shape: Mapping[str, Any], values: Mapping[str, str]) -> SafeString:
        """Values are escaped unless they are safe already."""
        pieces = self._pieces(tuple(shape.items()))
        filled = pieces.copy()
        filled[1::2] = [conditional_escape(values[name]) for name in pieces[1::2]]
        return mark_safe("".join(filled))
