"""Kinds of letter: each app declares its own in a module that its AppConfig names. The outbox knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.slips import Slip

Values = Mapping[str, str]


@dataclass(frozen=True)
class LetterKind:
    """A kind of letter, as the app that causes it declares it.

    `name` and everything in the templates' subject must be neutral: they travel in headers and mail logs.
    `values` is asked at the moment of sending, for a whole batch, with one query: slips -> {letter id: the values
    of its `fields`}. A letter that is missing from the answer is no longer wanted and is dropped.
    """

    name: str
    title: str
    template: str
    fields: tuple[str, ...]
    values: Callable[[Sequence[Slip], datetime], Mapping[int, Values]]
    fresh_for: timedelta
    is_urgent: bool = False
    can_be_refused: bool = True
    heeds_pause: bool = True
    heeds_quiet_hours: bool = True
    by_default: bool = True
    is_for_staff: bool = False
    staff_see_recipient: bool = False
    # That one went, or was no longer wanted, would tell staff whether somebody answers, or pauses.
    staff_see_undelivered_only: bool = False

    @property
    def is_seen_by_staff(self) -> bool:
        """Whether a school's staff see in admin that somebody gets it. Most would tell them what is not theirs to know:
        who is behind an alias, who shares with whom, who comes to a workshop.
        """
        return self.is_for_staff or self.is_urgent or self.staff_see_recipient

    @property
    def stamp_every(self) -> int:
        """Letters that leave between two stamps, hence how many a killed worker may double."""
        return 1 if self.is_urgent else 10


class Registry:
    """The kinds of letter, by name. Modules are named at start and read at first use, when all models exist."""

    def __init__(self) -> None:
        self._kinds: dict[str, LetterKind] = {}
        self._abouts: dict[str, str] = {}
        self._modules: list[tuple[str, str]] = []

    def register_from(self, module: str, *, about: str) -> None:
        """`about`: the heading under which people choose among the module's letters."""
        self._modules.append((module, about))

    def all(self) -> dict[str, LetterKind]:
        while self._modules:
            module, about = self._modules.pop(0)
            for kind in import_module(module).LETTERS:
                if kind.name in self._kinds:
                    raise ValueError(f"Two kinds of letter are called {kind.name!r}.")
                self._kinds[kind.name] = kind
                self._abouts[kind.name] = about
        return self._kinds

    def seen_by_staff(self) -> list[str]:
        return [name for name, kind in self.all().items() if kind.is_seen_by_staff]

    def about(self, kind: LetterKind) -> str:
        return self._abouts[kind.name]

    def find(self, name: str) -> LetterKind | None:
        return self.all().get(name)

    def seen_undelivered_only(self) -> list[str]:
        return [name for name, kind in self.all().items() if kind.staff_see_undelivered_only]

    def get(self, name: str) -> LetterKind:
        return self.all()[name]


registry = Registry()
register_from = registry.register_from
