"""Decision rounds and debts as pages show them: who proposed what, who was heard, who decided why, and what is owed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lifecycle import asked
from lifecycle.columns import judged_debts
from lifecycle.lights import Light, owed_light, thresholds_of
from lifecycle.policy import is_end
from lifecycle.queries.choices import Choices
from lifecycle.queries.reading import Clause, Holding, Reading, Words
from lifecycle.records.rounds import DebtRow, OpinionRow, RoundRow
from lifecycle.records.work import BACKFILL
from stages.model import Ask, Option

DEFECT = "defect"


@dataclass(frozen=True)
class Heard:
    """What a consulted office said; `on` is None until it is heard. `mine`: the reader can speak for it now."""

    holding: Holding
    on: date | None
    by: str | None
    words: Words | None
    mine: bool


@dataclass(frozen=True)
class RoundView:
    """One round. `proposed_for` is the person by whose delegation `proposed_by` acted. `decide_by` is the
    last day for its decision, `until_on` the last day of the rework it led to.

    Of a gate that was deemed passed (`mode`) `basis` is what deems it: the track, or the entry point.
    """

    visit: int
    n: int
    gate: Clause
    mode: str
    basis: Clause | None
    requested_by: str | None
    requested_on: date
    proposer: Holding
    decider: Holding
    proposed: Option | None
    proposed_by: str | None
    proposed_for: str | None
    proposed_on: date | None
    proposal: Words | None
    opinions: tuple[Heard, ...]
    decide_by: date | None
    decided: Option | None
    decided_by: str | None
    decided_on: date | None
    reason: Words | None
    reasons: tuple[tuple[Clause, Words | None], ...]
    until_on: date | None
    revision: int

    @property
    def unheard(self) -> tuple[Heard, ...]:
        return tuple(each for each in self.opinions if each.on is None)


@dataclass(frozen=True)
class ReworkView:
    """A project that was sent back at a gate: until when and why. `left_wd` is negative when late; it is the `time`th
    of `most` times (None: without limit). `expired`: it ran out, and is to be decided again; `unanswered` are defects.
    """

    gate: Clause
    until_on: date
    left_wd: int
    reason: Words | None
    time: int
    most: int | None
    unanswered: int
    expired: bool


@dataclass(frozen=True)
class DebtView:
    """Something owed. `light` is None where it is not judged; `left_wd` as in a checklist, `age_wd` the working days
    since it was opened, until it was settled; `bars`: the next gate, where there is one; `acts`: what the reader may do
    with it.

    What a rung of the ladder asked for has no words of its own: `rung` names it, `ask` says what. `promised` is the day
    that the answer names. One that is settled by nobody fell away with its item.
    """

    n: int
    kind: str
    clause: Clause | None
    what: Words | None
    rung: str
    ask: Ask | None
    owner: Holding
    opened_on: date
    due: date
    left_wd: int
    light: Light | None
    age_wd: int
    bars: bool
    answered_on: date | None
    answered_by: str | None
    answered_for: str | None
    answer: Words | None
    promised: date | None
    settled_on: date | None
    settled_by: str | None
    acts: frozenset[str]
    revision: int

    @property
    def late(self) -> bool:
        return self.left_wd < 0 and self.settled_on is None

    @property
    def made_up(self) -> bool:
        """Whether it settles itself once what it stands for is filled in."""
        return self.kind == BACKFILL


def open_round(reading: Reading, choices: Choices) -> RoundView | None:
    """The round that waits for its decision."""
    row = reading.case.open_round()
    return None if row is None else round_view(reading, choices, row)


def rework(reading: Reading) -> ReworkView | None:
    """The rework that runs, or that ran out and has not been decided upon yet."""
    case = reading.case
    sent_back = [
        row for row in case.rounds.values() if row.until_on is not None and row.visit == case.project.visit
    ]
    row = max(sent_back, key=lambda each: each.n, default=None)
    if row is None or row.until_on is None or not _lasts(reading, row):
        return None
    gate = reading.standard.gates[row.gate]
    unanswered = [
        debt
        for debt in case.debts.values()
        if debt.kind == DEFECT and not (debt.answered_on or debt.settled_on)
    ]
    return ReworkView(
        gate=Clause(gate.code, gate.text),
        until_on=row.until_on,
        left_wd=reading.session.calendar.working_days_between(reading.day, row.until_on),
        reason=reading.words(row.reason),
        time=sum(1 for each in case.rounds.values() if (each.gate, each.option) == (row.gate, row.option)),
        most=gate.option(row.option or "").max_times,
        unanswered=len(unanswered),
        expired=row.expired_on is not None,
    )


def _lasts(reading: Reading, row: RoundRow) -> bool:
    """Whether a project is still being put right after this round, or the next one is there because that ran out."""
    if reading.case.project.status == "rework":
        return True
    waiting = reading.case.open_round()
    return row.expired_on is not None and waiting is not None and waiting.n == row.n + 1


def rounds(reading: Reading, choices: Choices) -> tuple[RoundView, ...]:
    """Every round, newest first."""
    ordered = sorted(reading.case.rounds.values(), key=lambda row: (row.visit, row.n), reverse=True)
    return tuple(round_view(reading, choices, row) for row in ordered)


def round_view(reading: Reading, choices: Choices, row: RoundRow) -> RoundView:
    """One round with its names and words."""
    gate = reading.standard.gates[row.gate]
    options = {option.code: option for option in gate.options}
    waiting = reading.milestones.get((row.gate, row.n))
    return RoundView(
        visit=row.visit,
        n=row.n,
        gate=Clause(gate.code, gate.text),
        mode=row.mode,
        basis=reading.clause(row.basis) if row.basis else None,
        requested_by=reading.person(row.requested_by),
        requested_on=row.requested_on,
        proposer=reading.holding(row.propose_office),
        decider=reading.holding(row.decide_office),
        proposed=options.get(row.proposed_option or ""),
        proposed_by=reading.person(row.proposed_by),
        proposed_for=reading.person(row.proposed_for),
        proposed_on=row.proposed_on,
        proposal=reading.words(row.proposal),
        opinions=_opinions(reading, choices, row),
        decide_by=waiting.due if waiting is not None and waiting.visit == row.visit else None,
        decided=options.get(row.option or ""),
        decided_by=reading.person(row.decided_by),
        decided_on=row.decided_on,
        reason=reading.words(row.reason),
        reasons=_reasons(reading, row),
        until_on=row.until_on,
        revision=row.revision,
    )


def _opinions(reading: Reading, choices: Choices, row: RoundRow) -> tuple[Heard, ...]:
    order = {code: place for place, code in enumerate(reading.standard.offices)}
    of_this_round = [
        each for each in reading.case.opinions.values() if (each.visit, each.round) == (row.visit, row.n)
    ]
    return tuple(
        _heard(reading, choices, each) for each in sorted(of_this_round, key=lambda each: order[each.office])
    )


def _heard(reading: Reading, choices: Choices, row: OpinionRow) -> Heard:
    return Heard(
        reading.holding(row.office),
        row.heard_on,
        reading.person(row.given_by),
        reading.words(row.words),
        row.heard_on is None and row.office in choices.consult,
    )


def _reasons(reading: Reading, row: RoundRow) -> tuple[tuple[Clause, Words | None], ...]:
    given: Mapping[str, str] = json.loads(row.reasons)
    return tuple((reading.clause(code), reading.words(digest)) for code, digest in given.items())


def debts(reading: Reading, choices: Choices) -> tuple[DebtView, ...]:
    """Everything that was ever owed: what is open first, the oldest first."""
    ordered = sorted(
        reading.case.debts.values(),
        key=lambda row: (row.settled_on is not None, row.opened_on, row.due, row.n),
    )
    return tuple(debt_view(reading, choices, row) for row in ordered)


def debt_view(reading: Reading, choices: Choices, row: DebtRow) -> DebtView:
    """One debt with its names and words."""
    thresholds, calendar = thresholds_of(reading.standard), reading.session.calendar
    is_judged = row.n in {each.n for each in judged_debts(reading.case, thresholds)}
    return DebtView(
        n=row.n,
        kind=row.kind,
        clause=reading.clause(row.clause) if row.clause else None,
        what=reading.words(row.what or None),
        rung=row.rung,
        ask=asked.ask_of(reading.standard, row.rung),
        owner=reading.holding(row.owner),
        opened_on=row.opened_on,
        due=row.due,
        left_wd=calendar.working_days_between(reading.day, row.due),
        light=owed_light(row.due, calendar, thresholds, reading.day) if is_judged else None,
        age_wd=calendar.working_days_between(row.opened_on, row.settled_on or reading.day),
        bars=row.bars and not is_end(reading.case.project.status),
        answered_on=row.answered_on,
        answered_by=reading.person(row.answered_by),
        answered_for=reading.person(row.answered_for),
        answer=reading.words(row.answer),
        promised=row.promised,
        settled_on=row.settled_on,
        settled_by=reading.person(row.settled_by),
        acts=choices.on_debt(row.n),
        revision=row.revision,
    )
