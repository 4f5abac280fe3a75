"""What the verbs of an evaluation share: opening it, its papers and facts, opening sheets, and counting anew.

One evaluation is one of a visit. Its result is recorded as facts in the event that concludes it; whatever changes the
result later (an expert excluded, a waiver) records them anew in its own event.
"""

import json
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from lifecycle import facts, milestones
from lifecycle.deadlines import due_day
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NoSuchMove
from lifecycle.evaluation import people
from lifecycle.evaluation.facts import yielded
from lifecycle.evaluation.scoring import band_of
from lifecycle.evaluation.view import (
    Evaluation,
    between_commas,
    duty_wanting,
    every,
    frozen,
    newest,
    numbered,
)
from lifecycle.policy import SYSTEM, Actor, require_office
from lifecycle.records import evaluations
from lifecycle.records.evaluations import EVALUATION
from lifecycle.records.project import RUNNING
from lifecycle.reminding.recipients import person_audience
from lifecycle.store import Entry, Receipt, begin
from lifecycle.verbs.common import open_entry
from lifecycle.verbs.evidence import Evidence, keep
from stages import Standard


def open_running(session: Session, actor: Actor, number: str, seen: int | None = None) -> Entry:
    """The entry of a project in whose evaluation something may happen. Raises NoSuchMove while it is held or ended."""
    entry = open_entry(session, actor, number, seen)
    require_running(entry)
    return entry


def require_running(entry: Entry) -> None:
    if entry.case.project.status not in RUNNING:
        raise NoSuchMove("evaluate", entry.case.state)


def present(entry: Entry, *, opinion: bool = False) -> Evaluation:
    """The evaluation that counts in the present visit. Raises Invalid where there is none."""
    found = newest(entry.standard, entry.case, opinion=opinion)
    if found is None:
        raise Invalid("scoring", "no_evaluation")
    return found


def again(entry: Entry, evaluation: Evaluation) -> Evaluation:
    """The same after something was written."""
    found = numbered(entry.standard, entry.case, evaluation.n)
    assert found is not None
    return found


def require_power(entry: Entry, act: str) -> None:
    """Raises NotPermitted unless the actor holds an office with a power of the standard on this project."""
    project = entry.case.project.id
    assert project is not None
    require_office(entry.session.tx, entry.actor, act, project, entry.standard.power(act))


# Beginning ----------------------------------------------------------------------------------------------------


def begin_evaluation(entry: Entry, kind: str, reason: str | None = None) -> Evaluation:
    """A new evaluation of the present visit with its first attempt. Raises Invalid where nothing is scored."""
    standard, case = entry.standard, entry.case
    gate = standard.gate_of(case.project.stage).code
    scored = standard.rubric.at(gate) if standard.rubric else None
    if standard.rubric is None or scored is None or not (kind == "opinion" or standard.asks(scored.duty)):
        raise Invalid("scoring", "not_scored", {"gate": gate})
    rater = duty_wanting(standard, case, standard.rubric.documents.self_rating)
    officer = next(iter(standard.power("draw_panel")), standard.duties[scored.duty].doer)
    n = case.next_number(EVALUATION)
    entry.put(
        EVALUATION,
        (n,),
        visit=case.project.visit,
        gate=gate,
        kind=kind,
        rubric=frozen(standard, standard.rubric),
        rater=rater.doer if rater else officer,
        rater_kinds=between_commas(rater.kinds) if rater else "",
        started_on=entry.session.day,
        started_by=entry.actor.id,
        reason=reason,
    )
    due = None if _is_first(entry, n) else fresh_term(entry.session, entry.standard, scored.milestone)
    attempt = "rating" if kind == "officer" else "first"
    open_attempt(entry, n, attempt, standard.rubric.dimensions_at(gate), due=due)
    found = numbered(standard, case, n)
    assert found is not None
    return found


def _is_first(entry: Entry, n: int) -> bool:
    """Whether it is the first evaluation of its visit: its last day is the milestone's own."""
    visit = entry.case.project.visit
    return all(each.row.visit != visit or each.n == n for each in every(entry.standard, entry.case))


