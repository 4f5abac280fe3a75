"""Proposing and deciding: what each option of the gate leads to, what it asks for, and whether it is open now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.evaluation.view import raised_decider
from lifecycle.gate import MUSTS
from lifecycle.policy import Actor
from lifecycle.queries.choices import choices
from lifecycle.queries.gate import GatePanel, gate_panel
from lifecycle.queries.history import Event, event_of_decision
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Holding, Reading, read_project
from lifecycle.queries.rounds import DebtView, RoundView, debts, open_round, round_view
from lifecycle.verbs.settlements import items_of, last_day
from stages.conditions import holds, names
from stages.model import CauseCode, Move, Office, Option, Settlement, Text

ASKS: Mapping[str, str] = {
    "reason_given": "reason",
    "defects_listed": "owed",
    "settlement_opened": "owed",
    "deadline_set": "until",
    "hold_wd_requested": "until",
    "resume_condition_set": "condition",
    "cause_recorded": "cause",
}
"""What a form has to ask for, by the fact of the move that its guard tests."""

OWED = {"active": "condition", "rework": "defect", "on_hold": None}
"""What a decision may owe, by the status it leads to; an end owes a settlement."""


@dataclass(frozen=True)
class OptionView:
    """One way out of the gate. `passes`: needs the gate open. `asks`: reason, owed, until, condition, cause. `owes` is
    the kind of debt that its rows open; `items` are those to be settled by the standard, until `settle_by`. `last_day`
    bounds `until`. `shut` says why it cannot be chosen now.
    """

    option: Option
    to_status: Text
    to_stage: Text | None
    passes: bool
    ends: bool
    asks: frozenset[str]
    owes: str | None
    items: tuple[Settlement, ...]
    settle_by: date | None
    last_day: date | None
    decider: Holding
    mine: bool
    shut: str | None
    times_left: int | None
    told: tuple[Text, ...]


@dataclass(frozen=True)
class DecidePage:
    """The open round with everything that is needed to propose or to decide. `owners` are the offices that may owe."""

    header: Header
    panel: GatePanel
    round: RoundView
    options: tuple[OptionView, ...]
    proposable: frozenset[str]
    may_decide: bool
    owners: tuple[Office, ...]
    causes: tuple[CauseCode, ...]
    day: date

    def option(self, code: str | None) -> OptionView:
        """The option of that code, else the proposed one, else the first."""
        wanted = code or (self.round.proposed.code if self.round.proposed else None)
        return next((each for each in self.options if each.option.code == wanted), self.options[0])


@dataclass(frozen=True)
class DecisionRecord:
    """A decided round for the file. `event` is the entry of the history that carries it, with its check code."""

    header: Header
    summary: str
    stage: Text
    round: RoundView
    owed: tuple[DebtView, ...]
    event: Event | None
    told: tuple[Text, ...]


def decide_page(session: Session, actor: Actor, number: str) -> DecidePage:
    """Raises NotFound for an invisible project, and where no round is open."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    round_ = open_round(reading, may)
    if round_ is None:
        raise NotFound("round", number)
    panel = gate_panel(reading, may)
    gate = reading.standard.gate_of(reading.case.project.stage)
    return DecidePage(
        header=header(reading, panel.groups),
        panel=panel,
        round=round_,
        options=tuple(_option(reading, option) for option in gate.options),
        proposable=frozenset(option.code for option in may.propose),
        may_decide=may.decide,
        owners=tuple(reading.standard.offices.values()),
        causes=tuple(reading.standard.flow.cause_codes.values()),
        day=session.day,
    )


def _option(reading: Reading, option: Option) -> OptionView:
    move = reading.standard.flow.moves[option.move]
    stage = reading.case.project.stage
    following = reading.standard.next_stage(stage) if move.effect == "next_stage" else stage
    asked = names(move.guard)
    passes = MUSTS in asked
    named = option.decider or reading.standard.gate_of(stage).decider
    decider = raised_decider(reading.standard, reading.case, named)
    return OptionView(
        option=option,
        to_status=reading.standard.flow.states[move.to].text,
        to_stage=reading.standard.stages[following].text if following else None,
        passes=passes,
        ends=move.to not in OWED,
        asks=frozenset(ask for name, ask in ASKS.items() if name in asked),
        owes=OWED.get(move.to, "settlement"),
        items=items_of(reading.standard, move, reading.known),
        settle_by=last_day(reading.session, move),
        last_day=_last_day(reading, option),
        decider=reading.holding(decider),
        mine=decider in reading.held,
        shut=_shut(reading, option),
        times_left=None if option.max_times is None else option.max_times - _times(reading, option),
        told=_told(reading, move),
    )


def _last_day(reading: Reading, option: Option) -> date | None:
    if option.max_wd is None:
        return None
    return reading.session.calendar.add_working_days(reading.day, option.max_wd)


def _shut(reading: Reading, option: Option) -> str | None:
    if not holds(option.applies_if, reading.known):
        return "option_not_open"
    if option.max_times is not None and _times(reading, option) >= option.max_times:
        return "used_up"
    return None


def _times(reading: Reading, option: Option) -> int:
    gate = reading.standard.gate_of(reading.case.project.stage).code
    return sum(1 for row in reading.case.rounds.values() if row.gate == gate and row.option == option.code)


def _told(reading: Reading, move: Move) -> tuple[Text, ...]:
    standard = reading.standard
    found = (standard.roles.get(code) or standard.offices.get(code) for code in move.notify)
    return tuple(each.text for each in found if each is not None)


def decision_record(session: Session, actor: Actor, number: str, visit: int, n: int) -> DecisionRecord:
    """A decided round. Raises NotFound for one that is not decided, or that this reader may not see."""
    reading = read_project(session, actor, number)
    row = reading.case.rounds.get((visit, n))
    if row is None or row.option is None:
        raise NotFound("decision", f"{visit}/{n}")
    may = choices(reading)
    gate = reading.standard.gates[row.gate]
    move = reading.standard.flow.moves[gate.option(row.option).move]
    owed = tuple(
        debt
        for debt in debts(reading, may)
        if debt.opened_on == row.decided_on and _of_round(reading, debt.n, visit)
    )
    return DecisionRecord(
        header(reading, gate_panel(reading, may).groups),
        reading.case.project.summary,
        reading.standard.stages[gate.stage].text,
        round_view(reading, may, row),
        owed,
        event_of_decision(session.tx, reading.standard, reading.project_id, (visit, n)),
        _told(reading, move),
    )


def _of_round(reading: Reading, n: int, visit: int) -> bool:
    """Whether a debt was opened by the decision of a visit: a pass opens its conditions in the visit it leaves."""
    return reading.case.debts[(n,)].visit == visit
