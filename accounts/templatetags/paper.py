"""The ground of a page as a value, for what a browser draws around it: no stylesheet reaches there."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings

register = template.Library()
TOKENS = Path(settings.BASE_DIR) / "static" / "css" / "tokens.css"


@register.simple_tag
def paper(scheme: str) -> str:
    """The token --paper of `scheme`, "light" or "dark". Another scheme is a KeyError."""
    return papers()[scheme]


@cache
def papers() -> dict[str, str]:
    css = TOKENS.read_text(encoding="utf-8")
    return dict(re.findall(r"color-scheme: (light|dark);\s+--paper: (#[0-9a-f]{6});", css))
