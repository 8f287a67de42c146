"""A page of ours that names what its view never gave it fails, instead of showing nothing."""

import logging
import sys
from collections.abc import Iterator
from types import FrameType

from django.conf import settings
from django.template.base import FilterExpression, Node, VariableDoesNotExist

OURS = f"{settings.BASE_DIR / 'templates'}/"
LOGGER = logging.getLogger("django.template")


class UndefinedVariable(AssertionError):
    pass


class UndefinedVariables(logging.Filter):
    """Hears of every name that a template could not resolve. `{% if name %}` and `{{ name|default:… }}` may ask."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], VariableDoesNotExist):
            self.look()
        return False

    def look(self) -> None:
        expression, node = None, None
        for frame in _frames_outwards(sys._getframe()):
            here = frame.f_locals.get("self")
            if expression is None and isinstance(here, FilterExpression):
                expression = here
                if frame.f_locals.get("ignore_failures") or _has_default(here):
                    return
            elif expression is not None and isinstance(here, Node):
                node = here
                break
        if expression is not None and node is not None and node.origin.name.startswith(OURS):
            place = f"{node.origin.name.removeprefix(OURS)}, line {node.token.lineno}"
            raise UndefinedVariable(f"{expression.token!r} is not defined: {place}")


def _frames_outwards(frame: FrameType | None) -> Iterator[FrameType]:
    while frame:
        yield frame
        frame = frame.f_back


def _has_default(expression: FilterExpression) -> bool:
    return any(function.__name__.startswith("default") for function, _ in expression.filters)
