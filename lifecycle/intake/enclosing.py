"""The files of an application: checked as evidence is, few and small, each application's in a folder of its own.

A folder of its own lets a draft that is thrown away take its files with it: what others handed in lies elsewhere, even
where the bytes are the same.
"""

import shutil
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import delete, func, insert, select

from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound
from lifecycle.files import FileStore, StoredFile
from lifecycle.records.intake import (
    EDITABLE,
    ApplicationRow,
    EnclosureRow,
    application,
    enclosure,
    step,
)

FOLDER = "applications"
MIB = 1 << 20
MOST = 8
"""Files of one application."""
LARGEST = 20 * MIB
ROOM = 4096 * MIB
"""Bytes of all drafts together: a flood of files fills this and not the disk."""


def store_of(home: Path, row: ApplicationRow) -> FileStore:
    """Where an application's files lie."""
    return FileStore(home / FOLDER / str(row.id), LARGEST)


def enclosures(session: Session, row: ApplicationRow) -> tuple[EnclosureRow, ...]:
    found = select(enclosure).where(enclosure.c.application == row.id).order_by(enclosure.c.n)
    return tuple(EnclosureRow.of(each) for each in session.tx.execute(found))


def require_room(session: Session, row: ApplicationRow) -> None:
    """Asked before a file is received. Raises Invalid: `not_now`, `too_many`, `no_room`."""
    if row.state not in EDITABLE:
        raise Invalid("application", "not_now")
    if len(enclosures(session, row)) >= MOST:
        raise Invalid("file", "too_many_files", {"limit": MOST})
    drafts = select(func.sum(enclosure.c.size)).join(application, application.c.id == enclosure.c.application)
    if (session.tx.scalar(drafts.where(application.c.state == "draft")) or 0) >= ROOM:
        raise Invalid("file", "no_room")


def receive(home: Path, row: ApplicationRow, stream: BinaryIO, name: str) -> StoredFile:
    """Check and keep the bytes. Raises Invalid as `FileStore.put` does."""
    return store_of(home, row).put(stream, name)


def enclose(session: Session, row: ApplicationRow, stored: StoredFile) -> None:
    """Put a file that was received to the application; one with the same content is there already."""
    require_room(session, row)
    same = (enclosure.c.application == row.id) & (enclosure.c.sha256 == stored.sha256)
    if session.tx.execute(select(enclosure.c.n).where(same)).first() is not None:
        return
    last = session.tx.scalar(select(func.max(enclosure.c.n)).where(enclosure.c.application == row.id)) or 0
    values = {"sha256": stored.sha256, "name": stored.name, "size": stored.size, "at": session.at}
    session.tx.execute(insert(enclosure).values(application=row.id, n=last + 1, **values))


def take_out(session: Session, row: ApplicationRow, n: int) -> None:
    """Leave a file out again. Raises NotFound, Invalid for one that was sent: it has been read."""
    kept = next((each for each in enclosures(session, row) if each.n == n), None)
    if kept is None:
        raise NotFound("file", str(n))
    last = select(func.max(step.c.at)).where(step.c.application == row.id, step.c.person.is_(None))
    sent = session.tx.scalar(last)
    if row.state not in EDITABLE or (sent is not None and kept.at <= sent):
        raise Invalid("file", "sent_already")
    session.tx.execute(delete(enclosure).where(enclosure.c.application == row.id, enclosure.c.n == n))


def throw_away(home: Path, ids: tuple[int, ...]) -> None:
    """Remove the folders of applications that are no more."""
    for id_ in ids:
        shutil.rmtree(home / FOLDER / str(id_), ignore_errors=True)
