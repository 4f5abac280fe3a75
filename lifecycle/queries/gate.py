"""Whether a project can move on: every blocker with its text, who clears it, since when, and the shortest way out.

The blockers come from `lifecycle.gate`, the very function that refuses the move; here they only get their names.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from lifecycle import gate, moves
from lifecycle.absence import Remedy
from lifecycle.blocker import WayOut
from lifecycle.entering import entry_unmet
from lifecycle.evaluation.blockers import of_conflicts, of_employers
from lifecycle.evaluation.scoring import next_anchor
from lifecycle.evaluation.view import raised_decider
from lifecycle.gate import Blocker
from lifecycle.machine import moves as machine_of
from lifecycle.queries.choices import Choices, may_record
from lifecycle.queries.reading import Clause, Holding, Reading, Words
from lifecycle.records.work import BACKFILL
from lifecycle.way_out import way_out
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
    reader can clear it now; `documents` are the kinds of which one is missing. `remedies`: what can be done where
    nobody is there to clear it. `expert` names whom an evaluation waits for, to those who may know; of a floor that is
    missed, `dimension` is which and `next_level` what the next level asks for.
    """

    blocker: Blocker
    clause: Clause
    words: Words | None
    fact: Fact | None
    holding: Holding | None
    waits_for: Clause | None
    waited_wd: int
    mine: bool
    documents: tuple[Text, ...] = ()
    remedies: tuple[RemedyView, ...] = ()
    expert: str | None = None
    dimension: Dimension | None = None
    next_level: RubricLevel | None = None


@dataclass(frozen=True)
class BlockerGroup:
    """The blockers of one role; `role` is None for what only time or another act clears. `by` names who has to act.
    What is filled in for stages that lie behind stands together (`role` BACKFILL), by the day `until`.
    """

    role: str | None
    text: Text | None
    by: tuple[str, ...]
    since: date | None
    waited_wd: int
    lines: tuple[BlockerLine, ...]
    until: date | None = None


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
class Excusable:
    """A duty that bars the way and may be waived, by the reader if it is `mine`."""

    clause: Clause
    occurrence: int
    mine: bool


@dataclass(frozen=True)
class GatePanel:
    """`move` is None where nothing leads on (in review, on hold, at the end). `count` is 0 when the way is open. `mode`
    is how the gate is passed, `passes` what its passing option is called. `waivers` approve that one of `excusable` is
    not done at all.
    """

    gate: Clause
    decider: Holding
    proposer: Holding
    mode: str
    passes: Text | None
    count: int
    groups: tuple[BlockerGroup, ...]
    way: Way | None
    shoulds: tuple[Criterion, ...]
    move: MoveOn | None
    excusable: tuple[Excusable, ...]
    waivers: tuple[Holding, ...]

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
    way = way_out(standard, case, reading.day, reading.session.calendar, found) if found else None
    return GatePanel(
        Clause(here.code, here.text),
        reading.holding(raised_decider(standard, case, here.decider)),
        reading.holding(here.propose),
        here.mode,
        next((option.text for option in gate.passing_options(standard, here.stage)), None),
        len(found),
        _groups(reading, lines),
        _way(reading, way) if way else None,
        () if case.project.status == "draft" else gate.unmet_shoulds(standard, case, reading.day),
        _move_on(reading),
        tuple(_excusable(reading, choices, found)),
        tuple(reading.holding(office) for office in standard.power("waive")),
    )


def _excusable(reading: Reading, choices: Choices, found: Iterable[Blocker]) -> Iterator[Excusable]:
    for blocker in found:
        duty = reading.standard.duties.get(blocker.clause) if blocker.kind == "duty" else None
        if duty is not None and duty.waivable and blocker.target is not None:
            clause = reading.clause(blocker.clause)
            yield Excusable(clause, blocker.target[2], blocker.target in choices.waive)


def blockers_now(reading: Reading) -> tuple[Blocker, ...]:
    """What bars the way: the entry conditions of a draft, else the gate's. None after the end."""
    status = reading.case.project.status
    if status == "draft":
        return entry_unmet(reading.standard, reading.case, reading.day)
    if status in ("active", "gate_review", "rework", "on_hold"):
        view = gate.View(reading.standard, reading.case, reading.day)
        tx = reading.session.tx
        late = of_conflicts(tx, view) + of_employers(tx, view)
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
        tuple(reading.standard.documents[kind].text for kind in blocker.documents),
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
        case "attach_document":
            return choices.attach_document
        case "approve_entry":
            return choices.approve_entry
        case _:
            return False


def _groups(reading: Reading, lines: Iterable[BlockerLine]) -> tuple[BlockerGroup, ...]:
    roles = (*reading.standard.roles, BACKFILL, None)
    by_role: dict[str | None, list[BlockerLine]] = {role: [] for role in roles}
    for line in lines:
        by_role[_role(reading, line.blocker, by_role)].append(line)
    groups = [_group(reading, role, found) for role, found in by_role.items() if found]
    return tuple(sorted(groups, key=lambda group: group.role not in reading.own_roles))


def _role(reading: Reading, blocker: Blocker, known: Collection[str | None]) -> str | None:
    duty = reading.case.duties.get(blocker.target) if blocker.kind == "duty" and blocker.target else None
    if duty is not None and duty.timing == BACKFILL:
        return BACKFILL
    return blocker.role if blocker.role in known else None


def _group(reading: Reading, role: str | None, lines: list[BlockerLine]) -> BlockerGroup:
    since = min((line.blocker.since for line in lines if line.blocker.since), default=None)
    rule = reading.standard.mid_entry_rule(BACKFILL)
    owed = rule.text if rule is not None and role == BACKFILL else None
    return BlockerGroup(
        role,
        reading.standard.roles[role].text if role is not None and role in reading.standard.roles else owed,
        tuple(dict.fromkeys(name for line in lines if line.holding for name in line.holding.by)),
        since,
        max((line.waited_wd for line in lines), default=0),
        tuple(lines),
        min((line.blocker.due for line in lines if line.blocker.due), default=None) if owed else None,
    )


def _way(reading: Reading, way: WayOut) -> Way:
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
