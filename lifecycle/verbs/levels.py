"""Levels as people give them: kept as drafts while they think, and checked as a whole when they hand them in.

The same for the holder's self-rating and for an expert's sheet: a reason for every level, evidence from the level that
the rubric says.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select, update

from lifecycle import words
from lifecycle.errors import Invalid, Stale
from lifecycle.evaluation.view import Evaluation, between_commas, listed
from lifecycle.records import evaluations
from lifecycle.records.evaluations import DraftRow
from lifecycle.store import Entry
from stages.model import Rubric

EVIDENCE_LIMIT = 20
SELF = 0
"""The owner of the drafts of a self-rating."""
CHOSEN = ""
"""Where, among the drafts of a self-rating, the documents lie that were chosen for the dossier."""
CHOSEN_LIMIT = 60


class Given(NamedTuple):
    """One level as it was typed. `unjudged`: the expert cannot judge this dimension, and says why. `evidence` are
    numbers of documents. `seen` is the revision of the draft that the form showed.
    """

    dimension: str
    level: int | None = None
    reason: str = ""
    evidence: tuple[int, ...] = ()
    unjudged: bool = False
    seen: int | None = None


class Desk(NamedTuple):
    """Where drafts lie: `owner` is an assignment or SELF, `attempt` an attempt or the version to come."""

    evaluation: int
    owner: int
    attempt: int


def drafts(entry: Entry, desk: Desk) -> dict[str, DraftRow]:
    """The levels that lie there, by dimension."""
    found = _lying(entry, desk)
    return {code: row for code, row in found.items() if code != CHOSEN}


def _lying(entry: Entry, desk: Desk) -> dict[str, DraftRow]:
    rows = entry.session.tx.execute(select(evaluations.draft).where(*_on(entry, desk)))
    return {row.dimension: DraftRow.of(row) for row in rows}


def choose(entry: Entry, desk: Desk, documents: Sequence[int], seen: int | None) -> None:
    """Keep which documents are to make up the dossier. Raises Invalid for too many, Stale where somebody else has
    chosen since.
    """
    if len(documents) > CHOSEN_LIMIT:
        raise Invalid("dossier", "too_many_pieces", {"limit": CHOSEN_LIMIT})
    row = _lying(entry, desk).get(CHOSEN)
    _require_seen(seen, row)
    _save(entry, desk, Given(CHOSEN, evidence=tuple(documents)), row)


def chosen(entry: Entry, desk: Desk) -> tuple[int, ...] | None:
    """The documents that were chosen; None where nobody has chosen."""
    row = _lying(entry, desk).get(CHOSEN)
    return None if row is None else tuple(int(each) for each in listed(row.evidence))


def _require_seen(seen: int | None, row: DraftRow | None) -> None:
    now = row.revision if row else 0
    if seen is not None and seen != now:
        raise Stale("draft", seen, now)


def _on(entry: Entry, desk: Desk) -> tuple[Any, ...]:
    draft = evaluations.draft.c
    project = entry.case.project.id
    lies = (draft.evaluation == desk.evaluation, draft.owner == desk.owner, draft.attempt == desk.attempt)
    return (draft.project == project, *lies)


def keep(
    entry: Entry, desk: Desk, given: Sequence[Given], dimensions: Sequence[str], readable: Collection[int]
) -> None:
    """Keep what was typed, whole or not. Raises Invalid for what can never be right (a level off the scale, a document
    that is not among the `readable`), Stale where somebody else has saved the dimension since.
    """
    rubric = entry.standard.rubric
    assert rubric is not None
    known = drafts(entry, desk)
    for each in given:
        _require_possible(rubric, each, dimensions, readable)
        row = known.get(each.dimension)
        _require_seen(each.seen, row)
        _save(entry, desk, each, row)


def _require_possible(
    rubric: Rubric, given: Given, dimensions: Sequence[str], readable: Collection[int]
) -> None:
    if given.dimension not in dimensions:
        raise Invalid("dimension", "not_in_list", {"given": given.dimension, "values": tuple(dimensions)})
    if given.level is not None and not rubric.scale.min <= given.level <= rubric.scale.max:
        raise Invalid(given.dimension, "out_of_scale", {"from": rubric.scale.min, "to": rubric.scale.max})
    if unknown := sorted(set(given.evidence) - set(readable)):
        raise Invalid(given.dimension, "no_such_document", {"given": unknown[0]})
    if len(given.evidence) > EVIDENCE_LIMIT:
        raise Invalid(given.dimension, "too_many_pieces", {"limit": EVIDENCE_LIMIT})


def _save(entry: Entry, desk: Desk, given: Given, known: DraftRow | None) -> None:
    values = {
        "level": None if given.unjudged else given.level,
        "unjudged": given.unjudged,
        "reason": words.reason(given.reason, given.dimension, required=False),
        "evidence": between_commas(given.evidence),
        "saved_by": entry.actor.id,
        "saved_at": entry.session.at,
        "revision": known.revision + 1 if known else 1,
    }
    draft = evaluations.draft
    if known is not None:
        same = (*_on(entry, desk), draft.c.dimension == given.dimension)
        entry.session.tx.execute(update(draft).where(*same).values(values))
        return
    key = {"project": entry.case.project.id, "dimension": given.dimension, **desk._asdict()}
    entry.session.tx.execute(insert(draft).values(key | values))


def clear(entry: Entry, desk: Desk) -> None:
    """Throw the drafts away: what was in them is handed in."""
    entry.session.tx.execute(delete(evaluations.draft).where(*_on(entry, desk)))


def complete(
    rubric: Rubric, found: Mapping[str, DraftRow], dimensions: Sequence[str]
) -> tuple[DraftRow, ...]:
    """The levels in the order of the rubric. Raises Invalid naming every one that is missing, or lacks its reason or
    its evidence.
    """
    wrong = tuple(
        (code, problem) for code in dimensions if (problem := lacks(rubric, found.get(code))) is not None
    )
    if wrong:
        raise Invalid("levels", "levels_incomplete", {"levels": wrong})
    return tuple(found[code] for code in dimensions)


def lacks(rubric: Rubric, row: DraftRow | None) -> str | None:
    """What keeps a level from being handed in: no level, no reason, no evidence; None for nothing."""
    if row is None or (row.level is None and not row.unjudged):
        return "level_missing"
    if not row.reason:
        return "reason_missing"
    from_level = rubric.scoring.reason_required.evidence_from_level
    if row.level is not None and row.level >= from_level and not listed(row.evidence):
        return "level_evidence_missing"
    return None


def readable(evaluation: Evaluation) -> frozenset[int]:
    """The documents that an expert may name as evidence: those of the dossier."""
    return frozenset(number for number, _ in evaluation.dossier)