def fresh_term(session: Session, standard: Standard, milestone: str) -> date:
    """The last day to score where the milestone's own day does not fit: its term from today."""
    definition = standard.milestones[milestone]
    return due_day(definition.due, session.day, session.calendar, kind=definition.kind).day


def open_attempt(entry: Entry, n: int, kind: str, dimensions: Iterable[object], **more: object) -> None:
    """A further time of scoring; `dimensions` are codes, or what has one."""
    rows = [key for key in entry.case.rows("attempt") if key[0] == n]
    entry.put(
        "attempt",
        (n, len(rows) + 1),
        kind=kind,
        dimensions=between_commas(getattr(each, "code", each) for each in dimensions),
        opened_on=entry.session.day,
        **more,
    )


# Papers and facts ---------------------------------------------------------------------------------------------


def attach_record(entry: Entry, evaluation: Evaluation, kind: str | None) -> int | None:
    """The evaluation's own record as a document of this kind: for the open duty of the stage that wants one, else by
    itself. The document's number; None where the rubric names no kind.
    """
    if kind is None:
        return None
    value = f"{entry.case.project.number}-E{evaluation.n}"
    before = set(entry.case.documents)
    rows = [row for row in entry.case.latest_duties().values() if row.is_open and row.state != "submitted"]
    stage = entry.case.project.stage
    for row in rows:
        if row.stage == stage and kind in entry.standard.duties[row.code].evidence:
            keep(entry, row, [Evidence(kind, "number", value)])
            if row.state == "not_started" and row.waits_for is None:
                changed = {"state": "in_progress", "done_by": entry.actor.id, "revision": row.revision + 1}
                entry.change("duty", row.key, **changed)
    added = set(entry.case.documents) - before
    return int(max(added)[0]) if added else _keep_alone(entry, kind, value)


def _keep_alone(entry: Entry, kind: str, value: str) -> int:
    n = entry.case.next_number("document")
    entry.add(
        "document",
        (n, 1),
        kind=kind,
        form="number",
        value=value,
        visit=entry.case.project.visit,
        added_by=entry.actor.id,
        added_on=entry.session.day,
    )
    return n


def panel_faults(entry: Entry, evaluation: Evaluation) -> tuple[object, ...]:
    """Every reason why the panel does not count today."""
    return evaluation.faults + people.faults(entry.session.tx, evaluation, entry.session.day)


def record_facts(entry: Entry, evaluation: Evaluation, document: int | None, note: str | None = None) -> None:
    """Record what the evaluation yields where that differs from what is known."""
    valid = evaluation.row.kind == "officer" or not panel_faults(entry, evaluation)
    known = facts.recorded(entry.standard, entry.case)
    for name, value in yielded(evaluation, panel_valid=valid).items():
        if value == known.get(name):
            continue
        entry.put(
            "fact",
            (name, entry.seq),
            visit=entry.case.project.visit,
            value="null" if value is None else facts.to_json(value),
            document=document,
            recorded_by=entry.actor.id,
            recorded_on=entry.session.day,
            reason=note,
        )
    milestones.settle(entry)


def write_result(entry: Entry, evaluation: Evaluation, **more: object) -> None:
    """The total and the band as they now are."""
    total = evaluation.result.total
    band = band_of(evaluation.rubric, evaluation.row.gate, total)
    entry.put(
        EVALUATION,
        (evaluation.n,),
        total=None if total is None else str(total),
        band=band.code if band else None,
        revision=evaluation.row.revision + 1,
        **more,
    )


# Opening the sheets ---------------------------------------------------------------------------------------------


