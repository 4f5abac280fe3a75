"""Whether a project can move on: every blocker with its text, who clears it, since when, and the shortest way out.

The blockers come from `lifecycle.gate`, the very function that refuses the move; here they only get their names.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from lifecycle import gate, moves
from lifecycle.absence import Remedy
from lifecycle.evaluation.blockers import of_conflicts
from lifecycle.evaluation.scoring import next_anchor
from lifecycle.evaluation.view import raised_decider
from lifecycle.gate import Blocker
from lifecycle.machine import moves as machine_of
from lifecycle.queries.choices import Choices, may_record
from lifecycle.queries.reading import Clause, Holding, Reading, Words
from stages.model import Criterion, Dimension, Fact, Gate, Move, RubricLevel, Text


@dataclass(frozen=True)
class RemedyView:
    """One way out of an absence: who does it, and with whose consent. `mine`: the reader may now."""

    act: str
    by: tuple[Text, ...]
    consent: Text | None
    mine: bool


@dataclass(frozen=True)
class BlockerLine:
    """One blocker as a page shows it. `waited_wd`: working days since the ball came to `holding`; `mine`: the
    reader can clear it now. `remedies`: what can be done where nobody is there to clear it. `expert` names whom an
    evaluation waits for, to those who may know; of a floor that is missed, `dimension` is which and `next_level` what
    the next level asks for.
    """

    blocker: Blocker
    clause: Clause
    words: Words | None
    fact: Fact | None
    holding: Holding | None
    waits_for: Clause | None
    waited_wd: int
    mine: bool
    remedies: tuple[RemedyView, ...] = ()
    expert: str | None = None
    dimension: Dimension | None = None
    next_level: RubricLevel | None = None


@dataclass(frozen=True)
class BlockerGroup:
    """The blockers of one role; `role` is None for what only time or another act clears. `by` names who has to act."""

    role: str | None
    text: Text | None
    by: tuple[str, ...]
    since: date | None
    waited_wd: int
    lines: tuple[BlockerLine, ...]


@dataclass(frozen=True)
class Step:
    """A part of the way out: `count` acts of one kind by one role. `act` is None where a window has to close, and
    ABSENT where nobody is there to act yet; what follows from the other steps by itself is no step.
    """

    role: str | None
    text: Text | None
    act: str | None
    count: int


@dataclass(frozen=True)
class Way:
    """The shortest way out in the order in which it can be gone, and the earliest day of the move."""

    steps: tuple[Step, ...]
    earliest: date


@dataclass(frozen=True)
class MoveOn:
    """The move that leads on from here: `name`, who may ask for it (roles or offices), whether the reader may."""

    name: str
    by: tuple[Text, ...]
    permitted: bool


@dataclass(frozen=True)
class GatePanel:
    """`move` is None where nothing leads on (in review, on hold, at the end). `count` is 0 when the way is open."""

    gate: Clause
    decider: Holding
    proposer: Holding
    count: int
    groups: tuple[BlockerGroup, ...]
    way: Way | None
    shoulds: tuple[Criterion, ...]
    move: MoveOn | None

    @property
    def open(self) -> bool:
        return self.count == 0


def gate_panel(reading: Reading, choices: Choices) -> GatePanel:
    """Everything that bars the way on from here, at once, the reader's own role first.

    A draft is barred by what its stage asks for at the door.
    """
    standard, case = reading.standard, reading.case
    found = blockers_now(reading)
    here = standard.gate_of(case.project.stage)
    lines = [_line(reading, choices, blocker) for blocker in found]
    way = gate.way_out(standard, case, reading.day, reading.session.calendar, found) if found else None
    return GatePanel(
        Clause(here.code, here.text),
        reading.holding(raised_decider(standard, case, here.decider)),
        reading.holding(here.propose),
        len(found),
        _groups(reading, lines),
        _way(reading, way) if way else None,
        () if case.project.status == "draft" else gate.unmet_shoulds(standard, case, reading.day),
        _move_on(reading),
    )


def blockers_now(reading: Reading) -> tuple[Blocker, ...]:
    """What bars the way: the entry conditions of a draft, else the gate's. None after the end."""
    status = reading.case.project.status
    if status == "draft":
        return gate.entry_unmet(reading.standard, reading.case, reading.day)
    if status in ("active", "gate_review", "rework", "on_hold"):
        view = gate.View(reading.standard, reading.case, reading.day)
        late = of_conflicts(reading.session.tx, view)
        return gate.blockers(reading.standard, reading.case, reading.day) + late
    return ()


ABSENT = "absent"
ONWARD = ("submit", "request_gate", "resubmit")
"""The moves that people ask for and that a decision follows."""


def _move_on(reading: Reading) -> MoveOn | None:
    possible = machine_of(reading.standard).possible(reading.case.state)
    name = next((name for name in ONWARD if name in possible), None)
    return None if name is None else move_on(reading, reading.standard.moves[name])


