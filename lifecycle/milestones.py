"""Opening the duties and milestones of a stage, and keeping their dates and states true after every act.

`settle` is a pure reading of what is known: it writes only what has changed. Which day a milestone counts from, when
it is due, whether it is done, whether a conditional duty applies, what a duty waits for and who confirms it all follow
from the standard and the case; nobody ticks a milestone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from graphlib import TopologicalSorter

from lifecycle import asked, backfill, facts, tracks
from lifecycle.case import Case
from lifecycle.columns import CARRIED, counts, derive
from lifecycle.dating import ENTRY, base_of, dates_of, newest, start_here, take_back_days
from lifecycle.deadlines import period_end
from lifecycle.records.work import BACKFILL, DutyRow, MilestoneRow
from lifecycle.store import Entry
from stages import Standard
from stages.conditions import Facts, holds
from stages.model import Duty, Milestone

LATER = ("after_gate", "after_end")
"""The timings of what is not opened with its stage, but by a decision or after the end."""


# Opening and closing ------------------------------------------------------------------------------------------


def open_stage(entry: Entry, stage: str) -> None:
    """Open what the stage asks for, for the present visit. What a decision opens and what an event opens come later."""
    visit = entry.case.project.visit
    for milestone in entry.standard.milestones_of(stage):
        if milestone.timing not in LATER and not milestone.due.each:
            open_milestone(entry, milestone, visit, _first_occurrence(entry, milestone))
    early = (duty for duty in entry.standard.duties.values() if duty.opens == stage)
    for duty in early:
        _open_duty(entry, duty, visit, 1)


def open_after_gate(entry: Entry, stage: str, visit: int) -> None:
    """Open what the decision to leave the stage opened: it bars the next gate."""
    for milestone in entry.standard.milestones_of(stage):
        if milestone.timing == "after_gate":
            open_milestone(entry, milestone, visit, 1)


def open_struck(entry: Entry, stage: str, struck: Collection[str]) -> None:
    """Open again, in the present visit, the struck duties of a stage with their milestones, and the gate's own."""
    take_back_days(entry, struck)
    named = {entry.standard.duties[code].milestone for code in struck}
    for milestone in entry.standard.milestones_of(stage):
        if milestone.code in named or (milestone.kind == "gate" and milestone.timing == "before_gate"):
            open_milestone(entry, milestone, entry.case.project.visit, 1, struck)


def open_milestone(
    entry: Entry,
    milestone: Milestone,
    visit: int,
    occurrence: int,
    struck: Collection[str] | None = None,
    period: int | None = None,
) -> None:
    """Open one occurrence of a milestone with the duties that name it, or with those that were struck."""
    entry.put(
        "milestone",
        (visit, milestone.code, occurrence),
        period=period,
        stage=milestone.stage,
        kind=milestone.kind,
        owner=milestone.owner,
        blocking=milestone.blocking,
        statutory=milestone.statutory,
        timing=milestone.timing,
        opened_on=entry.session.day,
    )
    for duty in entry.standard.duties_of(milestone.stage):
        if duty.milestone == milestone.code and (struck is None or duty.code in struck):
            _open_duty(entry, duty, visit, occurrence, again=struck is not None)


def _open_duty(entry: Entry, duty: Duty, visit: int, occurrence: int, *, again: bool = False) -> None:
    """Open a duty, unless it is open from before or was done in an earlier stay and is not struck."""
    known = entry.case.latest_duties().get((duty.code, occurrence))
    if known is not None and (known.visit == visit or _opened_early(entry.case, known)):
        return
    if known is not None and not again and (known.state == "confirmed" or known.excuse == "waived"):
        return
    entry.put(
        "duty",
        (visit, duty.code, occurrence),
        stage=duty.stage,
        role=duty.role,
        doer=duty.doer,
        kinds=f",{','.join(duty.kinds)}," if duty.kinds else "",
        milestone=duty.milestone,
        required=duty.required,
        timing=duty.timing,
        state="not_started",
        since=entry.session.day,
    )


def _opened_early(case: Case, row: DutyRow) -> bool:
    return case.visits[(row.visit,)].stage != row.stage


