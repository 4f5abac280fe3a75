"""The shortest way out of what bars a gate: what is done first, and from which day the move could be made."""

from datetime import date

from lifecycle import milestones
from lifecycle.blocker import Blocker, WayOut
from lifecycle.calendar import Calendar
from lifecycle.case import Case
from lifecycle.deadlines import due_day
from stages import Standard


def way_out(
    standard: Standard, case: Case, day: date, calendar: Calendar, found: tuple[Blocker, ...]
) -> WayOut:
    """The shortest way through `found`: duties in the order of the milestones they wait for, then facts, then time."""
    order = {milestone.code: place for place, milestone in enumerate(milestones.ordered(standard))}

    def place(blocker: Blocker) -> tuple[int, int]:
        duty = standard.duties.get(blocker.clause)
        code = duty.milestone if duty else blocker.clause
        return order.get(code, len(order)), 0 if blocker.kind == "duty" else 1

    return WayOut(tuple(sorted(found, key=place)), _earliest(standard, case, day, calendar, found))


def _earliest(
    standard: Standard, case: Case, day: date, calendar: Calendar, found: tuple[Blocker, ...]
) -> date:
    """Today, or later where a window has to close first, one after the other where windows wait for each other."""
    reached: dict[str, date] = {}
    rows = {code: row for (code, _), row in sorted(case.latest_milestones().items())}
    for milestone in milestones.ordered(standard):
        row = rows.get(milestone.code)
        if row is None or row.is_closed(day) or not row.applies:
            continue
        start = max((reached[start] for start in milestone.due.starts if start in reached), default=day)
        if row.kind == "window":
            last = row.not_before or due_day(milestone.due, start, calendar, kind="window").not_before
            reached[milestone.code] = max(last or day, day)
        else:
            reached[milestone.code] = start
    barring = {
        standard.duties[b.clause].milestone if b.clause in standard.duties else b.clause for b in found
    }
    return max((reached[code] for code in barring if code in reached), default=day)
