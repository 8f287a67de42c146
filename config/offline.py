"""What the service worker keeps for when there is no connection."""

import hashlib

from django.templatetags.static import static
from django.urls import reverse

from resources.helplines import FILE as HELP_LINES

FILES = (
    "vendor/bootstrap/bootstrap.min.css",
    "css/tokens.css",
    "css/base.css",
    "css/frame.css",
    "css/cards.css",
    "css/forms.css",
    "css/notices.css",
    "css/answers.css",
    "css/lists.css",
    "css/openings.css",
    "css/trend.css",
    "css/doors.css",
    "css/forced.css",
    "icons/sprite.svg",
    "icons/favicon.svg",
    "js/help_now.js",
    "vendor/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "vendor/fonts/literata-latin-wght-normal.woff2",
)
PAGES = ("offline", "help-now")


def shelf() -> dict:
    """The script's context. The version changes with the files' hashed names and with the help lines."""
    pages = [reverse(name) for name in PAGES]
    what = "".join([*pages, *map(static, FILES), HELP_LINES.read_text(encoding="utf-8")])
    return {"pages": pages, "files": FILES, "version": hashlib.sha256(what.encode()).hexdigest()[:12]}
