"""Documents for downloading: found by number and version, through the project that they belong to."""

from dataclasses import dataclass

from sqlalchemy import select

from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.policy import Actor, find
from lifecycle.records import work


@dataclass(frozen=True)
class StoredDocument:
    """A file that was attached. `sha256` is its content, `name` what its owner called it."""

    sha256: str
    name: str
    size: int


def stored_document(session: Session, actor: Actor, number: str, n: int, version: int) -> StoredDocument:
    """Raises NotFound: no such project for this reader, no such version, or a piece of evidence that is no file."""
    project = find(session.tx, actor, number)
    document = work.document.c
    statement = select(document.value, document.name, document.size, document.form).where(
        document.project == project.id, document.n == n, document.version == version
    )
    row = session.tx.execute(statement).first()
    if row is None or row.form != "file":
        raise NotFound("document", f"{n}/{version}")
    return StoredDocument(row.value, row.name, row.size)
