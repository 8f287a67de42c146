"""What the service worker keeps for when there is no connection: two pages, and the few files that they name."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from resources.help_now import help_now_page

FILES = (
    "css/tokens.css",
    "css/base.css",
    "css/frame.css",
    "css/kept.css",
    "js/offline.js",
    "js/help_now.js",
    "vendor/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "icons/favicon.svg",
)


def shelf() -> dict:
    """The script's context. The version changes with every word of the pages and every byte of the files."""
    files = [static(name) for name in FILES]
    digest = hashlib.sha256(render_to_string("offline.html").encode())
    digest.update(help_now_page(today=timezone.localdate()).encode())
    for name, address in zip(FILES, files, strict=True):
        digest.update(address.encode() + (Path(settings.BASE_DIR) / "static" / name).read_bytes())
    return {
        "pages": [reverse("help-now"), reverse("offline")],
        "files": files,
        "schools": reverse("help-now-at", args=["x"]).removesuffix("x/"),
        "version": digest.hexdigest()[:12],
    }
