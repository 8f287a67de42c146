"""What the service worker keeps for when there is no connection: two pages, and the files that they name."""

import hashlib
import re

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from resources.help_now import help_now_page

# Named in a stylesheet rather than in a page.
FONTS = ("vendor/fonts/literata-latin-wght-normal.woff2",)


def shelf() -> dict:
    """The script's context. The version changes with the pages' words and with the files' hashed names."""
    drawn = render_to_string("offline.html") + help_now_page(today=timezone.localdate())
    named = re.findall(r'(?:href|src)="([^"#]+)', drawn)
    files = sorted({path for path in named if path.startswith(settings.STATIC_URL)} | set(map(static, FONTS)))
    what = drawn + "".join(files)
    return {
        "pages": [reverse("offline"), reverse("help-now")],
        "files": files,
        "version": hashlib.sha256(what.encode()).hexdigest()[:12],
    }
