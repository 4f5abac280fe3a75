"""One reason why a move is refused, and what it is found from. How blockers are found is in `gate`."""

from dataclasses import dataclass
from datetime import date

from lifecycle.absence import Remedy
from lifecycle.case import Case
from lifecycle.evaluation.reasons import Reason
from lifecycle.evaluation.scoring import Shortfall
from stages import Standard
from stages.conditions import Leaf, Value

DUTIES = "open_required_duties"
MILESTONES = "open_blocking_milestones"
CARRIED = "open_after_gate_duties"
MUSTS = "musts_unmet"
DEFECTS = "defects_unanswered"
COUNTED = (DUTIES, MILESTONES, CARRIED, MUSTS, DEFECTS)
"""The computed facts that count blockers. A move is barred by the blockers its guard counts."""


@dataclass(frozen=True)
class Blocker:
    """One reason why a move is refused.

    `clause` is the code of the duty, milestone or criterion (or a debt's number); `act` the verb that clears it,
    None when only time does; `office` who does that; `since` the day the ball came to them. A criterion carries the
    test that fails. `waits_for` is what must come first, `not_before` the first day on which it can be done.
    `documents` are kinds of which one is missing. Of an evaluation, `person` is the expert who is waited for, `reason`
    why the panel does not count, `shortfall` the floor that is missed. Where nobody exercises the office (`absent`),
    `remedies` are the ways to get it done all the same.
    """

    kind: str
    clause: str
    counted_in: str
    act: str | None
    role: str | None
    office: str | None
    since: date | None = None
    due: date | None = None
    leaf: Leaf | None = None
    known: Value | None = None
    waits_for: str | None = None
    not_before: date | None = None
    target: tuple[int, str, int] | None = None
    documents: tuple[str, ...] = ()
    absent: bool = False
    person: int | None = None
    reason: Reason | None = None
    shortfall: Shortfall | None = None
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True)
class WayOut:
    """The shortest way out: the blockers in the order in which they can be cleared, and the earliest day of the move,
    given that everybody acts today and only windows take their time.
    """

    steps: tuple[Blocker, ...]
    earliest: date


@dataclass(frozen=True)
class View:
    """A case under its standard on a day: what the computed facts are computed from. `passing` are gates that are
    taken as passed.
    """

    standard: Standard
    case: Case
    day: date
    passing: frozenset[str] = frozenset()
