"""An expert's sheet: saved while it is filled in, sealed when it is handed in, opened when nobody is missing any more.

The event of a submission carries the SHA-256 of the sealed sheet and nothing of what is in it; the levels come into the
history with the event that opens them. So neither a page, nor an export, nor the history itself can tell a level before
all are in, and the seal shows afterwards that none was changed.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date

from sqlalchemy import insert

from lifecycle import words
from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.evaluation.view import Evaluation, listed
from lifecycle.history import canonical
from lifecycle.policy import Actor
from lifecycle.records import evaluations
from lifecycle.records.evaluations import AssignmentRow, AttemptRow, DraftRow
from lifecycle.reminding.recipients import person_audience
from lifecycle.store import Entry, Receipt
from lifecycle.verbs import levels
from lifecycle.verbs.evaluating import follow_up, fresh_term, open_running, present, require_power, reveal
from lifecycle.verbs.invitations import exclude_if_found, open_mine
from lifecycle.verbs.levels import Desk, Given


def save(session: Session, actor: Actor, number: str, given: Sequence[Given]) -> Receipt:
    """Keep levels of the sheet that is being filled in. Nothing of it is in the history, and nobody else sees it.

    Raises Invalid, NotPermitted before the declaration of interests and once the sheet is in.
    """
    entry, evaluation, row = open_mine(session, actor, "score", number)
    _keep(entry, evaluation, row, given)
    return Receipt(row.project, number, entry.seen)


def submit(session: Session, actor: Actor, number: str, given: Sequence[Given] = ()) -> Receipt:
    """Hand the sheet in, once: with `given`, as these levels and what was saved before make it.

    A conflict of interest that is recorded by now excludes the sheet; it is kept, and does not count. Raises Invalid
    naming every level that is missing or lacks something, and after the last day to score.
    """
    entry, evaluation, row = open_mine(session, actor, "score", number)
    attempt = _in_time(entry, evaluation)
    _keep(entry, evaluation, row, given)
    desk = Desk(evaluation.n, row.n, attempt.n)
    dimensions = listed(attempt.dimensions)
    rows = levels.complete(evaluation.rubric, levels.drafts(entry, desk), dimensions)
    seal_sheet(entry, desk, rows)
    levels.clear(entry, desk)
    for office in entry.standard.power("draw_panel"):
        entry.tell(office, "sheet_submitted", str(row.n))
    receipt = entry.close("SheetSubmitted", str(row.n))
    exclude_if_found(session, entry, evaluation.n, row.n)
    return follow_up(session, entry, evaluation.n, receipt)


def _keep(entry: Entry, evaluation: Evaluation, row: AssignmentRow, given: Sequence[Given]) -> None:
    attempt = evaluation.attempt
    assert attempt is not None
    desk = Desk(evaluation.n, row.n, attempt.n)
    levels.keep(entry, desk, given, listed(attempt.dimensions), levels.readable(evaluation))


def _in_time(entry: Entry, evaluation: Evaluation) -> AttemptRow:
    attempt = evaluation.attempt
    assert attempt is not None
    if evaluation.is_over(attempt, entry.session.day):
        raise Invalid("sheet", "after_deadline", {"due": evaluation.due(attempt)})
    return attempt


def seal_sheet(entry: Entry, desk: Desk, rows: Sequence[DraftRow]) -> None:
    """Keep what is in a sheet apart, and its hash in the history. The salt keeps anybody from trying all levels."""
    found = {row.dimension: [row.level, entry.words(row.reason), row.evidence] for row in rows}
    content = canonical({"salt": secrets.token_hex(16), "levels": found})
    sealed = insert(evaluations.sealed).values(
        project=entry.case.project.id,
        evaluation=desk.evaluation,
        assignment=desk.owner,
        attempt=desk.attempt,
        content=content,
    )
    entry.session.tx.execute(sealed)
    entry.add(
        "sheet",
        (desk.evaluation, desk.owner, desk.attempt),
        seal=hashlib.sha256(content.encode()).hexdigest(),
        submitted_by=entry.actor.id,
        submitted_on=entry.session.day,
    )


def open_sheets(session: Session, actor: Actor, number: str, *, opinion: bool = False) -> Receipt:
    """Open the sheets although some are missing: after the last day, when enough are in. By the officer.

    Raises Invalid before that day, and while too few are in, saying how many.
    """
    entry = open_running(session, actor, number)
    require_power(entry, "draw_panel")
    evaluation = present(entry, opinion=opinion)
    attempt = evaluation.attempt
    if attempt is None or attempt.revealed_on is not None:
        raise Invalid("scores", "open_already")
    if not evaluation.is_over(attempt, session.day):
        raise Invalid("scores", "too_early", {"due": evaluation.due(attempt)})
    if not evaluation.may_reveal:
        raise Invalid("scores", "too_few_in", {"n": len(evaluation.counting), "least": evaluation.least})
    reveal(entry, evaluation)
    return entry.close("ScoresRevealed", str(evaluation.n))


def extend(
    session: Session, actor: Actor, number: str, until: date, reason: str, *, opinion: bool = False
) -> Receipt:
    """Give the experts more time once the last day to score has come or passed. The milestone stays as late as it is.

    At most its own term from today. Raises Invalid for a day beyond that, or where nothing is being scored.
    """
    entry = open_running(session, actor, number)
    require_power(entry, "draw_panel")
    evaluation = present(entry, opinion=opinion)
    attempt = evaluation.attempt
    if attempt is None or attempt.revealed_on is not None:
        raise Invalid("scores", "open_already")
    due, last = (
        evaluation.due(attempt),
        fresh_term(entry.session, entry.standard, evaluation.scored.milestone),
    )
    if not max(session.day, due or session.day) < until <= last:
        raise Invalid("until", "out_of_range", {"from": max(session.day, due or session.day), "to": last})
    note = entry.words(words.reason(reason))
    entry.put("attempt", (evaluation.n, attempt.n), due=until)
    for row in evaluation.missing(attempt):
        entry.tell(person_audience(row.person), "scoring_extended", str(row.n))
    return entry.close("ScoringExtended", until.isoformat(), note)
