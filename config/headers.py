"""Headers of files that WhiteNoise serves before our own middleware has a say."""

from csp.utils import build_policy
from django.conf import settings


def add_headers(headers, path: str, url: str) -> None:
    """Pages among the files (help now) carry the same policies as every other page."""
    if path.endswith(".html"):
        headers["Content-Security-Policy"] = build_policy()
        headers["Permissions-Policy"] = ", ".join(f"{name}=()" for name in settings.PERMISSIONS_POLICY)
        headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
