"""Documents for downloading: found by number and version, through the project that they belong to."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select

from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.policy import Actor, find, held_offices, may_open
from lifecycle.records import work
from lifecycle.records.project import ProjectRow


@dataclass(frozen=True)
class StoredDocument:
    """A file that was attached. `sha256` is its content, `name` what its owner called it."""

    sha256: str
    name: str
    size: int


def stored_document(session: Session, actor: Actor, number: str, n: int, version: int) -> StoredDocument:
    """Raises NotFound: no such project for this reader, no such version, a piece of evidence that is no file, or one
    that is secret and not for them.
    """
    project = find(session.tx, actor, number)
    document, duty = work.document.c, work.duty.c
    same = (duty.project == document.project, duty.visit == document.visit, duty.code == document.duty)
    columns = (document.kind, document.value, document.name, document.size, document.form, document.added_by)
    statement = (
        select(*columns, duty.doer, duty.confirmer)
        .join_from(
            work.document, work.duty, and_(*same, duty.occurrence == document.occurrence), isouter=True
        )
        .where(document.project == project.id, document.n == n, document.version == version)
    )
    row = session.tx.execute(statement).first()
    if row is None or row.form != "file" or not _opens(session, actor, project, row):
        raise NotFound("document", f"{n}/{version}")
    return StoredDocument(row.value, row.name, row.size)


def _opens(session: Session, actor: Actor, project: ProjectRow, row: Any) -> bool:
    kind = session.standard(project.standard).documents.get(row.kind)
    held = held_offices(session.tx, actor, project.id or 0)
    offices = (row.doer, row.confirmer)
    return may_open(actor, held, secret=kind is None or kind.secret, offices=offices, added_by=row.added_by)
