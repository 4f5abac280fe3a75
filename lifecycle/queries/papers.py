"""Every document of a project by its kind, newest version first: what was attached, by whom, to which duty."""

from collections import defaultdict
from dataclasses import dataclass

from lifecycle.engine import Session
from lifecycle.policy import Actor
from lifecycle.queries.checklist import Attached, shown
from lifecycle.queries.choices import NOTHING
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Clause, Reading, read_project
from lifecycle.records.work import DocumentRow
from stages.model import Text


@dataclass(frozen=True)
class Paper:
    """One document with its versions, the newest first. `duty` is what it was attached to; None for one of a fact."""

    duty: Clause | None
    occurrence: int
    versions: tuple[Attached, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of document. `text` is None for one that the standard no longer has; `secret`: not for everybody."""

    code: str
    text: Text | None
    secret: bool
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class PapersPage:
    """`missing` are the kinds that open duties of the present stage still want."""

    header: Header
    kinds: tuple[Kind, ...]
    missing: tuple[tuple[Clause, Text], ...]
    count: int
    size: int


def papers_page(session: Session, actor: Actor, number: str) -> PapersPage:
    """Raises NotFound. A document that is secret and not for this reader is there, without its name and value."""
    reading = read_project(session, actor, number)
    kinds = papers(reading)
    return PapersPage(
        header(reading, gate_panel(reading, NOTHING).groups),
        kinds,
        tuple(_missing(reading)),
        sum(len(kind.papers) for kind in kinds),
        sum(each.size for kind in kinds for paper in kind.papers for each in paper.versions),
    )


def papers(reading: Reading) -> tuple[Kind, ...]:
    """The documents by kind, in the order of the standard."""
    by_kind: dict[str, dict[int, list[DocumentRow]]] = defaultdict(lambda: defaultdict(list))
    for row in reading.case.documents.values():
        by_kind[row.kind][row.n].append(row)
    order = {code: place for place, code in enumerate(reading.standard.documents)}
    return tuple(
        _kind(reading, code, by_kind[code])
        for code in sorted(by_kind, key=lambda each: order.get(each, len(order)))
    )


def _kind(reading: Reading, code: str, by_number: dict[int, list[DocumentRow]]) -> Kind:
    known = reading.standard.documents.get(code)
    return Kind(
        code,
        known.text if known else None,
        known is None or known.secret,
        tuple(_paper(reading, rows) for _, rows in sorted(by_number.items())),
    )


def _paper(reading: Reading, rows: list[DocumentRow]) -> Paper:
    ordered = sorted(rows, key=lambda row: row.version, reverse=True)
    newest = ordered[0]
    return Paper(
        reading.clause(newest.duty) if newest.duty else None,
        newest.occurrence,
        tuple(shown(reading, row) for row in ordered),
    )


def _missing(reading: Reading) -> list[tuple[Clause, Text]]:
    """What required duties that can be done now ask for and have not got."""
    found = []
    for row in reading.case.latest_duties().values():
        definition = reading.standard.duties.get(row.code)
        if definition is None or not row.is_open or not row.required or row.waits_for is not None:
            continue
        have = {each.kind for each in reading.documents_of(row.key)}
        found += [
            (reading.clause(row.code), reading.standard.documents[kind].text)
            for kind in definition.evidence
            if kind not in have
        ]
    return found
