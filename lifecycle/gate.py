"""What bars a move, all at once: the one function that page, command line and the server's own check call.

Each blocker is a root cause, said once: an open duty and not also the milestone it would complete or the criterion
that counts open duties. Doing exactly what the blockers name opens the gate.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from lifecycle import afterwards, facts, milestones
from lifecycle.absence import remedies
from lifecycle.backfill import comes_again, is_equivalence
from lifecycle.blocker import CARRIED as CARRIED
from lifecycle.blocker import COUNTED as COUNTED
from lifecycle.blocker import DEFECTS as DEFECTS
from lifecycle.blocker import DUTIES as DUTIES
from lifecycle.blocker import MILESTONES as MILESTONES
from lifecycle.blocker import MUSTS as MUSTS
from lifecycle.blocker import Blocker as Blocker
from lifecycle.blocker import View as View
from lifecycle.case import Case
from lifecycle.columns import CARRIED as CARRIED_TIMINGS
from lifecycle.dating import start_here
from lifecycle.deadlines import months_after
from lifecycle.evaluation import panel
from lifecycle.evaluation.blockers import of_score, with_evaluation
from lifecycle.evaluation.view import newest
from lifecycle.records.project import REGISTERED
from lifecycle.records.rounds import DebtRow
from lifecycle.records.work import BACKFILL, DutyRow, MilestoneRow
from stages import Standard
from stages.conditions import Facts, Leaf, Value, holds, names, unmet
from stages.model import Criterion, Move, Option, Origin
from stages.tracks import kept_duties

KEPT, GATE_PASSED = "kept_duties_confirmed", "gate_passed"

WORKED_ON = (*COUNTED, "document_filed", "file_list_complete", "surveys_done", "surveys_left")
"""What the engine computes from work that somebody still can do."""


def blockers(standard: Standard, case: Case, day: date) -> tuple[Blocker, ...]:
    """Everything that bars the present stage's gate on `day`. Empty: it can be requested and passed."""
    view = View(standard, case, day)
    known = known_facts(view)
    found = [_of_duty(view, row) for row in case.latest_duties().values() if bars(case, row, day)]
    found = with_evaluation(view, found)
    found += _of_windows(view)
    found += _of_events(view, tuple(found))
    found += _of_milestones(view, {blocker.clause for blocker in found})
    found += _of_debts(view)
    found += _of_criteria(view, known)
    found += _of_pass(view, known)
    asked = {blocker.leaf for blocker in found}
    found += [blocker for blocker in _of_next_entry(view, known) if blocker.leaf not in asked]
    named = {blocker.clause for blocker in found if blocker.kind == "duty"}
    return tuple(blocker for blocker in found if not _follows(standard, blocker, named))


def _follows(standard: Standard, blocker: Blocker, duties: set[str]) -> bool:
    """Whether a computed fact is only missing because a duty that is a blocker itself is not done."""
    fact = standard.facts.get(blocker.leaf.name) if blocker.leaf else None
    return fact is not None and fact.computed and fact.origin.of in duties


def bars(case: Case, row: DutyRow, day: date) -> bool:
    """Whether an open duty keeps the present gate shut.

    One due at its own time does so only while it is overdue; due today is not overdue.
    """
    if not row.is_open or not row.required:
        return False
    if row.timing == "when_due":
        return row.due is not None and row.due < day
    return row.timing in CARRIED_TIMINGS or row.stage == case.project.stage


def _counted(case: Case, stage: str, timing: str, otherwise: str) -> str:
    return CARRIED if timing in CARRIED_TIMINGS or stage != case.project.stage else otherwise


def _of_duty(view: View, row: DutyRow) -> Blocker:
    submitted = row.state == "submitted"
    office = row.confirmer if submitted else row.doer
    present = office is not None and milestones.is_present(view.standard, view.case, office)
    if office == row.doer and row.kinds and present:
        present = view.case.exercises(office, row.kinds) or view.case.holder(office) is not None
    return Blocker(
        kind="duty",
        clause=row.code,
        counted_in=_counted(view.case, row.stage, row.timing, DUTIES),
        act="confirm_duty" if submitted else "complete_duty",
        role=view.standard.offices[office].role if office else None,
        office=office,
        since=row.since,
        due=row.due,
        waits_for=row.waits_for,
        not_before=row.not_before if row.not_before and row.not_before > view.day else None,
        target=row.key,
        absent=not present,
        remedies=()
        if present or office is None
        else remedies(view.standard, office, None if submitted else row),
    )


