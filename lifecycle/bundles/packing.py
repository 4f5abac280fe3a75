"""Packing a bundle: what somebody of the bureau may take out of the house, noted in the access log."""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, BinaryIO

from sqlalchemy import func, select

from lifecycle.accounts import note_access
from lifecycle.bundles import DOCUMENTS, FORMAT, HISTORY, MANIFEST, NAMES, STATE, WORDS
from lifecycle.case import KEPT, Case
from lifecycle.engine import Engine, Session
from lifecycle.errors import Invalid, NotFound
from lifecycle.files import FileStore
from lifecycle.files.names import extension_of
from lifecycle.history import canonical, check_code, fold
from lifecycle.policy import Actor, actor_of, find, may_open, require_bureau
from lifecycle.queries.history import EXPERTS_OWN
from lifecycle.records import journal, people
from lifecycle.records.journal import HistoryRow
from lifecycle.records.project import ProjectRow
from lifecycle.records.work import DocumentRow
from stages import Standard

ACT = "bundle"
MOST_IN_AN_HOUR = 10
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Bundle:
    """What was packed. `check` is that of the manifest; `withheld` and `lost` name documents that are not in it:
    sealed ones, and those whose file is gone.
    """

    number: str
    events: int
    documents: int
    withheld: tuple[str, ...]
    lost: tuple[str, ...]
    check: str


def pack(
    engine: Engine,
    actor_id: int,
    number: str,
    files: FileStore,
    out: BinaryIO,
    *,
    origin: str,
    more: Mapping[str, bytes] | None = None,
) -> Bundle:
    """Write a project's bundle to `out`. `more` are parts for people, by name, such as a sheet to read.

    Raises NotFound; NotPermitted for whoever does not see the register; Invalid(`bundle`, `too_often`) beyond ten in
    an hour. What is packed is one moment of the project.
    """
    with engine.read() as session:
        actor = actor_of(session.tx, actor_id)
        require_bureau(actor, ACT)
        project = find(session.tx, actor, number)
        _require_rest(session, actor)
        packing = _Packing(session, actor, project, files)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            made = packing.write(archive, more or {})
    with engine.write() as session:
        target = f"{number} {made.check}"
        note_access(session.tx, actor_id, origin, session.at, ACT, "done", target)
    return made


def _require_rest(session: Session, actor: Actor) -> None:
    log = people.access_log.c
    recent = select(func.count()).where(log.person == actor.id, log.act == ACT, log.at > session.at - HOUR)
    if (session.tx.scalar(recent) or 0) >= MOST_IN_AN_HOUR:
        raise Invalid(ACT, "too_often", {"limit": MOST_IN_AN_HOUR})


