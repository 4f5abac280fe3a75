"""The holder's part: the dossier and the self-rating, saved while they are worked on, handed in once, corrected with a
reason. It stands beside the experts' result and is never mixed with it.
"""

from collections.abc import Sequence

from lifecycle import words
from lifecycle.case import Case
from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.evaluation.view import Evaluation, between_commas, duty_wanting, listed, newest
from lifecycle.policy import Actor, held_offices, holds_any, load, may_open, require_office
from lifecycle.records.evaluations import DraftRow, EvaluationRow, SelfLevelRow
from lifecycle.records.work import DocumentRow
from lifecycle.reminding.recipients import person_audience
from lifecycle.store import Entry, Receipt
from lifecycle.verbs import levels
from lifecycle.verbs.evaluating import attach_record, begin_evaluation, follow_up, open_running, present
from lifecycle.verbs.levels import SELF, Desk, Given
from stages import Standard


def start(session: Session, actor: Actor, number: str, seen: int | None = None) -> Receipt:
    """Begin the evaluation of the present visit. From then on the rubric is the one the project runs by now.

    By the officer or by whoever hands in the dossier. Raises Invalid where one is running, or nothing is scored.
    """
    entry = open_running(session, actor, number, seen)
    _require_free(entry)
    evaluation = begin_evaluation(entry, "panel")
    offices = (*entry.standard.power("draw_panel"), evaluation.row.rater)
    assert entry.case.project.id is not None
    require_office(session.tx, actor, "start_evaluation", entry.case.project.id, offices)
    return entry.close("EvaluationStarted", evaluation.row.gate)


def _require_free(entry: Entry) -> None:
    """A second evaluation is begun where the first is void, or may not be relied on any more."""
    gate = entry.standard.gate_of(entry.case.project.stage).code
    scored = entry.standard.rubric.at(gate) if entry.standard.rubric else None
    if scored is not None and scored.by != "panel":
        raise Invalid("scoring", "scored_by_officer", {"gate": gate})
    known = newest(entry.standard, entry.case)
    until = known.row.valid_until if known else None
    if known is not None and not (until is not None and until < entry.session.day):
        raise Invalid("scoring", "started_already")


def save(
    session: Session, actor: Actor, number: str, given: Sequence[Given], *, opinion: bool = False
) -> Receipt:
    """Keep levels of the self-rating that is being worked on; whoever holds the office goes on with them anywhere.

    Nothing of it is in the history. Raises Invalid, Stale where a colleague has saved the same dimension since.
    """
    entry, evaluation = _open(session, actor, number, opinion=opinion)
    levels.keep(entry, _desk(evaluation), given, evaluation.dimensions, _openable(entry))
    return Receipt(entry.case.project.id or 0, number, entry.seen)


def choose(
    session: Session,
    actor: Actor,
    number: str,
    documents: Sequence[int],
    seen: int | None = None,
    *,
    opinion: bool = False,
) -> Receipt:
    """Keep which documents are to make up the dossier, until it is handed in. Raises Invalid, Stale."""
    entry, evaluation = _open(session, actor, number, opinion=opinion)
    if unknown := sorted(set(documents) - set(_openable(entry))):
        raise Invalid("dossier", "no_such_document", {"given": unknown[0]})
    levels.choose(entry, _desk(evaluation), documents, seen)
    return Receipt(entry.case.project.id or 0, number, entry.seen)


def submit(
    session: Session,
    actor: Actor,
    number: str,
    given: Sequence[Given] = (),
    dossier: Sequence[int] | None = None,
    reason: str = "",
    *,
    opinion: bool = False,
) -> Receipt:
    """Hand in the dossier and the self-rating. What was handed in before stays; a further version needs a reason.

    `dossier` are documents of the project, as the experts are to read them; without it, those that were chosen before,
    else what the parties attached in this visit and is not secret. Whatever a level names as evidence is in it.

    Raises Invalid naming every level that is missing or lacks something, NotPermitted once somebody has scored.
    """
    entry, evaluation = _open(session, actor, number, opinion=opinion)
    desk = _desk(evaluation)
    levels.keep(entry, desk, given, evaluation.dimensions, _openable(entry))
    rows = _complete(entry, evaluation, desk)
    note = entry.words(words.reason(reason, required=desk.attempt > 1))
    documents = levels.chosen(entry, desk) if dossier is None else dossier
    _write(entry, evaluation, desk, rows, _dossier(entry, documents, rows), note)
    levels.clear(entry, desk)
    attach_record(entry, evaluation, evaluation.rubric.documents.self_rating)
    for office in entry.standard.power("draw_panel"):
        entry.tell(office, "self_rating_submitted", str(desk.attempt))
    for row in evaluation.live:
        if row.is_scoring:
            entry.tell(person_audience(row.person), "dossier_in", str(row.n))
    receipt = entry.close("SelfRatingSubmitted", str(desk.attempt), note)
    return follow_up(session, entry, evaluation.n, receipt)


