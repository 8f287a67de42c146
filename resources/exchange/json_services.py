"""The services of a JSON file. What is nested without end, says one thing twice or is no number is refused first."""

from __future__ import annotations

import json
from typing import Any

# A service of a real directory is six deep.
DEEPEST = 40


class NoServices(Exception):
    """The file as a whole cannot be read; the words say why."""


def services_in(text: str) -> list[Any]:
    """The services of a page of the API, of a list, or of an object that holds them. Raises NoServices."""
    try:
        read = json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)
    except RecursionError:
        raise NoServices("This is nested too deeply to be a list of services.") from None
    except json.JSONDecodeError as error:
        raise NoServices(f"This is not JSON, from line {error.lineno}, column {error.colno} on.") from None
    except _Refused as error:
        raise NoServices(str(error)) from None
    except ValueError:
        raise NoServices("There is a number in it that is far too long.") from None
    if _is_deeper_than(read, DEEPEST):
        raise NoServices("This is nested too deeply to be a list of services.")
    if isinstance(read, dict):
        read = next((read[name] for name in ("contents", "services") if name in read), [read])
    if not isinstance(read, list):
        raise NoServices("There is no list of services in this file.")
    return read


class _Refused(Exception):
    pass


def _no_number(name: str) -> None:
    raise _Refused(f"{name} is no number.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Refused(f"“{twice[:40]}” is there twice in one object.")
    return found


def _is_deeper_than(read: Any, most: int) -> bool:
    level = [read]
    for _ in range(most):
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return False
    return True