def _absence(view: View, office: str | None) -> dict[str, Any]:
    """Whether nobody exercises an office here, and what can be done about it."""
    if office is None or milestones.is_present(view.standard, view.case, office):
        return {"absent": office is None}
    return {"absent": True, "remedies": remedies(view.standard, office)}


def _here(view: View, row: MilestoneRow) -> bool:
    ours = row.stage == view.case.project.stage or row.timing in CARRIED_TIMINGS
    return ours and row.blocking and row.applies and row.timing != "when_due" and not row.is_closed(view.day)


def _of_windows(view: View) -> list[Blocker]:
    return [
        _of_milestone(view, row)
        for row in view.case.latest_milestones().values()
        if row.kind == "window" and _here(view, row)
    ]


def _of_milestones(view: View, named: set[str]) -> list[Blocker]:
    """Open milestones that no open duty explains."""
    explained = {row.milestone for row in view.case.duties.values() if row.code in named}
    return [
        _of_milestone(view, row)
        for row in view.case.latest_milestones().values()
        if row.kind not in ("window", "gate") and row.code not in explained and _here(view, row)
    ]


def _of_milestone(view: View, row: MilestoneRow) -> Blocker:
    waits_for = (
        None
        if row.base
        else start_here(view.standard, view.case, row, facts.recorded(view.standard, view.case))
    )
    return Blocker(
        kind="window" if row.kind == "window" else "milestone",
        clause=row.code,
        counted_in=_counted(view.case, row.stage, row.timing, MILESTONES),
        act=None,
        role=row.owner,
        office=None,
        since=row.base,
        due=row.due,
        waits_for=waits_for,
        not_before=row.not_before,
        target=row.key,
    )


def _of_events(view: View, found: tuple[Blocker, ...]) -> list[Blocker]:
    """The dates that nobody has recorded yet and that something on the way waits for."""
    waiting = {
        blocker.waits_for: blocker for blocker in reversed(found) if blocker.waits_for in view.standard.events
    }
    return [_of_event(view, event, blocker) for event, blocker in waiting.items() if event is not None]


def _of_event(view: View, event: str, waiting: Blocker) -> Blocker:
    dated_by = view.standard.events[event].dated_by or ""
    office = view.standard.recorder(dated_by, view.case.project.stage)
    return Blocker(
        kind="event",
        clause=waiting.clause,
        counted_in=waiting.counted_in,
        act="record_fact",
        role=view.standard.offices[office].role if office else None,
        office=office,
        since=waiting.since,
        leaf=Leaf(dated_by, "==", view.day, wanted=True),
        **(_absence(view, office) if office else {}),
    )


def _of_debts(view: View) -> list[Blocker]:
    return [
        _of_debt(view, row)
        for row in view.case.debts.values()
        if row.bars and row.settled_on is None and not (row.kind == "defect" and row.answered_on)
        if row.kind != BACKFILL  # each duty that is to be filled in is a blocker of its own
    ]


def _settling(row: DebtRow) -> str:
    if row.kind == "objection":
        return "reply_objection"
    return "settle_debt" if row.answered_on else "answer_debt"


def _settler(view: View, row: DebtRow) -> str | None:
    """The first office that accepts the answer and has not to give it."""
    settlers = (office for office in view.standard.settlers(row.kind) if office != row.owner)
    return next(settlers, None)


def _of_debt(view: View, row: DebtRow) -> Blocker:
    office = row.owner if row.answered_on is None else _settler(view, row)
    return Blocker(
        kind="debt",
        clause=row.clause or str(row.n),
        counted_in=DEFECTS if row.kind == "defect" else CARRIED,
        act=_settling(row),
        role=view.standard.offices[office].role if office else None,
        office=office,
        since=row.answered_on or row.opened_on,
        due=row.due,
        target=(row.visit, str(row.n), row.n),
        **_absence(view, office),
    )


