"""Where an entry's facts were read: a list of {title, where, url, used_for}, all text, as JSON."""

from django.core.exceptions import ValidationError

KEYS = ("title", "where", "url", "used_for")


def validate_sources(sources: object) -> None:
    """Every source has a title; an address, where there is one, is of the web."""
    if not isinstance(sources, list):
        raise ValidationError("Sources are a list.")
    for source in sources:
        if not isinstance(source, dict) or set(source) - set(KEYS):
            raise ValidationError(f"A source has {', '.join(KEYS)} and nothing else.")
        if not all(isinstance(value, str) for value in source.values()) or not source.get("title"):
            raise ValidationError("A source is made of words and has a title.")
        if source.get("url") and not source["url"].startswith(("https://", "http://")):
            raise ValidationError("The address of a source begins with https://")
