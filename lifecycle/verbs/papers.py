"""Papers of the project as a whole: those that a move asks for, and those that are put on file after the end."""

from collections.abc import Sequence

from lifecycle import afterwards, moves
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NoSuchMove
from lifecycle.policy import Actor, is_end
from lifecycle.store import Entry, Receipt
from lifecycle.verbs.common import open_entry
from lifecycle.verbs.evidence import Evidence, keep_for_project


def keep(entry: Entry, asked: Sequence[str], papers: Sequence[Evidence]) -> None:
    """Keep the papers that a move asks for. Raises Invalid naming every kind that is missing, or one not asked for."""
    for paper in papers:
        if paper.kind not in asked:
            raise Invalid("evidence", "not_in_list", {"given": paper.kind, "values": tuple(asked)})
    missing = tuple(kind for kind in asked if kind not in {paper.kind for paper in papers})
    if missing:
        raise Invalid("evidence", "evidence_missing", {"kinds": missing})
    keep_for_project(entry, papers)


def file(
    session: Session, actor: Actor, number: str, papers: Sequence[Evidence], seen: int | None = None
) -> Receipt:
    """Put papers of the end on file: what its move, the settlement and the archive ask for.

    Raises NoSuchMove before the end and once it is archived, NotPermitted, Invalid for a kind that is not asked for.
    """
    entry = open_entry(session, actor, number, seen)
    move = moves.move_of(entry, "archive")
    moves.require_mover(entry, move)
    if not is_end(entry.case.project.status) or entry.case.project.archived_on is not None:
        raise NoSuchMove("file_paper", entry.case.state)
    asked = {paper.kind for paper in afterwards.wanted_papers(entry.standard, entry.case)} | {*move.docs}
    if not papers:
        raise Invalid("evidence", "missing")
    for paper in papers:
        if paper.kind not in asked:
            raise Invalid("evidence", "not_in_list", {"given": paper.kind, "values": tuple(sorted(asked))})
    keep_for_project(entry, papers)
    return entry.close("PaperFiled", " ".join(dict.fromkeys(paper.kind for paper in papers)))