def reveal(entry: Entry, evaluation: Evaluation) -> None:
    """Open the sealed sheets of the newest attempt, also those that do not count: nothing is lost. Where the experts
    disagree, the next step of the rubric begins.
    """
    attempt = evaluation.attempt
    assert attempt is not None
    sealed = evaluations.sealed
    same = (sealed.c.project == entry.case.project.id, sealed.c.evaluation == evaluation.n)
    rows = entry.session.tx.execute(select(sealed).where(*same, sealed.c.attempt == attempt.n))
    for row in sorted(rows, key=lambda each: each.assignment):
        for code, (level, reason, evidence) in sorted(json.loads(row.content)["levels"].items()):
            key = (evaluation.n, row.assignment, attempt.n, code)
            entry.add("score", key, level=level, reason=reason, evidence=evidence)
    entry.put("attempt", (evaluation.n, attempt.n), revealed_on=entry.session.day)
    take_next_step(entry, again(entry, evaluation))


def take_next_step(entry: Entry, evaluation: Evaluation) -> bool:
    """Begin the step that disagreement asks for: the same experts once more, or further ones. Whether one began; the
    chair's dissent begins by itself.
    """
    step = evaluation.next_step
    if step is None or step.decider is not None:
        return False
    due = entry.session.calendar.add_working_days(entry.session.day, step.wd or 0)
    if step.add_experts is None:
        dimensions = evaluation.dispersed
        open_attempt(entry, evaluation.n, "rescore", dimensions, step=step.step, due=due)
        ask_again(entry, evaluation)
        return True
    entry.put(EVALUATION, (evaluation.n,), size=evaluation.row.size + step.add_experts)
    open_attempt(entry, evaluation.n, "added", evaluation.dimensions, step=step.step, due=due)
    return True


def ask_again(entry: Entry, evaluation: Evaluation) -> None:
    """Tell everybody who is to score in the newest attempt, themselves."""
    found = again(entry, evaluation)
    if found.attempt is not None:
        for row in found.missing(found.attempt):
            entry.tell(person_audience(row.person), "scoring_asked", str(row.n))


def recount(entry: Entry, evaluation: Evaluation, note: str | None = None) -> None:
    """After somebody's scores stopped counting, or count again: the result anew, and what follows from it."""
    if not evaluation.was_revealed or evaluation.row.kind == "opinion":
        return
    concluded = evaluation.row.concluded_on is not None
    reopened = evaluation.is_revealed and take_next_step(entry, evaluation)
    evaluation = again(entry, evaluation)
    if not concluded:
        return
    if reopened:
        reopen(entry, evaluation)
    else:
        write_result(entry, evaluation)
    record_facts(entry, again(entry, evaluation), None, note)


def reopen(entry: Entry, evaluation: Evaluation) -> None:
    """What was concluded is not any more."""
    nothing = dict.fromkeys(("concluded_on", "concluded_by", "valid_until", "total", "band"))
    entry.put(EVALUATION, (evaluation.n,), **nothing, revision=evaluation.row.revision + 1)


def follow_up(session: Session, entry: Entry, n: int, receipt: Receipt) -> Receipt:
    """What the system does by itself after an act, in the same transaction and in an event of its own: once nobody is
    missing any more, the sheets are opened. Answers the receipt of the act.
    """
    second = begin(session, SYSTEM, entry.case.project)
    found = numbered(second.standard, second.case, n)
    if found is not None and found.is_all_in():
        reveal(second, found)
        for office in dict.fromkeys((found.officer, second.standard.chair)):
            if office is not None:
                second.tell(office, "scores_revealed", str(n))
        second.close("ScoresRevealed", str(n))
    return receipt


def annul(entry: Entry, evaluation: Evaluation, note: str | None) -> None:
    """Nothing of the evaluation counts any more: its facts are taken back. What was scored stays to be read."""
    entry.put(
        EVALUATION, (evaluation.n,), annulled_on=entry.session.day, revision=evaluation.row.revision + 1
    )
    known = facts.recorded(entry.standard, entry.case)
    for name in yielded(evaluation, panel_valid=False):
        if name in known:
            entry.put(
                "fact",
                (name, entry.seq),
                visit=entry.case.project.visit,
                value="null",
                recorded_by=entry.actor.id,
                recorded_on=entry.session.day,
                reason=note,
            )
