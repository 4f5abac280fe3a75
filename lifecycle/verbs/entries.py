"""Entering at a later stage: documents of the draft, the approval of the entry, and what is kept of the stages skipped.

Source: mid-entry rules X1 to X6 (proposals). The approval covers what was seen: whatever of it changes afterwards takes
it back. A stage that is skipped is passed over, its gate is deemed passed by the entry, and each required duty of it is
filled in afterwards.
"""

from collections.abc import Sequence

from lifecycle import backfill, entering, moves, words
from lifecycle.engine import Session
from lifecycle.errors import GateClosed, Invalid, NoSuchMove
from lifecycle.policy import Actor, load, require_office
from lifecycle.records.project import ProjectRow
from lifecycle.store import Entry, Receipt
from lifecycle.verbs.common import open_entry
from lifecycle.verbs.evidence import Evidence, keep_for_project
from lifecycle.verbs.rounds import deem

DRAFT = "draft"


def attach_document(
    session: Session, actor: Actor, number: str, evidence: Sequence[Evidence], seen: int | None = None
) -> Receipt:
    """Keep documents for a draft itself: what its entry point asks for. By whoever may submit it.

    Raises Invalid naming the piece, NotPermitted, NoSuchMove once it is submitted.
    """
    entry = open_entry(session, actor, number, seen)
    if entry.case.project.status != DRAFT:
        raise NoSuchMove(entering.ATTACH, entry.case.state)
    moves.require_mover(entry, moves.move_of(entry, "submit"))
    if not evidence:
        raise Invalid("evidence", "missing")
    keep_for_project(entry, evidence)
    take_back_approval(entry)
    return entry.close("DocumentAttached", entry.case.project.entry)


def approve_entry(
    session: Session, actor: Actor, number: str, reason: str, seen: int | None = None
) -> Receipt:
    """Let a draft enter at its later stage. Nobody approves what they recorded or attached themselves.

    Raises GateClosed while anything else that the entry asks for is missing, Invalid for a draft that skips nothing or
    is approved already, NotPermitted (also once it is submitted).
    """
    entry = open_entry(session, actor, number, seen)
    project, rule = entry.case.project, entry.standard.mid_entry_rule(entering.ADMISSION)
    assert project.id is not None
    if rule is None or not entering.is_midway(entry.standard, project.entry):
        raise Invalid("entry", "skips_nothing", {"entry": project.entry})
    require_office(session.tx, actor, entering.APPROVE, project.id, (rule.confirmer or "",))
    load(session.tx, actor, entering.APPROVE, session.day, ProjectRow, id=project.id)
    if project.entry_approved_on is not None:
        raise Invalid("entry", "approved_already", {"on": project.entry_approved_on})
    missing = entering.entry_unmet(entry.standard, entry.case, session.day)
    if others := tuple(blocker for blocker in missing if blocker.kind != entering.ADMISSION):
        raise GateClosed(entering.APPROVE, others)
    note = entry.words(words.reason(reason))
    entry.project(entry_approved_by=actor.id, entry_approved_on=session.day, entry_reason=note)
    entry.tell(rule.doer or "", "entry_approved", project.entry)
    return entry.close("EntryApproved", project.entry, note)


def take_back_approval(entry: Entry) -> None:
    """The approval of an entry is void once what it was given for has changed."""
    if entry.case.project.entry_approved_on is not None and entry.case.project.status == DRAFT:
        entry.project(entry_approved_by=None, entry_approved_on=None, entry_reason=None)


def pass_over(entry: Entry) -> None:
    """Keep a visit, a deemed gate and the duties to be filled in for each stage that the entry skips."""
    project, day = entry.case.project, entry.session.day
    for n, stage in enumerate(entry.standard.stages_before(project.stage), start=1):
        entry.put(
            "visit", (n,), stage=stage, entered_on=day, left_on=day, basis=project.entry, passed_over=True
        )
        entry.project(visit=n + 1)
        gate = entry.standard.gate_of(stage)
        deem(entry, gate, n, project.entry, project.entry_approved_by, project.entry_reason)
        backfill.open_skipped(entry, stage, n)
        entry.put("visit", (n + 1,), stage=project.stage)