def reopen(entry: Entry, codes: Iterable[str]) -> None:
    """Open confirmed duties again as a further occurrence, with their milestones and all that counts from those."""
    struck = tuple(codes)
    take_back_days(entry, struck)
    touched = _counting_from(entry.standard, {entry.standard.duties[code].milestone for code in struck})
    for (code, occurrence), row in entry.case.latest_milestones().items():
        if (
            code in touched
            and not row.closed_on
            and row.visit == entry.case.project.visit
            and row.kind != "gate"
        ):
            open_for_redo(entry, entry.standard.milestones[code], occurrence, struck)


def open_for_redo(entry: Entry, milestone: Milestone, occurrence: int, struck: tuple[str, ...]) -> None:
    """One milestone again: the old occurrence is closed, the new one asks for the struck duties and for whatever was
    still open; what was open is owed there alone.
    """
    visit, day = entry.case.project.visit, entry.session.day
    entry.put("milestone", (visit, milestone.code, occurrence), closed_on=day)
    asked.drop(entry, entry.case.milestones[visit, milestone.code, occurrence])
    again = occurrence + 1
    open_milestone(entry, milestone, visit, again)
    for duty in entry.standard.duties_of(milestone.stage):
        if duty.milestone != milestone.code:
            continue
        before = entry.case.latest_duties().get((duty.code, occurrence))
        if before is not None and (before.is_open or before.excuse == "condition"):
            entry.put("duty", before.key, state="not_needed", excuse="superseded", waits_for=None)
        elif duty.code not in struck:
            entry.put("duty", (visit, duty.code, again), state="not_needed", excuse="superseded")


def _counting_from(standard: Standard, codes: set[str]) -> set[str]:
    reached = set(codes)
    for milestone in ordered(standard):
        if any(start in reached for start in milestone.due.starts):
            reached.add(milestone.code)
    return reached


def leave_stage(entry: Entry, stage: str) -> None:
    """Close what the stage leaves behind: optional duties and running periods as not done; statutory ones run on."""
    day = entry.session.day
    staying = {row.code for row in entry.case.milestones.values() if row.statutory}
    for row in list(entry.case.latest_duties().values()):
        if row.stage == stage and row.is_open and row.timing not in CARRIED and row.milestone not in staying:
            entry.put("duty", row.key, state="not_needed", excuse="left", since=day, waits_for=None)
    for milestone in list(entry.case.latest_milestones().values()):
        if milestone.stage != stage or milestone.statutory or milestone.timing in CARRIED:
            continue
        if milestone.done_on is None and milestone.closed_on is None:
            asked.close(entry, milestone)
        elif milestone.next_on is not None:
            entry.put("milestone", milestone.key, next_on=None)


def close_all(entry: Entry) -> None:
    """Close everything: the project has ended. Nothing is owed but by what the end itself opens."""
    day = entry.session.day
    for row in list(entry.case.duties.values()):
        if row.is_open:
            entry.put("duty", row.key, state="not_needed", excuse="left", since=day, waits_for=None)
    for milestone in list(entry.case.milestones.values()):
        if milestone.done_on is None and milestone.closed_on is None:
            asked.close(entry, milestone)


def open_next_period(entry: Entry, row: MilestoneRow) -> None:
    """The next occurrence of a repeating milestone, once its period has ended."""
    entry.put("milestone", row.key, next_on=None)
    period = None if row.period is None else row.period + 1
    open_milestone(entry, entry.standard.milestones[row.code], row.visit, row.occurrence + 1, period=period)


def open_for_event(entry: Entry, event: str) -> None:
    """A further occurrence of every milestone that is owed for each such event."""
    days = facts.event_days(entry.standard, entry.case, event)
    for milestone in entry.standard.milestones_of(entry.case.project.stage):
        if milestone.due.each and event in milestone.due.starts:
            have = sum(1 for code, _ in entry.case.latest_milestones() if code == milestone.code)
            for occurrence in range(have + 1, len(days) + 1):
                open_milestone(entry, milestone, entry.case.project.visit, occurrence)


def _first_occurrence(entry: Entry, milestone: Milestone) -> int:
    """The period that is running: a rule that counts from long ago does not ask for the years before the stage."""
    rule = milestone.due
    if not rule.repeats or rule.from_ == ENTRY or rule.fixed:
        return 1
    days = (
        facts.event_days(entry.standard, entry.case, rule.from_ or "")
        if rule.from_ in entry.standard.events
        else ()
    )
    occurrence = 1
    while days and period_end(rule, days[-1], occurrence, entry.session.calendar) < entry.session.day:
        occurrence += 1
    return occurrence


