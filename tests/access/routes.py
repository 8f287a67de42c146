"""Every route of the house, from the URL resolver."""

from collections.abc import Iterator

from django.urls import URLPattern, get_resolver


def routes(resolver=None, path: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """(name, path) of each; a route without a name goes by its path."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = pattern.name and (f"{space}:{pattern.name}" if space else pattern.name)
            yield name or here, here
        else:
            inner = ":".join(part for part in (space, pattern.namespace) if part)
            yield from routes(pattern, here, inner)
