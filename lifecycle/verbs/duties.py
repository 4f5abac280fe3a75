"""Duties: attach evidence, complete, confirm, return, waive.

not started → in progress → submitted → confirmed by the office named, or changes requested and round again; or not
needed, with a reason.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from lifecycle import backfill, milestones, moves, words
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound, NotPermitted
from lifecycle.evaluation.guards import require_result
from lifecycle.policy import Actor, find, holds_any, load
from lifecycle.records.work import BACKFILL, DutyRow
from lifecycle.store import Entry, Receipt, begin
from lifecycle.verbs.common import open_entry, require_revision
from lifecycle.verbs.evidence import Evidence, keep


class DutyKey(NamedTuple):
    """A duty of a project: the project's number, the clause, the occurrence; the newest visit's row is meant."""

    number: str
    code: str
    occurrence: int = 1


def attach(
    session: Session, actor: Actor, key: DutyKey, evidence: Sequence[Evidence], seen: int | None = None
) -> Receipt:
    """Keep evidence for a duty that is not complete yet: it is in progress. Raises Invalid naming the piece."""
    entry, row = _open(session, actor, "attach", key, seen)
    keep(entry, row, evidence)
    if not evidence:
        raise Invalid("evidence", "missing")
    state = row.state if row.state == "changes_requested" else "in_progress"
    entry.change(
        "duty", row.key, state=state, done_by=actor.id, done_for=actor.for_whom, revision=row.revision + 1
    )
    return entry.close("EvidenceAttached", row.code)


def complete(
    session: Session, actor: Actor, key: DutyKey, evidence: Sequence[Evidence] = (), seen: int | None = None
) -> Receipt:
    """Submit a duty for confirmation. Raises Invalid naming every document kind that is still missing."""
    entry, row = _open(session, actor, "complete_duty", key, seen)
    require_result(entry.standard, entry.case, row.code, session.day)
    have = keep(entry, row, evidence)
    if missing := _missing(entry, row, have):
        raise Invalid("evidence", "evidence_missing", {"kinds": missing})
    if row.confirmer is None:
        raise Invalid("confirmer", "nobody_confirms", {"code": row.code})
    done = {"done_by": actor.id, "done_for": actor.for_whom}
    _turn(entry, row, state="submitted", submitted_on=session.day, **done)
    entry.tell(row.confirmer, "duty_submitted", row.code)
    return entry.close("DutySubmitted", row.code)


def _missing(entry: Entry, row: DutyRow, have: set[str]) -> tuple[str, ...]:
    """The kinds that a duty still lacks. What was done elsewhere is shown by any evidence that shows as much."""
    wanted = entry.standard.duties[row.code].evidence
    if row.timing == BACKFILL and backfill.is_equivalence(entry.case, row):
        return () if have else wanted
    return tuple(kind for kind in wanted if kind not in have)


def confirm(session: Session, actor: Actor, key: DutyKey, seen: int | None = None) -> Receipt:
    """Confirm a submitted duty; its milestone may be done by that. Nobody confirms what they did themselves."""
    entry, row = _open(session, actor, "confirm_duty", key, seen)
    _turn(entry, row, state="confirmed", confirmed_by=actor.id, confirmed_on=session.day)
    entry.tell(row.doer, "duty_confirmed", row.code)
    return entry.close("DutyConfirmed", row.code)


def give_back(
    session: Session,
    actor: Actor,
    key: DutyKey,
    reason: str,
    seen: int | None = None,
    kinds: Sequence[str] = (),
) -> Receipt:
    """Return a submitted duty and say what has to change. The ball goes back to the doer.

    With `kinds`, just these kinds of evidence may be handed in again; the others stay as they are. Raises Invalid for a
    kind of which there is none.
    """
    entry, row = _open(session, actor, "return_duty", key, seen)
    note = entry.words(words.reason(reason))
    returned = {"returned": row.returned + 1, "returned_on": session.day, "submitted_on": None}
    _turn(entry, row, state="changes_requested", remark=note, asked=_chosen(entry, row, kinds), **returned)
    entry.tell(row.doer, "duty_returned", row.code)
    return entry.close("DutyReturned", row.code, note)


def _chosen(entry: Entry, row: DutyRow, only: Sequence[str]) -> str:
    """The kinds between commas, in the order of the evidence."""
    have = tuple(dict.fromkeys(each.kind for each in entry.case.documents_of(row)))
    if strange := next((kind for kind in only if kind not in have), None):
        raise Invalid("only", "not_in_list", {"given": strange, "values": have})
    chosen = [kind for kind in have if kind in only]
    return f",{','.join(chosen)}," if chosen else ""


def waive(session: Session, actor: Actor, key: DutyKey, reason: str, seen: int | None = None) -> Receipt:
    """Excuse a duty for good. Raises Invalid for one that the standard does not let be waived."""
    entry, row = _open(session, actor, "waive", key, seen)
    offices = entry.standard.power("waive")
    if not holds_any(session.tx, actor, row.project, offices):
        raise NotPermitted("waive", "holds_office", offices)
    if not entry.standard.duties[row.code].waivable:
        raise Invalid("duty", "not_waivable", {"code": row.code})
    note = entry.words(words.reason(reason))
    _turn(entry, row, state="not_needed", excuse="waived", remark=note, waits_for=None, confirmed_by=None)
    entry.tell(row.doer, "duty_waived", row.code)
    return entry.close("DutyWaived", row.code, note)


def reopen(session: Session, actor: Actor, key: DutyKey, reason: str, seen: int | None = None) -> Receipt:
    """Open a confirmed duty of the present stage again, because something in it is wrong. No gate opens again by this.

    Raises NotFound, NotPermitted, Stale, Invalid for a duty that is not confirmed or was left behind with its stage.
    """
    entry = open_entry(session, actor, key.number)
    moves.require_mover(entry, moves.move_of(entry, "correct"))
    row = entry.case.newest_duty(key.code, key.occurrence)
    if row is None:
        raise NotFound("duty", key.code)
    require_revision("duty", seen, row.revision)
    if row.state != "confirmed" or row.stage != entry.case.project.stage:
        raise Invalid("duty", "not_confirmed_here", {"code": row.code})
    note = entry.words(words.reason(reason))
    moves.fire(entry, "correct", {"reason_given": True})
    undone = {"confirmed_on": None, "confirmed_by": None, "submitted_on": None}
    again = {"returned": row.returned + 1, "returned_on": session.day, "asked": ""}
    _turn(entry, row, state="changes_requested", remark=note, **undone, **again)
    entry.tell(row.doer, "duty_reopened", row.code)
    return entry.close("DutyReopened", row.code, note)


def _turn(entry: Entry, row: DutyRow, **values: Any) -> None:
    """The duty's new state, the ball with somebody else since today, and what follows from it."""
    turned = {"since": entry.session.day, **values, "revision": row.revision + 1}
    entry.change("duty", row.key, **turned)
    milestones.settle_after(entry, row, row.changed(turned))


def _open(session: Session, actor: Actor, act: str, key: DutyKey, seen: int | None) -> tuple[Entry, DutyRow]:
    """The entry and the row, both read under the project's lock and through the policy."""
    project = find(session.tx, actor, key.number, lock=True)
    entry = begin(session, actor, project)
    newest = entry.case.newest_duty(key.code, key.occurrence)
    row_key = {"visit": newest.visit if newest else 0, "code": key.code, "occurrence": key.occurrence}
    row = load(session.tx, actor, act, session.day, DutyRow, project=project.id, **row_key)
    require_revision("duty", seen, row.revision)
    return entry, row
