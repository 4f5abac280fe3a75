"""What a reader may do on a project now: each act asked of the policy that the verb itself will ask.

A page shows an act only where this says so, and the verb refuses exactly where it does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lifecycle import absence, facts, moves
from lifecycle.case import Key
from lifecycle.entering import ADMISSION, APPROVE, is_midway
from lifecycle.errors import Invalid, NotPermitted
from lifecycle.evaluation.guards import is_by_hand
from lifecycle.gate import fixed
from lifecycle.machine import moves as machine_of
from lifecycle.policy import is_end
from lifecycle.queries.eligible import may_register
from lifecycle.queries.reading import Reading
from lifecycle.records.work import DutyRow, MilestoneRow
from lifecycle.verbs import dates, ends, objections, revocations
from lifecycle.verbs.derivation import has_results
from lifecycle.verbs.entries import DRAFT
from lifecycle.verbs.register import officer_of
from stages.conditions import names, unmet
from stages.model import Option, Substitute

DUTY_KEY = ("visit", "code", "occurrence")
GIVEN_BY_FORMS = (
    "reason_given",
    "cause_recorded",
    "settlement_opened",
    "objection_window_open",
    "receiver_named",
)
"""Facts of a move that its own form gives, or the verb finds out: nobody records them first."""


@dataclass(frozen=True)
class Choices:
    """For which rows, offices and options the reader may do what. `moves` are the moves of the project as a whole that
    the machine has here and whose office the reader holds; whether the gate is open is another question.
    """

    complete: frozenset[Key]
    confirm: frozenset[Key]
    waive: frozenset[Key]
    reopen: frozenset[Key]
    extend: frozenset[tuple[str, int]]
    answer: frozenset[int]
    settle: frozenset[int]
    reply: frozenset[int]
    consult: frozenset[str]
    propose: tuple[Option, ...]
    decide: bool
    moves: frozenset[str]
    take_seats: frozenset[str]
    give_seats: frozenset[str]
    bring_party: bool
    end_part: bool
    buy_service: bool
    stand_in: frozenset[Key]
    derive: bool
    attach_document: bool
    approve_entry: bool
    raise_issue: bool

    def on_duty(self, row: DutyRow, waivable: bool) -> frozenset[str]:  # noqa: FBT001 - a column of the standard
        """What the reader may do with a duty now."""
        acts: set[str] = set()
        if row.key in self.complete:
            acts |= {"attach"} if row.confirmer is None else {"attach", "complete_duty"}
        if row.key in self.confirm:
            acts |= {"confirm_duty", "return_duty"}
        if row.key in self.waive and waivable:
            acts |= {"waive"}
        if row.key in self.reopen:
            acts |= {"reopen"}
        if row.key in self.stand_in:
            acts |= {"let_stand_in"}
        return frozenset(acts)

    def on_debt(self, n: int) -> frozenset[str]:
        """What the reader may do with a debt now."""
        named = {
            "answer_debt": self.answer,
            "settle_debt": self.settle,
            "return_debt": self.settle,
            "reply_objection": self.reply,
        }
        return frozenset(act for act, debts in named.items() if n in debts)


NOTHING = Choices(
    complete=frozenset(),
    confirm=frozenset(),
    waive=frozenset(),
    reopen=frozenset(),
    extend=frozenset(),
    answer=frozenset(),
    settle=frozenset(),
    reply=frozenset(),
    consult=frozenset(),
    propose=(),
    decide=False,
    moves=frozenset(),
    take_seats=frozenset(),
    give_seats=frozenset(),
    bring_party=False,
    end_part=False,
    buy_service=False,
    stand_in=frozenset(),
    derive=False,
    attach_document=False,
    approve_entry=False,
    raise_issue=False,
)
"""For pages on which nothing can be done, such as those of a past day."""


def choices(reading: Reading) -> Choices:
    """Nine statements at most, whatever the number of rows."""
    return Choices(
        complete=reading.may_on("complete_duty", DUTY_KEY),
        confirm=reading.may_on("confirm_duty", DUTY_KEY),
        waive=reading.may_on("waive", DUTY_KEY) if _holds(reading, "waive") else frozenset(),
        reopen=_reopenable(reading),
        extend=frozenset(key for key, row in reading.milestones.items() if may_extend_to(reading, row)),
        answer=_numbers(reading.may_on("answer_debt", ("n",))),
        settle=_settleable(reading),
        reply=frozenset(
            row.n
            for row in reading.case.debts.values()
            if row.kind == objections.KIND and row.settled_on is None and row.owner in reading.held
        ),
        consult=_consultable(reading),
        propose=_proposable(reading),
        decide=_newest_round(reading) in reading.may_on("decide", ("visit", "n")),
        moves=_moves(reading),
        take_seats=_takeable(reading),
        give_seats=_giveable(reading),
        bring_party=_holds(reading, "bring_party") and not is_end(reading.case.project.status),
        end_part=_holds(reading, "remove_party") and not is_end(reading.case.project.status),
        buy_service=bool(purchasable(reading)),
        stand_in=_stand_ins(reading),
        derive=has_results(reading.standard, reading.case) and may_register(reading.session, reading.actor),
        attach_document=_may_attach(reading),
        approve_entry=_may_approve(reading),
        raise_issue=_holds(reading, "raise_issue") and not is_end(reading.case.project.status),
    )


def _may_attach(reading: Reading) -> bool:
    """Whether the reader may keep a document for the draft itself."""
    offices = moves.offices_for(reading.standard, reading.standard.moves["submit"])
    return reading.case.project.status == DRAFT and not reading.held.isdisjoint(offices)


def _may_approve(reading: Reading) -> bool:
    """Whether the reader may approve the entry of this draft, once it is complete."""
    project, rule = reading.case.project, reading.standard.mid_entry_rule(ADMISSION)
    if rule is None or rule.confirmer not in reading.held or project.entry_approved_on is not None:
        return False
    return is_midway(reading.standard, project.entry) and bool(reading.may_on(APPROVE, ("id",)))


def _holds(reading: Reading, act: str) -> bool:
    return not reading.held.isdisjoint(reading.standard.power(act))


def _numbers(keys: Iterable[Key]) -> frozenset[int]:
    return frozenset(int(key[0]) for key in keys)


def _settleable(reading: Reading) -> frozenset[int]:
    """What somebody else answered and an office of the reader accepts."""
    kinds = {row.kind for row in reading.case.debts.values() if row.settled_on is None}
    mine = {kind for kind in kinds if not reading.held.isdisjoint(reading.standard.settlers(kind))}
    if not mine:
        return frozenset()
    found = _numbers(reading.may_on("settle_debt", ("n",)))
    return frozenset(n for n in found if reading.case.debts[n,].kind in mine)


def _newest_round(reading: Reading) -> Key:
    return max(((row.visit, row.n) for row in reading.case.rounds.values()), default=(0, 0))


def _consultable(reading: Reading) -> frozenset[str]:
    keys = reading.may_on("consult", ("visit", "round", "office"))
    return frozenset(str(key[2]) for key in keys if key[:2] == _newest_round(reading))


def _proposable(reading: Reading) -> tuple[Option, ...]:
    """The options this reader may propose: one with a decider of its own may also be proposed by the gate's decider."""
    if _newest_round(reading) not in reading.may_on("propose", ("visit", "n")):
        return ()
    gate = reading.standard.gate_of(reading.case.project.stage)
    return tuple(
        option
        for option in gate.options
        if not reading.held.isdisjoint(
            {gate.propose} if option.decider is None else {gate.propose, gate.decider}
        )
    )