# Keeping it true ----------------------------------------------------------------------------------------------


def settle(entry: Entry) -> None:
    """Bring every open date and state in line with what is known now. Idempotent."""
    known = facts.recorded(entry.standard, entry.case)
    tracks.follow(entry, known)
    _settle_conditions(entry, known)
    rows: dict[str, list[MilestoneRow]] = defaultdict(list)
    for (code, _), row in entry.case.latest_milestones().items():
        rows[code].append(row)
    for milestone in ordered(entry.standard):
        for row in rows.get(milestone.code, ()):
            _settle_milestone(entry, milestone, row, known)
    for duty in list(entry.case.latest_duties().values()):
        if duty.is_open:
            _settle_duty(entry, duty, known)
    backfill.settle(entry)
    derive(entry)


def settle_after(entry: Entry, before: DutyRow, after: DutyRow) -> None:
    """Bring in line what one duty's new state may change: no more than its milestone, unless that is done by it.

    The same result as `settle`, since the facts have not changed; most acts on duties end here, having read their own
    milestone's rows alone.
    """
    if after.timing == BACKFILL:
        settle(entry)
        return
    rows = entry.case.some("milestone", code=after.milestone, occurrence=after.occurrence).values()
    row = max(
        (each for each in rows if isinstance(each, MilestoneRow)), key=lambda each: each.visit, default=None
    )
    if row is not None and row.kind not in ("window", "gate"):
        finished, done = _completion(entry.case, row)
        if (finished, done) != (row.finished_on, row.done_on):
            settle(entry)
            return
    change = counts(entry.case, after) - counts(entry.case, before)
    entry.derive(open_required=entry.case.project.open_required + change)


_orders: dict[str, tuple[Milestone, ...]] = {}


def ordered(standard: Standard) -> tuple[Milestone, ...]:
    """Every milestone, each after those it counts from. Worked out once per content of a standard."""
    if standard.hash not in _orders:
        graph = {
            code: [start for start in milestone.due.starts if start in standard.milestones]
            for code, milestone in standard.milestones.items()
        }
        _orders[standard.hash] = tuple(
            standard.milestones[code] for code in TopologicalSorter(graph).static_order()
        )
    return _orders[standard.hash]


def _settle_conditions(entry: Entry, known: Facts) -> None:
    for row in list(entry.case.latest_duties().values()):
        excuse = _excuse(entry.standard, row, known)
        if excuse is not None and (row.state in NOT_HANDED_IN or row.excuse in WITHOUT_GROUND):
            _change(entry, "duty", row, state="not_needed", excuse=excuse)
        elif excuse is None and row.excuse in WITHOUT_GROUND:
            _bring_back(entry, row)
    for milestone in list(entry.case.latest_milestones().values()):
        definition = entry.standard.milestones.get(milestone.code)
        if definition is not None:
            applies = entry.standard.asks(milestone.code) and holds(definition.applies_if, known)
            _change(entry, "milestone", milestone, applies=applies)


NOT_HANDED_IN = ("not_started", "in_progress", "changes_requested")
WITHOUT_GROUND = ("condition", "track")
"""The excuses that last while something is so: the condition does not hold, the track does not ask."""


def _excuse(standard: Standard, row: DutyRow, known: Facts) -> str | None:
    if not standard.asks(row.code):
        return "track"
    return None if holds(standard.duties[row.code].applies_if, known) else "condition"


def _bring_back(entry: Entry, row: DutyRow) -> None:
    """A duty that applies again is open again; one that a track let pass, in a stage that lies behind, is filled in."""
    opened = {"state": "not_started", "excuse": None, "since": entry.session.day}
    if row.excuse == "track" and backfill.lies_behind(entry, row):
        if backfill.is_owed(entry.standard, row):
            entry.change("duty", row.key, **opened, **backfill.owed_later(entry.standard))
    else:
        entry.change("duty", row.key, **opened)


def _change(entry: Entry, table: str, row: DutyRow | MilestoneRow, **values: object) -> None:
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed:
        entry.change(table, row.key, **changed)


