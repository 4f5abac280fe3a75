"""Taking the list away as a table: exactly what it shows, in its order, with a sheet that says what it is.

A short list is answered at once; a long one is written in a thread of its own, and a page says how far it is.
"""

import hashlib
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lifecycle import clock
from lifecycle.engine import Engine, Session
from lifecycle.errors import Refusal
from lifecycle.history import canonical
from lifecycle.history import check_code as code_of
from lifecycle.policy import Actor, actor_of
from lifecycle.queries.register import Place, page_of
from lifecycle.records.lists import ExportRow
from lifecycle.register import exports
from web.register import address
from web.register.columns import cells, heads
from web.register.told import told
from web.speech import Speech
from web.spreadsheet import XLSX, Cell, Sheet, write_csv, write_xlsx

AT_ONCE = 1000
"""Rows up to which the answer waits for the file."""
DRAWN = 500
"""Rows drawn from the register at a time; after each the progress is noted."""
FOLDER = "exports"
log = logging.getLogger("lifecycle.register.exports")


def path_of(home: Path, row: ExportRow) -> Path:
    return home / FOLDER / f"{row.token}.{row.format}"


def in_background(engine: Engine, home: Path, row: ExportRow, origin: str) -> None:
    """Write the file in a thread. The thread ends with the process; the page then says so."""
    written = threading.Thread(target=_written, args=(engine, home, row, origin), daemon=True)
    written.start()


def _written(engine: Engine, home: Path, row: ExportRow, origin: str) -> None:
    try:
        write(engine, home, row, origin)
    except Exception:
        log.exception("export failed")


def write(engine: Engine, home: Path, row: ExportRow, origin: str) -> str:
    """Write the file and answer its check code. What goes wrong is noted before it is raised."""
    file = path_of(home, row)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    table = _Table(engine, row)
    try:
        _remove_old(engine, file.parent)
        table.write(unfinished)
        unfinished.replace(file)
    except (Refusal, OSError):
        unfinished.unlink(missing_ok=True)
        with engine.write() as session:
            exports.note_end(session, row, table.done, None, origin)
        raise
    with engine.write() as session:
        exports.note_end(session, row, table.done, table.check_code, origin)
    return table.check_code


def _remove_old(engine: Engine, folder: Path) -> None:
    with engine.read() as session:
        old = exports.outdated(session)
    for token in old:
        for file in folder.glob(f"{token}.*"):
            file.unlink(missing_ok=True)


@dataclass
class _Table:
    """One table, being written. The check code is that of its heads and cells, whatever the format."""

    engine: Engine
    row: ExportRow
    done: int = 0

    def __post_init__(self) -> None:
        self.speech = Speech(self.row.language, clock.today())
        self.wanted = address.wanted(address.read(self.row.address), self.engine.standards.standards)
        self.heads = heads(self.wanted.columns, self.speech)
        self._digest = hashlib.sha256(canonical(list(self.heads)).encode())

    @property
    def check_code(self) -> str:
        return code_of(self._digest.hexdigest())

    def write(self, file: Path) -> None:
        with self.engine.read() as session:
            actor = actor_of(session.tx, self.row.person)
            sheet = Sheet(self.speech.t("register.title"), self.heads, self._rows(session, actor))
            if self.row.format == XLSX:
                about = Sheet(self.speech.t("export.about"), self._about_heads(), self._about(session, actor))
                write_xlsx(file, (sheet, about))
            else:
                write_csv(file, sheet)

    def _rows(self, session: Session, actor: Actor) -> Iterator[tuple[Cell, ...]]:
        after: Place | None = None
        while rows := page_of(session, actor, self.wanted.filters, after, sort=self.wanted.sort, limit=DRAWN):
            for each in rows:
                written = cells(self.wanted.columns, each, self.speech)
                self._digest.update(canonical(list(written)).encode())
                yield written
            self.done += len(rows)
            after = rows[-1].place
            if self.done < self.row.total:
                self._say_how_far()

    def _say_how_far(self) -> None:
        with self.engine.write() as session:
            exports.note_progress(session, self.row.token, self.done)

    def _about_heads(self) -> tuple[str, ...]:
        return self.speech.t("export.item"), self.speech.t("export.value")

    def _about(self, session: Session, actor: Actor) -> Iterator[tuple[Cell, ...]]:
        """Drawn when all rows are written: only then are their number and check code known."""
        yield from told(self.wanted, self.speech, self.engine.standards.standards)
        standards: Any = self.engine.standards
        facts = (
            ("export.columns", self.speech.listed(self.heads)),
            ("export.rows", self.done),
            ("export.at", self.speech.instant(self.row.at)),
            ("export.by", actor.name),
            ("export.standard", standards.current(session.day).version),
            ("export.check", self.check_code),
        )
        yield from ((self.speech.t(key), value) for key, value in facts)
