"""Statements compiled once and run on the driver's own connection: the hot path of every act.

SQLAlchemy still writes the SQL and knows the types; what is left out is its bookkeeping for each execution, which costs
several times what SQLite itself needs. The statement runs inside the transaction that is open on the connection, and an
error of the driver comes out as SQLAlchemy's own. Only `policy`, `store` and `commands` use this.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import BindParameter, ClauseElement, Dialect, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from lifecycle.database import Transaction
from lifecycle.records.base import Record

Row = TypeVar("Row", bound=Record)
Process = Callable[[Any], Any]
Values = Mapping[str, Any]


@dataclass(frozen=True)
class _Compiled:
    """The SQL of one dialect. `order` is None where the driver takes parameters by name."""

    text: str
    order: tuple[str, ...] | None
    constants: dict[str, Any]
    into: dict[str, Process]
    columns: tuple[str, ...]
    out: tuple[tuple[int, Process], ...]

    def arguments(self, values: Values) -> Any:
        filled = {**self.constants, **values}
        for name, process in self.into.items():
            filled[name] = process(filled[name])
        return filled if self.order is None else tuple([filled[name] for name in self.order])

    def all_arguments(self, many: Sequence[Values]) -> list[Any]:
        """The arguments of many executions: which column goes through what is settled once."""
        if self.order is None or any(name not in many[0] for name in self.order):
            return [self.arguments(values) for values in many]
        columns = [(name, self.into.get(name)) for name in self.order]
        return [
            tuple([values[name] if process is None else process(values[name]) for name, process in columns])
            for values in many
        ]

    def cleaned(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for place, process in self.out:
            if values[place] is not None:
                values[place] = process(values[place])
        return values


class Prepared:
    """A statement to be run often. `columns` are those an INSERT without explicit values is given.

    It may hold no `IN`: the number of its values is not known when it is compiled (see `lifecycle.among`). One that is
    `planned_once` is so large that PostgreSQL would take longer to plan it for each reader than to carry it out: it
    keeps the first plan, for any values, as SQLite does with every statement.
    """

    def __init__(
        self, statement: Executable, columns: Sequence[str] | None = None, *, planned_once: bool = False
    ) -> None:
        self._statement, self._given, self._planned_once = statement, columns, planned_once
        self._compiled: dict[str, _Compiled] = {}

    def records(self, tx: Transaction, values: Values, kind: type[Row]) -> list[Row]:
        """Every row that a SELECT finds, as records whose columns it selects."""
        compiled = self._for(tx.dialect)
        rows = self._run(tx, compiled, compiled.arguments(values)).fetchall()
        if not compiled.out:
            return kind.all_of(compiled.columns, rows)
        return kind.all_of(compiled.columns, [compiled.cleaned(row) for row in rows])

    def rows(self, tx: Transaction, values: Values) -> list[dict[str, Any]]:
        """Every row that a SELECT finds, by column."""
        compiled = self._for(tx.dialect)
        found = self._run(tx, compiled, compiled.arguments(values)).fetchall()
        return [dict(zip(compiled.columns, compiled.cleaned(row), strict=True)) for row in found]

    def row(self, tx: Transaction, values: Values) -> dict[str, Any] | None:
        """The first row by column, or None."""
        compiled = self._for(tx.dialect)
        found = self._run(tx, compiled, compiled.arguments(values)).fetchone()
        return None if found is None else dict(zip(compiled.columns, compiled.cleaned(found), strict=True))

    def run(self, tx: Transaction, values: Values) -> Any:
        """Carry out a write; the driver's cursor, whose `rowcount` is true once a pipeline has ended."""
        compiled = self._for(tx.dialect)
        return self._run(tx, compiled, compiled.arguments(values))

    def run_each(self, tx: Transaction, many: Sequence[Values]) -> None:
        """Carry out a write for each set of values."""
        if len(many) == 1:
            self.run(tx, many[0])
            return
        compiled = self._for(tx.dialect)
        try:
            _driver(tx).cursor().executemany(compiled.text, compiled.all_arguments(many))
        except tx.dialect.loaded_dbapi.Error as error:
            raise _translated(tx.dialect, compiled.text, error) from error

    def _run(self, tx: Transaction, compiled: _Compiled, arguments: Any) -> Any:
        try:
            if self._planned_once and tx.dialect.name != "sqlite":
                return _by_one_plan(_driver(tx), compiled.text, arguments)
            return _driver(tx).execute(compiled.text, arguments)
        except tx.dialect.loaded_dbapi.Error as error:
            raise _translated(tx.dialect, compiled.text, error) from error

    def _for(self, dialect: Dialect) -> _Compiled:
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = _compile(self._statement, self._given, dialect)
        return self._compiled[dialect.name]


def _driver(tx: Transaction) -> Any:
    return tx.connection.driver_connection


def _by_one_plan(driver: Any, text: str, arguments: Any) -> Any:
    with driver.pipeline():
        driver.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        found = driver.execute(text, arguments, prepare=True)
        driver.execute("SET LOCAL plan_cache_mode TO DEFAULT")
    return found


def _compile(statement: Executable, columns: Sequence[str] | None, dialect: Dialect) -> _Compiled:
    given = list(columns) if columns is not None else None
    compiled = _inlining(dialect)(dialect, cast(ClauseElement, statement), column_keys=given)
    selected = list(statement.selected_columns) if isinstance(statement, Select) else []
    out = [(place, _reader(column.type, dialect)) for place, column in enumerate(selected)]
    into = {
        name: _writer(bind.type, dialect) for name, bind in compiled.binds.items() if name in compiled.params
    }
    return _Compiled(
        str(compiled),
        tuple(compiled.positiontup) if compiled.positiontup is not None else None,
        dict(compiled.params),
        {name: process for name, process in into.items() if process is not None},
        tuple(column.name for column in selected),
        tuple((place, process) for place, process in out if process is not None),
    )


def _inlining(dialect: Dialect) -> type[SQLCompiler]:
    """The compiler of a dialect, that writes constants into the text: a planner that may see them finds the index made
    for them, and SQLite plans anew for each execution where a parameter decides whether a partial index serves.
    """

    class Inlining(dialect.statement_compiler):  # type: ignore[name-defined,misc]  # known when it runs
        def visit_bindparam(self, bindparam: BindParameter[Any], **given: Any) -> str:
            is_constant = not bindparam.required and bindparam.callable is None and not bindparam.expanding
            inlined = given | {"literal_binds": True} if is_constant else given
            return str(super().visit_bindparam(bindparam, **inlined))

    return cast("type[SQLCompiler]", Inlining)


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _writer(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _translated(dialect: Dialect, text: str, error: Exception) -> Exception:
    """A driver's error as SQLAlchemy's own."""
    return DBAPIError.instance(text, None, error, dialect.loaded_dbapi.Error, dialect=dialect)


@contextmanager
def pipelined(tx: Transaction) -> Iterator[None]:
    """On PostgreSQL the statements of the block are sent together and answered together; an error comes at its end."""
    if tx.dialect.name == "sqlite":
        yield
        return
    try:
        with _driver(tx).pipeline():
            yield
    except tx.dialect.loaded_dbapi.Error as error:
        raise _translated(tx.dialect, "pipeline", error) from error
