"""An engine that works inside one transaction that is open: a story is written as a whole or not at all, and fast."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from lifecycle import clock
from lifecycle.database import Transaction
from lifecycle.engine import Engine, Session


@dataclass
class Within(Engine):
    """The same engine; whatever it hands out belongs to the transaction `tx`, and nothing ends it before its time."""

    tx: Transaction | None = None

    @contextmanager
    def write(self, batch: str | None = None) -> Iterator[Session]:
        """Work in the transaction that is open. It is not undone when the block raises: whoever opened it does that."""
        assert self.tx is not None
        yield Session(self, self.tx, clock.now(), batch)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """The same, so that what has been written so far is seen."""
        with self.write() as session:
            yield session


@contextmanager
def one_transaction(engine: Engine) -> Iterator[Engine]:
    """An engine for a block whose work is committed at its end, or undone where it raises."""
    with engine.database.write() as tx:
        yield Within(engine.database, engine.standards, tx=tx)