PROJECT_MOVES = ("submit", "request_gate", "resubmit", "hold", "resume", "archive")
OTHER_MOVES = (
    "object",
    "change_task_book",
    "change_receiver",
    "gate_revoke",
    "withdraw",
    "terminate",
    "close_outbound",
    "reenter",
)
"""Moves off the plain road: they change what was agreed, go back, or end the project, or begin it again."""


def _moves(reading: Reading) -> frozenset[str]:
    return frozenset(
        name
        for name in (*PROJECT_MOVES, *OTHER_MOVES)
        if _has_move(reading, name) and not reading.held.isdisjoint(movers(reading, name))
    )


def _has_move(reading: Reading, name: str) -> bool:
    """Whether the machine has the move here; one back to an earlier status has a trigger of its own for each."""
    project, move = reading.case.project, reading.standard.moves.get(name)
    if move is None or _is_shut(reading, name):
        return False
    if name == "reenter":  # it makes another project: no edge of this one's machine
        return project.status in move.from_
    possible = machine_of(reading.standard).possible(reading.case.state)
    return name in possible or f"{name}:{project.previous}" in possible


def _is_shut(reading: Reading, name: str) -> bool:
    """Whether something else than the machine keeps a move from being made here."""
    project = reading.case.project
    match name:
        case "hold":
            return project.status == "gate_review"  # a round in review is held by its decision
        case "withdraw" | "terminate" | "close_outbound":
            return reading.case.open_round() is not None  # a round is ended by deciding it
        case "archive":
            return project.archived_on is not None
        case "change_task_book":
            return _fails_by_itself(reading, name)  # there is none yet
        case "object":
            windows = objections.open_windows(reading.session, reading.standard, reading.case)
            return project.archived_on is not None or not windows
    return False


def _fails_by_itself(reading: Reading, name: str) -> bool:
    """Whether the guard of a move fails by what is computed, which nobody can record."""
    standard = reading.standard
    known = {**reading.known, **dict.fromkeys(GIVEN_BY_FORMS, True)}
    found = unmet(standard.moves[name].guard, known, fixed(standard))
    return any(standard.facts[leaf.name].computed for leaf in found)


