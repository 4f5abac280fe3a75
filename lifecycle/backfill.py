"""What is filled in afterwards: duties of stages that a project skipped, or that a track let it pass without.

They are owed by one day, bar the next gate, and show yellow until they are done. For all of them together there is one
milestone and one debt, under the code of the standard's own rule; both are done with the last of them.
"""

from collections.abc import Iterator
from datetime import date

from lifecycle import asked
from lifecycle.case import Case
from lifecycle.records.rounds import DebtRow
from lifecycle.records.work import BACKFILL, DutyRow, MilestoneRow
from lifecycle.store import Entry
from stages import Standard
from stages.model import Duty, MidEntryRule

GROUNDLESS = ("condition", "track")
"""The excuses of a duty that does not apply: it is not one of those that were filled in."""


def open_skipped(entry: Entry, stage: str, visit: int) -> None:
    """Open what is to be filled in for a stage that was passed over: every required duty that is not owed for each
    period of a stay. Whether it applies is for `milestones.settle` to say.
    """
    rule = entry.standard.mid_entry_rule("equivalence")
    if rule is None or rule.doer is None:
        return
    for duty in entry.standard.duties_of(stage):
        if duty.required and not comes_again(entry.standard, duty.code):
            entry.put(
                "duty",
                (visit, duty.code, 1),
                stage=stage,
                role=entry.standard.offices[rule.doer].role,
                doer=rule.doer,
                required=True,
                state="not_started",
                since=entry.session.day,
                **owed_later(entry.standard),
            )


def lies_behind(entry: Entry, row: DutyRow) -> bool:
    """Whether a duty is one of a stage before the present one."""
    order = tuple(entry.standard.stages)
    return order.index(row.stage) < order.index(entry.case.project.stage)


def is_owed(standard: Standard, row: DutyRow) -> bool:
    """Whether a duty of a stage that lies behind can be filled in: required, and not one for each period of a stay."""
    return (
        row.required and standard.mid_entry_rule(BACKFILL) is not None and not comes_again(standard, row.code)
    )


def comes_again(standard: Standard, code: str) -> bool:
    """Whether a duty is owed for each period or event of a stay."""
    return standard.milestones[standard.duties[code].milestone].due.repeats


def owed_later(standard: Standard) -> dict[str, object]:
    """The columns of a duty that is filled in afterwards."""
    rule = standard.mid_entry_rule(BACKFILL)
    assert rule is not None
    return {"timing": BACKFILL, "milestone": rule.code, "waits_for": None, "not_before": None}


def is_equivalence(case: Case, row: DutyRow) -> bool:
    """Whether a duty is filled in for a stay that never was: any evidence that shows as much will do."""
    return row.timing == BACKFILL and case.visits[(row.visit,)].passed_over


def as_owed(entry: Entry, row: DutyRow) -> Duty:
    """The duty as this row owes it: who does it and who confirms it, where a rule of mid-entry says otherwise."""
    duty = entry.standard.duties[row.code]
    rule = entry.standard.mid_entry_rule("equivalence")
    if rule is None or not is_equivalence(entry.case, row):
        return duty
    return duty.model_copy(update={"doer": row.doer, "confirmer": rule.confirmer})


# Its milestone and its debt -----------------------------------------------------------------------------------


def settle(entry: Entry) -> None:
    """Keep the milestone and the debt of what is filled in true to the duties behind them. Idempotent."""
    rule = entry.standard.mid_entry_rule(BACKFILL)
    if rule is None:
        return
    owed = [row for row in entry.case.latest_duties().values() if row.timing == BACKFILL and row.is_open]
    present = open_milestone(entry.case, rule.code)
    if owed and present is None:
        present = _begin(entry, rule)
    elif present is not None:
        _finish(entry, present, done=not owed)
    for row in owed:
        if present is not None and row.due != present.due:
            entry.change("duty", row.key, due=present.due)
    _settle_debt(entry, rule, present if owed else None)


def open_milestone(case: Case, code: str) -> MilestoneRow | None:
    """The milestone of what is still to be filled in, if anything is."""
    rows = (row for row in case.milestones.values() if row.code == code and row.timing == BACKFILL)
    return next((row for row in rows if row.done_on is None and row.closed_on is None), None)


def _begin(entry: Entry, rule: MidEntryRule) -> MilestoneRow:
    day, project, calendar = entry.session.day, entry.case.project, entry.session.calendar
    owner = entry.standard.offices[entry.standard.moves["request_gate"].actors[0]].role
    due = calendar.add_working_days(day, rule.wd or 0)
    held = project.status == "on_hold"
    occurrence = 1 + max(
        (row.occurrence for row in entry.case.milestones.values() if row.code == rule.code), default=0
    )
    key = (project.visit, rule.code, occurrence)
    entry.put(
        "milestone",
        key,
        stage=project.stage,
        kind="deadline",
        owner=owner,
        blocking=True,
        statutory=False,
        timing=BACKFILL,
        opened_on=day,
        base=day,
        due=None if held else due,
        held_due=due if held else None,
        provisional=calendar.is_provisional(due),
    )
    return entry.case.milestones[key]


def _finish(entry: Entry, row: MilestoneRow, *, done: bool) -> None:
    """For lateness the day of the last submission counts, as anywhere."""
    days = list(_handed_in(entry.case, row.opened_on))
    finished = max((day for day in days if day is not None), default=row.opened_on)
    values = {
        "finished_on": None if None in days else finished,
        "done_on": entry.session.day if done else None,
    }
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed:
        entry.change("milestone", row.key, **changed)
    if done:
        asked.drop(entry, row)


def _handed_in(case: Case, since: date) -> Iterator[date | None]:
    """The day on which each duty was handed in or excused; None for one that is not."""
    for row in case.latest_duties().values():
        if row.timing != BACKFILL or row.excuse in GROUNDLESS or (not row.is_open and row.since < since):
            continue
        handed_in = row.submitted_on if row.state in ("submitted", "confirmed") else None
        yield handed_in or (None if row.is_open else row.since)


def _settle_debt(entry: Entry, rule: MidEntryRule, present: MilestoneRow | None) -> None:
    debt = open_debt(entry.case)
    if present is None:
        if debt is not None:
            entry.change("debt", (debt.n,), settled_on=entry.session.day, revision=debt.revision + 1)
        return
    due = present.due or present.held_due or present.opened_on
    if debt is None:
        _owe(entry, rule, due)
    elif debt.due != due:
        entry.change("debt", (debt.n,), due=due)


def open_debt(case: Case) -> DebtRow | None:
    """The debt that stands for what is still to be filled in."""
    return next((row for row in case.debts.values() if row.kind == BACKFILL and row.settled_on is None), None)


def _owe(entry: Entry, rule: MidEntryRule, due: date) -> None:
    owner = entry.standard.moves["request_gate"].actors[0]
    n = entry.case.next_number("debt")
    entry.put(
        "debt",
        (n,),
        kind=BACKFILL,
        visit=entry.case.project.visit,
        clause=rule.code,
        what="",
        owner=owner,
        opened_on=entry.session.day,
        due=due,
    )
    entry.tell(owner, "backfill_owed", rule.code)
