"""What a reading asks the database: every statement, also those that are run on the driver's own connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from lifecycle.prepared import Prepared

if TYPE_CHECKING:
    from lifecycle.database import Database, Transaction

Asked = list[tuple[str, Any]]


@contextmanager
def watching(database: Database) -> Iterator[Asked]:
    """The statements that are read while the block runs, with their values."""
    asked: Asked = []
    run = Prepared._run

    def noted(self: Prepared, tx: Transaction, compiled: Any, arguments: Any) -> Any:
        asked.append((compiled.text, arguments))
        return run(self, tx, compiled, arguments)

    def seen(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        asked.append((statement, values))

    event.listen(database.reader, "before_cursor_execute", seen)
    Prepared._run = noted  # type: ignore[method-assign]
    try:
        yield asked
    finally:
        Prepared._run = run  # type: ignore[method-assign]
        event.remove(database.reader, "before_cursor_execute", seen)


def statements(database: Database, read: Callable[[], object]) -> int:
    """How many statements a reading takes, the second time: the calendar is then known."""
    read()
    with watching(database) as asked:
        read()
    return len(asked)


def plan(database: Database, statement: str, values: Any) -> list[str]:
    """How the database would carry a statement out, step by step."""
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    with database.read() as tx:
        driver: Any = tx.connection.driver_connection
        return [str(row[-1]).strip() for row in driver.execute(explain + statement, values).fetchall()]
