"""Shapes written into a page itself, for pages that must open by themselves."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
SPRITE = Path(settings.BASE_DIR) / "static" / "icons" / "sprite.svg"


@register.simple_tag
def symbols(names: str) -> SafeString:
    """The `<symbol>`s of these icons from the sheet of all icons, as `icon-<name>`. An unknown name is a KeyError."""
    return mark_safe("".join(drawn()[name] for name in names.split()))


@cache
def drawn() -> dict[str, str]:
    sheet = SPRITE.read_text(encoding="utf-8")
    return {
        found[1]: found[0].replace('id="', 'id="icon-', 1)
        for found in re.finditer(r'<symbol id="([\w-]+)".*?</symbol>', sheet, re.S)
    }