def _of_criteria(view: View, known: Facts) -> list[Blocker]:
    gate = view.standard.gate_of(view.case.project.stage)
    return [
        blocker
        for criterion in gate.must
        if holds(criterion.applies_if, known)
        for blocker in of_test(
            view, known, criterion.code, unmet(criterion.test, known, fixed(view.standard))
        )
    ]


def of_test(view: View, known: Facts, clause: str, leaves: tuple[Leaf, ...]) -> list[Blocker]:
    """A blocker for each test of a clause that fails."""
    found: list[Blocker] = []
    evaluation = newest(view.standard, view.case)
    for leaf in leaves:
        fact = view.standard.facts[leaf.name]
        if fact.computed and fact.origin.computed in (DUTIES, MILESTONES, CARRIED):
            continue  # each duty and milestone it counts is a blocker of its own
        if fact.scored is not None and evaluation is not None:
            found += of_score(view, evaluation, clause, leaf, known)
            continue
        office = view.standard.recorder(leaf.name, view.case.project.stage)
        found.append(
            Blocker(
                kind="criterion",
                clause=clause,
                counted_in=MUSTS,
                act=None if fact.computed else "record_fact",
                role=view.standard.offices[office].role if office else None,
                office=office,
                since=view.case.visit.entered_on,
                leaf=leaf,
                known=known.get(leaf.name),
                **(_absence(view, office) if office else {}),
            )
        )
    return found


def passing_options(standard: Standard, stage: str) -> tuple[Option, ...]:
    """The options by which a gate is passed: their move asks for the must criteria."""
    moves = standard.flow.moves
    return tuple(
        option for option in standard.gate_of(stage).options if MUSTS in names(moves[option.move].guard)
    )


def _of_pass(view: View, known: Facts) -> list[Blocker]:
    """What the move that passes the gate asks for besides: a project that could be brought before the gate, and never
    through it, would be in a trap.
    """
    options = passing_options(view.standard, view.case.project.stage)
    move = view.standard.flow.moves[options[0].move] if options else None
    return list(_of_guard(view, move, known)) if move is not None else []


def _of_guard(view: View, move: Move, known: Facts) -> Iterator[Blocker]:
    for leaf in unmet(move.guard, known, fixed(view.standard)):
        fact = view.standard.facts[leaf.name]
        if fact.origin.computed == KEPT:
            rows = _kept_open(view, fact.origin.of)
            barring = (row for row in rows if not bars(view.case, row, view.day))
            yield from (replace(_of_duty(view, row), counted_in=MUSTS) for row in barring)
        elif not fact.computed and fact.per != facts.OF_A_MOVE:
            yield from (replace(each, kind="guard") for each in of_test(view, known, move.code, (leaf,)))


def _kept_open(view: View, track: str | None) -> Iterator[DutyRow]:
    """The open duties that a track keeps; of what repeats those that bar anyway."""
    kept = kept_duties(view.standard.flow.tracks[track or ""])
    for row in view.case.latest_duties().values():
        once = not comes_again(view.standard, row.code)
        if row.code in kept and row.is_open and row.required and (once or bars(view.case, row, view.day)):
            yield row


def _of_next_entry(view: View, known: Facts) -> list[Blocker]:
    """What the next stage asks for at its door, with this gate taken as passed."""
    stage = view.case.project.stage
    following = view.standard.next_stage(stage)
    if following is None:
        return []
    passed = View(view.standard, view.case, view.day, frozenset({view.standard.gate_of(stage).code}))
    then = _as_passed(passed, known)
    return [
        blocker
        for condition in view.standard.stages[following].entry
        for blocker in of_test(
            passed, then, condition.code, unmet(condition.test, then, fixed(view.standard))
        )
    ]


def unmet_shoulds(standard: Standard, case: Case, day: date) -> tuple[Criterion, ...]:
    """Recommended criteria that are not met: the decider gives a reason for each."""
    known = known_facts(View(standard, case, day))
    gate = standard.gate_of(case.project.stage)
    return tuple(each for each in gate.should if holds(each.applies_if, known) and unmet(each.test, known))


# Facts the engine computes ------------------------------------------------------------------------------------


