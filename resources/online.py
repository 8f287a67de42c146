"""Links to where people meet online. They are only ever links: nothing is fetched from there, nothing shown of it."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

KNOWN = {
    "zoom.us": "Zoom",
    "zoom.com": "Zoom",
    "meet.google.com": "Google Meet",
    "meet.jit.si": "Jitsi",
    "8x8.vc": "Jitsi",
    "wa.me": "WhatsApp",
    "whatsapp.com": "WhatsApp",
    "teams.microsoft.com": "Teams",
    "teams.live.com": "Teams",
    "webex.com": "Webex",
}
# Nothing that a browser would leave out or read differently from what stands there.
UNFIT = re.compile(r"[\s\x00-\x20\x7f\\<>\"'`{}|^]")
HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.ASCII)


def check_link(text: str) -> str:
    """The link as it is kept; a ValidationError says what is wrong with it. Without a scheme it is https."""
    link = text.strip()
    if not link:
        return ""
    if "://" not in link and not re.match(r"[a-z][a-z0-9+-]*:", link, re.I):
        link = f"https://{link}"
    if UNFIT.search(link) or not link.isascii():
        raise ValidationError("This link holds a space or a sign that a link cannot have.", code="signs")
    try:
        parts = urlsplit(link)
        host, port = (parts.hostname or ""), parts.port
    except ValueError:
        raise ValidationError("This is not a link.", code="link") from None
    if parts.scheme.lower() != "https":
        raise ValidationError(
            "Only links that begin with https://, so that nobody can listen in.", code="scheme"
        )
    if parts.username is not None or parts.password is not None:
        raise ValidationError("Please leave out the name and password before the @.", code="credentials")
    if not HOST.fullmatch(host) or port not in (None, 443):
        raise ValidationError(
            "This link leads nowhere. It should look like https://zoom.us/j/123.", code="host"
        )
    return link.replace(parts.scheme, "https", 1)


def where_words(link: str) -> str:
    """Zoom, Google Meet; for others the name of the host, so that nobody is sent somewhere unnamed."""
    host = urlsplit(link).hostname or ""
    for known, name in KNOWN.items():
        if host == known or host.endswith(f".{known}"):
            return name
    return host
