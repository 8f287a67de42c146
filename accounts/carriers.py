"""The ways out of the house. Each takes slips with their values and says, letter by letter, what became of them.

E-mail is the only one now. Another channel is another class with `send`, and a line in CARRIERS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Protocol

import css_inline
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.mime import Marks, Stationery, Unwritable, wire_address
from accounts.models.preferences import Channel
from accounts.slips import Slip

STOP_SIGNER = Signer(salt="accounts.stop-letters", sep=".")


class CarrierUnavailable(Exception):
    """There is no way out just now. Nothing was claimed, so nothing is lost."""


class Carrier(Protocol):
    def send(
        self,
        template: str,
        fields: tuple[str, ...],
        letters: Iterable[tuple[Slip, Mapping[str, str]]],
        *,
        every: int,
        stamp: Callable[[Sequence[Outcome]], None],
    ) -> None: ...


from dataclasses import dataclass
from enum import Enum


class Result(Enum):
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outcome:
    slip: Slip
    result: Result
    code: int | None = None
    reason: str = ""


@contextmanager
def open_carrier(channel):
    raise CarrierUnavailable("")
    yield