def known_facts(view: View) -> dict[str, Value]:
    """Recorded facts and those that follow from the case. A fact that cannot be known yet is absent."""
    known = facts.recorded(view.standard, view.case)
    for name, fact in view.standard.computed.items():
        rule = COMPUTED.get(fact.origin.computed or "")
        if rule is not None and (value := rule(view, fact.origin)) is not None:
            known[name] = value
    return known


def _as_passed(view: View, known: Facts) -> dict[str, Value]:
    """The same facts with the gates of `view.passing` taken as passed: nothing else is different by that."""
    computed = view.standard.computed.items()
    gates = {name: fact.origin for name, fact in computed if fact.origin.computed == GATE_PASSED}
    return {**known, **{name: _gate_passed(view, origin) for name, origin in gates.items()}}


Rule = Callable[[View, Origin], Value | None]


def _open_duties(counted: str) -> Rule:
    def count(view: View, _: Origin) -> int:
        rows = view.case.latest_duties().values()
        names = (
            _counted(view.case, row.stage, row.timing, DUTIES)
            for row in rows
            if bars(view.case, row, view.day)
        )
        return sum(1 for name in names if name == counted)

    return count


def _open_milestones(view: View, _: Origin) -> int:
    return sum(1 for row in view.case.latest_milestones().values() if row.kind != "gate" and _here(view, row))


def _gate_passed(view: View, origin: Origin) -> bool:
    """A project that was never submitted has passed none, wherever it was to begin."""
    order = tuple(view.standard.stages)
    place = order.index(view.standard.gates[origin.of or ""].stage)
    been = (visit.stage for visit in view.case.visits.values() if visit.basis != REGISTERED)
    return origin.of in view.passing or any(order.index(stage) > place for stage in been)


def _months_since(view: View, origin: Origin) -> int | None:
    """What was filled in for a stay that never was says nothing of when it was done: that is for `or_since`."""
    days = [
        row.confirmed_on
        for row in view.case.duties.values()
        if row.code == origin.of and row.confirmed_on and not is_equivalence(view.case, row)
    ]
    since = facts.recorded(view.standard, view.case).get(origin.or_since or "")
    if isinstance(since, date):
        days.append(since)
    if not days:
        return None
    months = 0
    while months_after(max(days), months + 1) <= view.day:
        months += 1
    return months


def _duty_confirmed(view: View, origin: Origin) -> bool:
    return any(row.code == origin.of and row.state == "confirmed" for row in view.case.duties.values())


def _open_debts(view: View, origin: Origin) -> int:
    return sum(1 for row in view.case.debts.values() if row.kind == origin.of and row.settled_on is None)


COMPUTED: Mapping[str, Rule] = {
    DUTIES: _open_duties(DUTIES),
    CARRIED: _open_duties(CARRIED),
    MILESTONES: _open_milestones,
    GATE_PASSED: _gate_passed,
    "status_is": lambda view, origin: view.case.project.status == origin.of,
    KEPT: lambda view, origin: next(_kept_open(view, origin.of), None) is None,
    "months_since_confirmed": _months_since,
    "duty_confirmed": _duty_confirmed,
    "open_debts": _open_debts,
    "document_filed": lambda view, of: afterwards.is_filed(view.case, of.of or ""),
    "file_list_complete": lambda view, _: afterwards.is_file_list_complete(view.standard, view.case),
    "surveys_done": lambda view, _: afterwards.surveys_done(view.standard, view.case),
    "surveys_left": lambda view, _: afterwards.surveys_left(view.standard, view.case),
    "panel_minimum": lambda view, _: panel.minimum(view.standard, view.case),
}
"""The rules behind `from: {computed: …, of: …}`, by their word in the vocabulary. The remaining words are computed by
the move that asks for them, from what it is given."""


_fixed: dict[str, frozenset[str]] = {}


def fixed(standard: Standard) -> frozenset[str]:
    """The computed facts that nobody's work changes: where there is another way, nobody is asked for these."""
    if standard.hash not in _fixed:
        computed = standard.computed.items()
        _fixed[standard.hash] = frozenset(
            name for name, fact in computed if fact.origin.computed not in WORKED_ON
        )
    return _fixed[standard.hash]
