"""Changes on the way: the receiver, the task book, a service that is bought. Who may, and what is asked for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lifecycle import absence, facts, moves
from lifecycle.engine import Session
from lifecycle.policy import Actor
from lifecycle.queries.checklist import Attached, Wanted, shown
from lifecycle.queries.choices import choices, movers_now, purchasable
from lifecycle.queries.eligible import OrganisationChoice, organisations
from lifecycle.queries.facts import FactLine
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.history import Event, of_kind
from lifecycle.queries.pause import missing_facts
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Clause, Holding, Party, Reading, read_project
from lifecycle.records.work import FactRow
from lifecycle.verbs.task_book import MOVE
from stages.conditions import Value
from stages.model import Fact, Move, Text


def papers_wanted(reading: Reading, kinds: tuple[str, ...]) -> tuple[Wanted, ...]:
    """The papers that an act asks for, none of them given yet."""
    documents = reading.standard.documents
    return tuple(Wanted(kind, documents[kind].text, documents[kind].secret, None, ()) for kind in kinds)


# The receiver -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReceiverPage:
    """`leaving` are those whose place can be taken, `joining` those who can take it; `known` the codes of all that play
    the role. `redo` is done again where it was done, `clears` recorded again.
    """

    header: Header
    move: Move
    role: Text
    offices: tuple[Holding, ...]
    permitted: bool
    missing: tuple[FactLine, ...]
    leaving: tuple[Party, ...]
    joining: tuple[OrganisationChoice, ...]
    known: frozenset[str]
    papers: tuple[Wanted, ...]
    redo: tuple[Clause, ...]
    clears: tuple[Text, ...]


def receiver_page(session: Session, actor: Actor, number: str) -> ReceiverPage:
    """Raises NotFound."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    move = moves.named(reading.standard, "change_receiver", reading.case.state)
    role = move.replaces or ""
    permitted = move.name in may.moves
    playing = _playing(reading, role) if permitted else ()
    return ReceiverPage(
        header(reading, gate_panel(reading, may).groups),
        move,
        reading.standard.roles[role].text,
        tuple(reading.holding(code) for code in movers_now(reading, move.name)),
        permitted,
        missing_facts(reading, move),
        tuple(party for party in reading.parties if party.role == role),
        _others(reading, playing),
        frozenset([*(each.code for each in playing), *(each.code for each in reading.parties)]),
        papers_wanted(reading, move.docs),
        tuple(reading.clause(code) for code in move.redo),
        tuple(reading.standard.facts[name].text for name in move.clears),
    )


def _playing(reading: Reading, role: str) -> tuple[OrganisationChoice, ...]:
    """The organisations that play a role."""
    kinds = {kind.code for kind in reading.standard.organisation_kinds.values() if kind.role == role}
    return organisations(reading.session, reading.standard, None, kinds)


def _others(reading: Reading, playing: Iterable[OrganisationChoice]) -> tuple[OrganisationChoice, ...]:
    """Those that do not take part."""
    here = {party.code for party in reading.parties}
    return tuple(each for each in playing if each.code not in here)


# A service --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PurchasePage:
    """`role` is the one that is missing, None where nothing can be bought now; `offices` may buy. `known` are the codes
    of all whose service can ever be bought.
    """

    header: Header
    role: Text | None
    rule: Clause | None
    offices: tuple[Holding, ...]
    permitted: bool
    sellers: tuple[OrganisationChoice, ...]
    known: frozenset[str]
    papers: tuple[Wanted, ...]


def purchase_page(session: Session, actor: Actor, number: str) -> PurchasePage:
    """Raises NotFound."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    standard = reading.standard
    for_sale = [rule for rule in standard.flow.absent_party.values() if rule.buyer]
    missing = [rule for rule in for_sale if absence.is_missing(reading.case, rule.role)]
    rule = next(iter((*purchasable(reading), *missing)), None)
    sellers = {each.role: _playing(reading, each.role) for each in for_sale}
    return PurchasePage(
        header(reading, gate_panel(reading, may).groups),
        standard.roles[rule.role].text if rule else None,
        Clause(rule.code, rule.text) if rule else None,
        tuple(reading.holding(code) for code in (absence.buyers(standard, rule) if rule else ())),
        may.buy_service,
        _others(reading, sellers[rule.role]) if rule and may.buy_service else (),
        frozenset(each.code for found in sellers.values() for each in found),
        papers_wanted(reading, rule.docs if rule else ()),
    )


# The task book ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Corrected:
    """One fact that a change gave another value."""

    fact: Fact
    old: Value | None
    new: Value | None


@dataclass(frozen=True)
class PastChange:
    """A change of the task book, with what it corrected."""

    event: Event
    corrected: tuple[Corrected, ...]


@dataclass(frozen=True)
class TaskBookPage:
    """`facts` may be given anew with it, each with its present value; `requests` are the papers of earlier changes."""

    header: Header
    move: Move
    offices: tuple[Holding, ...]
    permitted: bool
    missing: tuple[FactLine, ...]
    facts: tuple[tuple[Fact, Value | None], ...]
    papers: tuple[Wanted, ...]
    changes: tuple[PastChange, ...]
    requests: tuple[Attached, ...]


def task_book_page(session: Session, actor: Actor, number: str) -> TaskBookPage:
    """Raises NotFound."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    move = reading.standard.moves[MOVE]
    known = facts.recorded(reading.standard, reading.case)
    return TaskBookPage(
        header(reading, gate_panel(reading, may).groups),
        move,
        tuple(reading.holding(code) for code in movers_now(reading, MOVE)),
        MOVE in may.moves,
        missing_facts(reading, move),
        tuple((reading.standard.facts[name], known.get(name)) for name in move.corrects),
        papers_wanted(reading, move.docs),
        _changes(reading),
        _on_file(reading, move.docs),
    )


def _on_file(reading: Reading, kinds: tuple[str, ...]) -> tuple[Attached, ...]:
    rows = [row for row in reading.case.documents.values() if row.kind in kinds and row.duty is None]
    newest_first = sorted(rows, key=lambda row: (row.n, row.version), reverse=True)
    return tuple(shown(reading, row) for row in newest_first)


def _changes(reading: Reading) -> tuple[PastChange, ...]:
    """Every change so far, the newest first."""
    by_fact: dict[str, list[FactRow]] = defaultdict(list)
    for row in sorted(reading.case.facts.values(), key=lambda each: each.seq):
        by_fact[row.name].append(row)
    events = of_kind(reading.session.tx, reading.standard, reading.project_id, "TaskBookChanged")
    return tuple(PastChange(event, tuple(_corrected(reading, by_fact, event.seq))) for event in events)


def _corrected(reading: Reading, by_fact: Mapping[str, list[FactRow]], seq: int) -> Iterator[Corrected]:
    """What an event made of the facts that it wrote."""
    for name, rows in by_fact.items():
        for place, row in enumerate(rows):
            if row.seq == seq:
                fact = reading.standard.facts[name]
                old = rows[place - 1] if place else None
                yield Corrected(fact, _value(fact, old), _value(fact, row))


def _value(fact: Fact, row: FactRow | None) -> Value | None:
    return None if row is None or row.value == "null" else facts.from_json(fact, row.value)