def wants_levels(standard: Standard, case: Case) -> bool:
    """Whether a duty of the present stage wants a self-rating: elsewhere the dossier alone is handed in."""
    kind = standard.rubric.documents.self_rating if standard.rubric else None
    return duty_wanting(standard, case, kind) is not None


def _open(session: Session, actor: Actor, number: str, *, opinion: bool) -> tuple[Entry, Evaluation]:
    entry = open_running(session, actor, number)
    found = present(entry, opinion=opinion)
    key = {"project": entry.case.project.id, "n": found.n}
    load(session.tx, actor, "rate_self", session.day, EvaluationRow, **key)
    return entry, found


def _desk(evaluation: Evaluation) -> Desk:
    return Desk(evaluation.n, SELF, max(evaluation.self_ratings, default=0) + 1)


def _documents(case: Case) -> dict[int, DocumentRow]:
    """The newest version of each document of the project."""
    rows = sorted(case.documents.values(), key=lambda row: row.version)
    return {row.n: row for row in rows}


def _openable(entry: Entry) -> dict[int, DocumentRow]:
    """Those that the actor may open: what is kept from somebody they do not hand on to others."""
    case, standard = entry.case, entry.standard
    held = held_offices(entry.session.tx, entry.actor, case.project.id or 0)

    def opens(row: DocumentRow) -> bool:
        duty = case.duties.get((row.visit, row.duty or "", row.occurrence))
        offices = (duty.doer, duty.confirmer) if duty else ()
        secret = standard.documents[row.kind].secret
        return may_open(entry.actor, held, secret=secret, offices=offices, added_by=row.added_by)

    return {n: row for n, row in _documents(case).items() if opens(row)}


def _complete(entry: Entry, evaluation: Evaluation, desk: Desk) -> tuple[SelfLevelRow, ...]:
    """The levels of the version to come: what was typed, and of an earlier version what nobody changed."""
    found = levels.drafts(entry, desk)
    if not found and (evaluation.self_ratings or not wants_levels(entry.standard, entry.case)):
        return tuple(evaluation.own_levels.values())
    kept = {code: row for code, row in evaluation.own_levels.items() if code not in found}
    typed = [code for code in evaluation.dimensions if code not in kept]
    rows = levels.complete(evaluation.rubric, found, typed)
    if unjudged := tuple(row.dimension for row in rows if row.level is None):
        raise Invalid(
            "levels", "levels_incomplete", {"levels": tuple((c, "level_missing") for c in unjudged)}
        )
    new = {row.dimension: _level(entry, row) for row in rows}
    return tuple((kept | new)[code] for code in evaluation.dimensions)


def _level(entry: Entry, row: DraftRow) -> SelfLevelRow:
    values = {"dimension": row.dimension, "level": row.level, "evidence": row.evidence}
    return SelfLevelRow.of({**values, "reason": entry.words(row.reason)})


def _dossier(entry: Entry, chosen: Sequence[int] | None, rows: Sequence[SelfLevelRow]) -> str:
    """The documents with the versions they have now."""
    known = _openable(entry)
    wanted = set(chosen) if chosen is not None else set(offered(entry.standard, entry.case))
    if unknown := sorted(wanted - set(known)):
        raise Invalid("dossier", "no_such_document", {"given": unknown[0]})
    named = {int(each) for row in rows for each in listed(row.evidence)}
    return between_commas(f"{n}.{known[n].version}" for n in sorted(wanted | named))


def offered(standard: Standard, case: Case) -> tuple[int, ...]:
    """The documents that make up a dossier unless others are chosen: what the parties attached in this visit."""
    return tuple(
        n
        for n, row in sorted(_documents(case).items())
        if row.visit == case.project.visit and row.duty is not None
        if not standard.of_bureau(standard.duties[row.duty].doer) and not standard.documents[row.kind].secret
    )


def _write(
    entry: Entry,
    evaluation: Evaluation,
    desk: Desk,
    rows: Sequence[SelfLevelRow],
    dossier: str,
    note: str | None,
) -> None:
    version = desk.attempt
    entry.add(
        "self_rating",
        (evaluation.n, version),
        dossier=dossier,
        reason=note,
        submitted_by=entry.actor.id,
        submitted_on=entry.session.day,
    )
    for row in rows:
        key = (evaluation.n, version, row.dimension)
        entry.add("self_level", key, level=row.level, reason=row.reason, evidence=row.evidence)


def may_start(session: Session, actor: Actor, standard: Standard, case: Case) -> bool:
    """Whether the actor's office may begin an evaluation here."""
    kind = standard.rubric.documents.self_rating if standard.rubric else None
    rater = duty_wanting(standard, case, kind)
    offices = (*standard.power("draw_panel"), *((rater.doer,) if rater else ()))
    return holds_any(session.tx, actor, case.project.id or 0, offices)
