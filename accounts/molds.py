"""A template for small things that stand on a page by the dozen: rendered once for each shape, then only filled.

What a thing looks like is in the template, as everywhere. Rendering takes far longer than putting pieces together, so
it is rendered with marks where its values go, once for each shape (has it a title? is it one's own?), and cut there.
The pieces of each shape are kept as long as the templates that they came from: until the process ends, or until
somebody who develops changes one (`forget_pieces`).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.safestring import SafeString

# No text holds it, since it is drawn by lot when the process starts. It may stand in an address.
MARK = secrets.token_hex(16)

# Names, keys and moments come again and again.
escaped = lru_cache(maxsize=5_000)(escape)


class Mold:
    """`values` are the names of what differs from one thing to the next. In the template they may only be put out, with
    nothing done to them; everything that it decides by is of the shape."""

    def __init__(self, template: str, values: tuple[str, ...]) -> None:
        self.template = template
        self.marks = {name: SafeString(f"{MARK}{name}{MARK}") for name in values}

    def render(self, context: dict[str, Any]) -> str:
        return render_to_string(self.template, context)

    def fill(self, shape: Mapping[str, Any], values: Mapping[str, str]) -> SafeString:
        """Values are escaped unless they are safe already."""
        pieces = _pieces(self, tuple(shape.items()))
        filled = pieces.copy()
        safe = {
            name: value if isinstance(value, SafeString) else escaped(value) for name, value in values.items()
        }
        filled[1::2] = [safe[name] for name in pieces[1::2]]
        return SafeString("".join(filled))


@lru_cache(maxsize=5_000)
def _pieces(mold: Mold, shape: tuple[tuple[str, Any], ...]) -> list[str]:
    """Text, name, text, name, ..., text."""
    return mold.render({**mold.marks, **dict(shape)}).split(MARK)


forget_pieces = _pieces.cache_clear


class PageMold(Mold):
    """A whole page in the house's frame, for people who are signed in.

    It is rendered for nobody: its request knows which door it stands at and that somebody is signed in, and nothing
    else. So what a page says of a person can only come from its shape and its values, however long pieces are kept.
    News for one visitor (`messages`) has no place here: while there is some, render the template itself.
    """

    def __init__(self, template: str, values: tuple[str, ...], *, door: str, args: tuple[str, ...]) -> None:
        """`door` is the name of its address, `args` those of `values` that stand in it."""
        super().__init__(template, values)
        self.door, self.args = door, args

    def render(self, context: dict[str, Any]) -> str:
        request = HttpRequest()
        request.path = reverse(self.door, args=[self.marks[name] for name in self.args])
        request.resolver_match = resolve(request.path)
        request.user = SimpleNamespace(is_authenticated=True)  # type: ignore[assignment]
        return render_to_string(self.template, context, request)