class _Packing:
    """One bundle, being packed."""

    def __init__(self, session: Session, actor: Actor, project: ProjectRow, files: FileStore) -> None:
        self.session, self.actor, self.project, self.files = session, actor, project, files
        self.events = _events(session, project)
        self.case = fold(project.id or 0, self.events)
        self.standard: Standard = session.standard(project.standard, project.track)
        self.parts: list[dict[str, object]] = []
        self.withheld: list[str] = []
        self.lost: list[str] = []

    def write(self, archive: zipfile.ZipFile, more: Mapping[str, bytes]) -> Bundle:
        lines = "".join(f"{canonical(_columns(event))}\n" for event in self.events)
        self._put(archive, HISTORY, lines.encode())
        self._put(archive, STATE, _pretty(state_of(self.case)))
        self._put(archive, WORDS, _pretty(self._words()))
        self._put(archive, NAMES, _pretty(self._names()))
        documents = sum(self._put_document(archive, row) for row in _files_of(self.case))
        for name, content in more.items():
            self._put(archive, name, content)
        manifest = _pretty(self._manifest())
        archive.writestr(MANIFEST, manifest)
        check = check_code(hashlib.sha256(manifest).hexdigest())
        return Bundle(
            self.project.number, len(self.events), documents, tuple(self.withheld), tuple(self.lost), check
        )

    def _put(self, archive: zipfile.ZipFile, name: str, content: bytes) -> None:
        archive.writestr(name, content)
        digest = hashlib.sha256(content).hexdigest()
        self.parts.append({"path": name, "sha256": digest, "size": len(content)})

    def _put_document(self, archive: zipfile.ZipFile, row: DocumentRow) -> bool:
        place = f"{row.n}-{row.version}"
        if not self._may_take(row):
            self.withheld.append(place)
            return False
        try:
            with self.files.open(row.value) as file:
                self._put(archive, f"{DOCUMENTS}{place}.{extension_of(row.name)}", file.read())
        except NotFound:
            self.lost.append(place)
            return False
        return True

    def _may_take(self, row: DocumentRow) -> bool:
        kind = self.standard.documents.get(row.kind)
        duty = self.case.duties.get((row.visit, row.duty or "", row.occurrence))
        offices = (duty.doer, duty.confirmer) if duty else ()
        secret = kind is None or kind.secret
        return may_open(self.actor, frozenset(), secret=secret, offices=offices, added_by=row.added_by)

    def _words(self) -> dict[str, object]:
        """Every word said in the history, but for what experts declared of themselves: that stays in the house."""
        wanted = {event.note_hash for event in self.events if event.note_hash is not None}
        wanted |= set(_hashes_in(self.events))
        own = {event.note_hash for event in self.events if event.event in EXPERTS_OWN}
        note = journal.note.c
        statement = select(journal.note).where(note.hash.in_(sorted(wanted - own))).order_by(note.hash)
        return {
            row.hash: {"salt": row.salt, "words": row.words} for row in self.session.tx.execute(statement)
        }

    def _names(self) -> dict[str, dict[str, str]]:
        """Of the people who acted, but for experts, and of the organisations that took part."""
        actors = {event.actor for event in self.events if event.event not in EXPERTS_OWN}
        person, organisation = people.person.c, people.organisation.c
        parts = {row.organisation for row in self.case.participations.values()}
        named = select(person.id, person.name).where(person.id.in_(sorted(actors))).order_by(person.id)
        taking = select(organisation.id, organisation.name).where(organisation.id.in_(sorted(parts)))
        run = self.session.tx.execute
        return {
            "people": {str(row.id): row.name for row in run(named)},
            "organisations": {str(row.id): row.name for row in run(taking.order_by(organisation.id))},
        }

    def _manifest(self) -> dict[str, object]:
        return {
            "format": FORMAT,
            "number": self.project.number,
            "project": self.project.id,
            "standard": {"version": self.standard.version, "hash": self.standard.hash},
            "made_at": self.session.at.isoformat(timespec="seconds"),
            "made_by": self.actor.name,
            "events": len(self.events),
            "head": self.events[-1].hash if self.events else "",
            "withheld": self.withheld,
            "lost": self.lost,
            "parts": self.parts,
        }


def state_of(case: Case) -> dict[str, Any]:
    """The rows of a project as plain values, by kind."""
    rows = {
        table: [_columns(row) for _, row in sorted(case.rows(table).items(), key=lambda each: str(each[0]))]
        for table in KEPT
    }
    return {"project": _columns(case.project), **{table: found for table, found in rows.items() if found}}


def _columns(row: Any) -> dict[str, Any]:
    names = type(row).model_fields
    return {name: getattr(row, name) for name in names if hasattr(row, name)}


def _pretty(value: object) -> bytes:
    """JSON for people too: one text for one value."""
    return json.dumps(json.loads(canonical(value)), ensure_ascii=False, sort_keys=True, indent=1).encode()


def _events(session: Session, project: ProjectRow) -> list[HistoryRow]:
    event = journal.history
    rows = session.tx.execute(select(event).where(event.c.project == project.id).order_by(event.c.seq))
    return [HistoryRow.of(row) for row in rows]


def _files_of(case: Case) -> Iterator[DocumentRow]:
    rows = sorted(case.documents.values(), key=lambda row: (row.n, row.version))
    yield from (row for row in rows if row.form == "file")


def _hashes_in(events: list[HistoryRow]) -> Iterator[str]:
    """Everything in the bodies that looks like the hash of words; what is none is not found among the words."""
    for event in events:
        yield from (part for part in event.body.split('"') if len(part) == DIGEST and part.isalnum())


DIGEST = 64
