"""The ways out of the house. A carrier takes letters with their values and says what became of each.

E-mail is the only one now. Another channel is one more class with `sender` and `send`, and a line in CARRIERS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Protocol

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.letter_kinds import LetterKind, Values
from accounts.mime import Marks, Stationery, Unwritable
from accounts.models.preferences import Channel
from accounts.sending import SmtpUnavailable, SmtpUnwelcome, send_by
from accounts.slips import Slip
from accounts.smtp import Line
from accounts.stop_links import one_click_headers, stop_url
from accounts.wire import Outcome, Outgoing, Verdict

Stamp = Callable[[Sequence[Outcome]], None]


class CarrierUnavailable(Exception):
    """There is no way out just now. What was not stamped has not left."""


class NotWelcome(CarrierUnavailable):
    """The other side takes nothing from this house, so none of its letters is to blame."""


class Carrier(Protocol):
    def send(self, kind: LetterKind, letters: Iterable[tuple[Slip, Values]], stamp: Stamp) -> None:
        """Sends letters of one kind in order. `stamp` hears the outcome of each, keyed by the slip's pk.

        Raises CarrierUnavailable when the way out closes.
        """


class EmailCarrier:
    """A few SMTP connections for as many letters as there are."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines

    def send(self, kind: LetterKind, letters: Iterable[tuple[Slip, Values]], stamp: Stamp) -> None:
        try:
            send_by(self.lines, _outgoing(kind, letters, stamp), every=kind.stamp_every, stamp=stamp)
        except SmtpUnwelcome as error:
            raise NotWelcome(str(error)) from error
        except SmtpUnavailable as error:
            raise CarrierUnavailable(str(error)) from error


@contextmanager
def _by_email() -> Iterator[Carrier]:
    lines = [Line(sender=settings.DEFAULT_FROM_EMAIL) for _ in range(settings.OUTBOX_LINES)]
    with ExitStack() as stack:
        for line in lines:
            stack.callback(line.close)
        try:
            lines[0].open()
        except SmtpUnavailable as error:
            raise CarrierUnavailable(str(error)) from error
        yield EmailCarrier(lines)


CARRIERS = {Channel.EMAIL: _by_email}


def open_carrier(channel: Channel):
    """A context manager that opens the way out for this channel. Raises CarrierUnavailable."""
    return CARRIERS[channel]()


def message_id(slip: Slip) -> str:
    """The row's key, so that a letter that left twice is the same letter to every mail program."""
    return f"<{slip.key.replace(':', '.')}@{settings.SITE_HOST}>"


def _outgoing(kind: LetterKind, letters: Iterable[tuple[Slip, Values]], stamp: Stamp) -> Iterator[Outgoing]:
    """The letters as messages. One that cannot be written is stamped as refused and holds up nobody."""
    stationery = stationery_for(kind)
    now = timezone.now()
    for slip, values in letters:
        if kind.can_be_refused:
            values = {**values, "stop_link": stop_url(slip.recipient_id, kind.name)}
        try:
            message = stationery.letter(to=slip.email, message_id=message_id(slip), date=now, values=values)
        except Unwritable as error:
            stamp([Outcome(slip.pk, Verdict.REFUSED, 0, str(error))])
            continue
        yield Outgoing(slip.pk, slip.email, message)


@cache
def stationery_for(kind: LetterKind) -> Stationery:
    """The kind's letter, rendered once by Django's templates with marks where each person's values belong."""
    names = (*kind.fields, "stop_link") if kind.can_be_refused else kind.fields
    marks = Marks(names)
    context = {**marks, "site_url": settings.SITE_URL, "can_be_refused": kind.can_be_refused}
    return Stationery.build(
        subject=render_to_string(f"{kind.template}.subject.txt", context),
        text=render_to_string(f"{kind.template}.txt", context),
        html=inlined(render_to_string(f"{kind.template}.html", context)),
        sender=settings.DEFAULT_FROM_EMAIL,
        placeholders=names,
        headers=one_click_headers(marks["stop_link"]) if kind.can_be_refused else {},
    )


def inlined(html: str) -> str:
    """The same HTML with its style sheet in the tags, as mail programs want it. Nothing is fetched.

    Only what cannot stand in a tag stays in the head: what holds for dark screens.
    """
    return css_inline.inline(html, load_remote_stylesheets=False, keep_at_rules=True)
