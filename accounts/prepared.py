"""Questions that every page asks, put into words once.

A page asks the same few questions each time, with other values. The ORM builds each one anew and PostgreSQL plans it
anew, and both take longer than the answer. A prepared question is built by the ORM once in each process, with slots
where values go, and planned by PostgreSQL once in each connection (PREPARE). Meaning and models stay the ORM's.

Behind pgbouncer, where a connection is not one's own, questions are sent whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from inspect import signature
from typing import Any, Generic, TypeVar, cast
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from psycopg2.extensions import AsIs

M = TypeVar("M", bound=Model)
NAMED = re.compile(r"%\((\w+)\)s")

# Connection of psycopg2 to the names of what is prepared there. It goes with the connection.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Slot(Expression):
    """Stands in a query for a value that is given when it is asked. Not in `__in`: its length is part of the words."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Statement:
    """SQL with `%s` for each of `params`: a slot, or a value that is always the same and is written into it."""

    def __init__(self, sql: str, params: Sequence[Any]) -> None:
        self.sql, self.params = sql, params
        self.slots = [param.name for param in params if isinstance(param, Slot)]
        self.name = f"tandem_{hashlib.sha256(repr((sql, params)).encode()).hexdigest()[:20]}"

    @classmethod
    def named(cls, sql: str) -> Statement:
        """Of SQL that somebody wrote, with `%(name)s` for its slots."""
        return cls(NAMED.sub("%s", sql), [Slot(name) for name in NAMED.findall(sql)])

    def rows(self, **values: Any) -> list[tuple]:
        with connection.cursor() as cursor:
            if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
                cursor.execute(self.sql, [values[p.name] if isinstance(p, Slot) else p for p in self.params])
            else:
                known = _known.setdefault(connection.connection, set())
                # Sent together, since it is one question. What is prepared outlives a transaction that fails.
                words = self.execute if self.name in known else self.prepare(cursor) + self.execute
                cursor.execute(words, [values[name] for name in self.slots])
                known.add(self.name)
            return cursor.fetchall()

    @cached_property
    def execute(self) -> str:
        given = ", ".join("%s" for _ in self.slots)
        return f"EXECUTE {self.name} ({given})" if given else f"EXECUTE {self.name}"

    def prepare(self, cursor) -> str:
        numbers = iter(range(1, len(self.slots) + 1))
        params = [AsIs(f"${next(numbers)}") if isinstance(param, Slot) else param for param in self.params]
        words = cursor.mogrify(self.sql, params).decode()
        return f"PREPARE {self.name} AS {words}; ".replace("%", "%%")


@dataclass(frozen=True)
class Shape:
    """How a model and what hangs on it are made of a row, as Django's own ModelIterable finds it out each time."""

    model: type[Model]
    names: list[str]
    span: slice
    converters: list[tuple[int, list[Callable], Any]]
    populators: list[Any]
    annotations: dict[str, int]

    @classmethod
    def of(cls, compiler: SQLCompiler) -> Shape:
        select, klass = compiler.select, compiler.klass_info
        span = slice(klass["select_fields"][0], klass["select_fields"][-1] + 1)
        converters = compiler.get_converters([column for column, *_ in select])
        return cls(
            model=klass["model"],
            names=[column.target.attname for column, *_ in select[span]],
            span=span,
            converters=[(place, *found) for place, found in converters.items()],
            populators=get_related_populators(klass, select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]
            annotations=compiler.annotation_col_map,
        )

    def instance(self, row: tuple) -> Model:
        values = list(row)
        for place, converters, column in self.converters:
            for converter in converters:
                values[place] = converter(values[place], column, connection)
        made = self.model.from_db(connection.alias, self.names, values[self.span])
        for populator in self.populators:
            populator.populate(values, made)
        for name, place in self.annotations.items():
            setattr(made, name, values[place])
        return made


class Prepared(Generic[M]):
    """`build` makes a queryset of models out of slots of its parameters' names; it is called once in each process."""

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self.build = build

    @cached_property
    def _ready(self) -> tuple[Statement, Shape]:
        queryset = self.build(**{name: Slot(name) for name in signature(self.build).parameters})
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        if any(isinstance(param, date | time) for param in params):
            raise ValueError("A moment comes by a slot: written into the question it would stay what it was.")
        statement = Statement(sql, params)
        return statement, Shape.of(compiler)

    def all(self, **values: Any) -> list[M]:
        statement, shape = self._ready
        return [cast(M, shape.instance(row)) for row in statement.rows(**values)]

    def first(self, **values: Any) -> M | None:
        """Of a queryset that finds one row or none."""
        return next(iter(self.all(**values)), None)