def move_on(reading: Reading, move: Move) -> MoveOn:
    """A move with who may ask for it."""
    standard = reading.standard
    named = (standard.roles.get(code) or standard.offices.get(code) for code in move.actors)
    permitted = not reading.held.isdisjoint(moves.offices_for(standard, move))
    return MoveOn(move.name, tuple(each.text for each in named if each is not None), permitted)


def _line(reading: Reading, choices: Choices, found: Blocker) -> BlockerLine:
    blocker = found if knows_experts(reading) else nameless(found)
    rubric, missed = reading.standard.rubric, blocker.shortfall
    debt = reading.case.debts.get((blocker.target[2],)) if blocker.kind == "debt" and blocker.target else None
    duty = reading.case.duties.get(blocker.target) if blocker.kind == "duty" and blocker.target else None
    kinds = duty.kinds if duty and blocker.office == duty.doer else ""
    return BlockerLine(
        blocker,
        reading.clause(blocker.clause),
        reading.words(debt.what or None) if debt else None,
        reading.standard.facts.get(blocker.leaf.name) if blocker.leaf else None,
        reading.holding(blocker.office, kinds) if blocker.office else None,
        reading.clause(blocker.waits_for) if blocker.waits_for else None,
        max(reading.working_days_since(blocker.since), 0) if blocker.since else 0,
        _is_mine(reading, choices, blocker),
        tuple(_remedy(reading, choices, blocker, each) for each in blocker.remedies),
        reading.person(blocker.person),
        rubric.dimension(missed.dimension) if rubric and missed else None,
        next_anchor(rubric.levels[missed.dimension], missed.middle or 0) if rubric and missed else None,
    )


def _remedy(reading: Reading, choices: Choices, blocker: Blocker, remedy: Remedy) -> RemedyView:
    offices = reading.standard.offices
    may = {
        "bring_party": choices.bring_party,
        "buy_service": choices.buy_service,
        "stand_in": blocker.target in choices.stand_in,
        "waive": blocker.target in choices.waive,
    }
    seats = choices.give_seats if remedy.act in ("assign_officer", "assign_seat") else frozenset()
    return RemedyView(
        remedy.act,
        tuple(offices[code].text for code in remedy.offices),
        offices[remedy.consent].text if remedy.consent else None,
        may.get(remedy.act, blocker.office in seats),
    )


def knows_experts(reading: Reading) -> bool:
    """Whether the reader may know who is on the panel: the bureau, and those seated on the project."""
    seats = reading.case.seats.values()
    return reading.actor.is_bureau or any(row.until is None and row.office in reading.held for row in seats)


def nameless(blocker: Blocker) -> Blocker:
    """The same without saying which expert it is about."""
    if blocker.person is None:
        return blocker
    visit, code, _ = blocker.target or (0, "", 0)
    reason = replace(blocker.reason, person=None) if blocker.reason else None
    return replace(blocker, person=None, reason=reason, target=(visit, code, 0))


OF_EVALUATION = ("scoring", "conflict")
"""The kinds of blocker that an act of an evaluation clears."""


def _is_mine(reading: Reading, choices: Choices, blocker: Blocker) -> bool:
    match blocker.act:
        case "complete_duty":
            return blocker.target in choices.complete
        case "confirm_duty":
            return blocker.target in choices.confirm
        case "answer_debt" | "settle_debt" as act:
            return blocker.target is not None and act in choices.on_debt(blocker.target[2])
        case _ if blocker.kind in OF_EVALUATION:
            return blocker.office in reading.held
        case "record_fact":
            return blocker.leaf is not None and may_record(reading, blocker.leaf.name)
        case _:
            return False


def _groups(reading: Reading, lines: Iterable[BlockerLine]) -> tuple[BlockerGroup, ...]:
    by_role: dict[str | None, list[BlockerLine]] = {role: [] for role in (*reading.standard.roles, None)}
    for line in lines:
        by_role[line.blocker.role if line.blocker.role in by_role else None].append(line)
    groups = [_group(reading, role, found) for role, found in by_role.items() if found]
    return tuple(sorted(groups, key=lambda group: group.role not in reading.own_roles))


def _group(reading: Reading, role: str | None, lines: list[BlockerLine]) -> BlockerGroup:
    since = min((line.blocker.since for line in lines if line.blocker.since), default=None)
    return BlockerGroup(
        role,
        reading.standard.roles[role].text if role else None,
        tuple(dict.fromkeys(name for line in lines if line.holding for name in line.holding.by)),
        since,
        max((line.waited_wd for line in lines), default=0),
        tuple(lines),
    )


def _way(reading: Reading, way: gate.WayOut) -> Way:
    counted = Counter(
        (blocker.role, ABSENT if blocker.absent else blocker.act)
        for blocker in way.steps
        if blocker.act or blocker.kind == "window"
    )
    roles = reading.standard.roles
    steps = (
        Step(role, roles[role].text if role is not None and role in roles else None, act, count)
        for (role, act), count in counted.items()
    )
    return Way(tuple(steps), way.earliest)


def gate_of(reading: Reading) -> Gate:
    """The gate of the present stage."""
    return reading.standard.gate_of(reading.case.project.stage)