def _settle_milestone(entry: Entry, definition: Milestone, row: MilestoneRow, known: Facts) -> None:
    if row.closed_on is not None:
        return
    base = base_of(entry, definition, row, known)
    if base != row.base:
        _change(entry, "milestone", row, base=base, **dates_of(entry, definition, row, base))
        row = entry.case.milestones[row.key]
    if definition.kind not in ("window", "gate"):
        finished, done = _completion(entry.case, row)
        _change(entry, "milestone", row, finished_on=finished, done_on=done)
        if done is not None and row.done_on is None:
            asked.drop(entry, row)


def _completion(case: Case, row: MilestoneRow) -> tuple[date | None, date | None]:
    """The day that counts for lateness and the day it was done; None while open.

    A milestone none of whose required duties applies owes nothing and is done the day it opened; one that only has
    recommended duties is done when one of them is confirmed.
    """
    named = [
        duty
        for duty in case.duties_of(row.code, row.occurrence)
        if duty.excuse not in (*WITHOUT_GROUND, "superseded")
    ]
    required = [duty for duty in named if duty.required]
    if not required:
        confirmed = [duty.confirmed_on for duty in named if duty.confirmed_on is not None]
        day = row.opened_on if row.blocking else max(confirmed, default=None)
        return day, day
    submitted = [
        duty.submitted_on if duty.state in ("submitted", "confirmed") else _excused(duty) for duty in required
    ]
    closed = [duty.confirmed_on or _excused(duty) for duty in required]
    return _latest(submitted), _latest(closed)


def _excused(duty: DutyRow) -> date | None:
    return duty.since if duty.state == "not_needed" else None


def _latest(days: Sequence[date | None]) -> date | None:
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None


def _settle_duty(entry: Entry, row: DutyRow, known: Facts) -> None:
    confirmer = confirmer_of(entry.standard, entry.case, backfill.as_owed(entry, row), row)
    milestone = entry.case.latest_milestones().get((row.milestone, row.occurrence))
    if milestone is None or row.timing == BACKFILL:
        _change(entry, "duty", row, confirmer=confirmer)
        return
    waits_for, not_before = _waiting(entry, entry.standard.milestones[row.milestone], milestone, known)
    due = milestone.due if milestone.kind != "window" else _due_after_window(entry, milestone)
    _change(entry, "duty", row, confirmer=confirmer, due=due, waits_for=waits_for, not_before=not_before)


def _waiting(
    entry: Entry, definition: Milestone, row: MilestoneRow, known: Facts
) -> tuple[str | None, date | None]:
    """What must happen before a duty of this milestone may be submitted, and the first day on which it may."""
    start = start_here(entry.standard, entry.case, row, known)
    if row.base is None and not definition.due.before:
        return start, None
    if row.kind == "window":
        return None, row.not_before
    before = newest(entry.case, start, row.visit) if start in entry.standard.milestones else None
    return None, before.not_before if before is not None and before.kind == "window" else None


def _due_after_window(entry: Entry, window: MilestoneRow) -> date | None:
    """A duty that names a window is due with the milestone that counts from it."""
    for follower in ordered(entry.standard):
        if window.code in follower.due.starts and (row := newest(entry.case, follower.code)) is not None:
            return row.due
    return window.due


def confirmer_of(standard: Standard, case: Case, duty: Duty, row: DutyRow | None = None) -> str | None:
    """The named office, else the project officer, or for a government duty one rank above the doer; then one rank above
    the officer. The first that is there and did not do it, None when nobody is left.

    A duty done for an absent party is confirmed by the office that its rule names. Source: absent_party B2, B3
    (proposals).
    """
    officer = standard.moves["request_gate"].actors[0]
    rule = standard.flow.absent_party.get(row.rule) if row is not None and row.rule else None
    doer, named = (row.doer, rule.confirmer) if row is not None and rule else (duty.doer, duty.confirmer)
    ours = standard.offices[doer].role == standard.offices[officer].role
    chain: tuple[str | None, ...] = (
        (standard.one_above(doer),) if ours else (officer, standard.one_above(officer))
    )
    for office in (named, *chain):
        if office is not None and office != doer and is_present(standard, case, office):
            return office
    return None


def is_present(standard: Standard, case: Case, office: str) -> bool:
    """Whether somebody can act for an office here: staff always, a seat when taken, a party when it takes part."""
    match standard.offices[office].held:
        case "staff":
            return True
        case "seat":
            return case.holder(office) is not None
        case _:
            return case.exercises(office)