def movers(reading: Reading, name: str) -> tuple[str, ...]:
    """The offices that may make a move of the project as a whole, as it stands now."""
    standard, stage = reading.standard, reading.case.project.stage
    move = standard.moves[name]
    match name:
        case "hold":
            return tuple(each.office for each in move.authority if not each.stages or stage in each.stages)
        case "terminate" | "change_receiver":
            return tuple(each.office for each in moves.authorities(move, stage, reading.known))
        case "change_task_book":  # until it is recorded how it changes, it may be either of them
            known = moves.authorities(move, stage, reading.known) or move.authority
            return tuple(each.office for each in known)
        case "close_outbound":
            return (standard.gate_of(stage).decider,)
        case "withdraw":
            return ends.withdrawers(standard, reading.case, reading.known)
        case "gate_revoke":
            earlier = standard.previous_stage(stage)
            return revocations.revokers(standard, earlier) if earlier else ()
        case _:
            return moves.offices_for(standard, move)


def movers_now(reading: Reading, name: str) -> tuple[str, ...]:
    """The same; nobody where the project is in a state without the move."""
    return movers(reading, name) if _has_move(reading, name) else ()


def _reopenable(reading: Reading) -> frozenset[Key]:
    if not _has_move(reading, "correct") or reading.held.isdisjoint(movers(reading, "correct")):
        return frozenset()
    rows, stage = reading.case.latest_duties().values(), reading.case.project.stage
    return frozenset(row.key for row in rows if row.state == "confirmed" and row.stage == stage)


def purchasable(reading: Reading) -> tuple[Substitute, ...]:
    """The rules by which the reader may buy the service of a missing party now."""
    if is_end(reading.case.project.status):
        return ()
    return tuple(
        rule
        for rule in reading.standard.flow.absent_party.values()
        if rule.buyer and absence.is_missing(reading.case, rule.role)
        if not reading.held.isdisjoint(absence.buyers(reading.standard, rule))
    )


def _stand_ins(reading: Reading) -> frozenset[Key]:
    """The duties which the reader may let another office do."""
    listed = {
        code
        for rule in reading.standard.flow.absent_party.values()
        if rule.confirmer in reading.held
        for code in rule.duties
    }
    keys = reading.may_on("let_stand_in", DUTY_KEY) if listed else frozenset()
    return frozenset(key for key in keys if key[1] in listed)


def may_extend_to(reading: Reading, row: MilestoneRow) -> date | None:
    """The latest day to which the reader may extend a milestone; None where they may not, or by no day."""
    if not _has_move(reading, "extend"):
        return None
    try:
        due, last = dates.term_left(reading.session, reading.standard, row, reading.held.__contains__)
    except (Invalid, NotPermitted):
        return None
    return last if last > due else None


def may_ask_to(reading: Reading, row: MilestoneRow) -> date | None:
    """The latest day that the reader may ask for; None where they may not ask, or who may grant it need not."""
    if not _has_move(reading, "extend") or reading.held.isdisjoint(dates.askers(reading.case, row)):
        return None
    try:
        due, last = dates.term_asked(reading.session, reading.standard, row)
    except Invalid:
        return None
    return last if last > due and may_extend_to(reading, row) is None else None


def _takeable(reading: Reading) -> frozenset[str]:
    """The free seats that the reader may take for themselves."""
    return frozenset(
        code
        for code in reading.actor.eligible
        if _is_seat(reading, code) and reading.case.holder(code) is None
    )


def _giveable(reading: Reading) -> frozenset[str]:
    """The seats that the reader may give to somebody."""
    officer = officer_of(reading.standard).code
    seats = (code for code in reading.standard.offices if _is_seat(reading, code))
    return frozenset(
        code for code in seats if _holds(reading, "assign_officer" if code == officer else "assign_seat")
    )


def _is_seat(reading: Reading, code: str) -> bool:
    office = reading.standard.offices.get(code)
    return office is not None and office.held == "seat"


def may_record(reading: Reading, name: str) -> bool:
    """Whether the reader may record or correct a fact now."""
    fact = reading.standard.facts[name]
    office = reading.standard.recorder(name, reading.case.project.stage)
    by_hand = not fact.computed and is_by_hand(reading.standard, reading.case, fact)
    return by_hand and office in reading.held and takes_facts(reading, name)


def takes_facts(reading: Reading, name: str) -> bool:
    """Whether the project is in a status where this fact is recorded."""
    project = reading.case.project
    if not is_end(project.status):
        return True
    asked = [names(move.guard) for move in reading.standard.moves.values() if project.status in move.from_]
    return project.archived_on is None and any(name in each for each in asked)


def is_recorded(reading: Reading, name: str) -> bool:
    """Whether a value of the fact counts now, so that it is corrected and not recorded again."""
    return name in facts.recorded(reading.standard, reading.case)
