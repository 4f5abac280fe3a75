"""The facts of a project that matter now: what its gate tests, what opens duties, what dates count from; by whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from lifecycle import entering, facts
from lifecycle.engine import Session
from lifecycle.gate import fixed
from lifecycle.policy import Actor
from lifecycle.queries.checklist import Attached, shown
from lifecycle.queries.choices import GIVEN_BY_FORMS, OTHER_MOVES, choices, may_record, takes_facts
from lifecycle.queries.gate import blockers_now, gate_panel
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Clause, Holding, Reading, Words, read_project
from lifecycle.queries.track import track_facts
from stages.conditions import Value, names, unmet
from stages.model import Fact, Move, Text

WHY = ("entry", "gate", "next", "date", "opens", "track", "move")
"""Why a fact matters: asked at the door, tested by the gate, asked by the next stage, dates an event, opens or changes
duties and deadlines, says on which track the project is, asked by a move that leads on from here.
"""


@dataclass(frozen=True)
class Reason:
    """One clause for which a fact matters. `kind` is one of WHY."""

    kind: str
    clause: Clause


@dataclass(frozen=True)
class Recorded:
    """One value that was recorded; `value` None: it was taken back; `reason`: why it was corrected."""

    value: Value | None
    by: str | None
    on: date
    document: Attached | None
    reason: Words | None


@dataclass(frozen=True)
class FactLine:
    """`value` counts now, None is unknown. `recorder` records it, None for a computed one. `with_document`: entered
    with the document that shows it. `barring`: the way on waits for it. `repeats`: recorded anew for each event.
    """

    fact: Fact
    value: Value | None
    recorder: Holding | None
    with_document: bool
    reasons: tuple[Reason, ...]
    earlier: tuple[Recorded, ...]
    barring: bool
    may_record: bool
    may_correct: bool
    repeats: bool

    @property
    def last(self) -> Recorded | None:
        return self.earlier[0] if self.earlier else None


@dataclass(frozen=True)
class Evidence:
    """A document that can be given as proof of a fact: its newest version."""

    document: Attached
    kind: Text
    clause: str


@dataclass(frozen=True)
class FactsPage:
    """`mine` are those the reader records, `others` those others do, `computed` those nobody does; what bars the way
    comes first. `track_facts` are those by which the tracks differ.
    """

    header: Header
    mine: tuple[FactLine, ...]
    others: tuple[FactLine, ...]
    computed: tuple[FactLine, ...]
    documents: tuple[Evidence, ...]
    revision: int
    track_facts: frozenset[str]


def facts_page(session: Session, actor: Actor, number: str) -> FactsPage:
    """The facts that matter now, and any other one with a value. Raises NotFound."""
    reading = read_project(session, actor, number)
    lines = fact_lines(reading)
    mine = tuple(line for line in lines if line.recorder and line.recorder.code in reading.held)
    return FactsPage(
        header(reading, gate_panel(reading, choices(reading)).groups),
        mine,
        tuple(line for line in lines if line not in mine and not line.fact.computed),
        tuple(line for line in lines if line.fact.computed),
        tuple(evidence_at_hand(reading)),
        reading.case.project.revision,
        track_facts(reading.standard),
    )


def fact_lines(reading: Reading) -> tuple[FactLine, ...]:
    """One line for each fact that matters now or has a value."""
    why: dict[str, list[Reason]] = defaultdict(list)
    for name, reason in _reasons(reading):
        if reason not in why[name]:
            why[name].append(reason)
    named = dict.fromkeys((*why, *reading.case.fact_rows()))
    barring = {blocker.leaf.name for blocker in blockers_now(reading) if blocker.leaf}
    lines = [
        _line(reading, name, why[name], name in barring) for name in named if name in reading.standard.facts
    ]
    return tuple(sorted(lines, key=lambda line: (not line.barring, line.value is not None, _rank(line))))


def _rank(line: FactLine) -> int:
    return min((WHY.index(reason.kind) for reason in line.reasons), default=len(WHY))


def _line(reading: Reading, name: str, why: list[Reason], barring: bool) -> FactLine:  # noqa: FBT001
    fact = reading.standard.facts[name]
    office = reading.standard.recorder(name, reading.case.project.stage)
    recorded = name in facts.recorded(reading.standard, reading.case)
    repeats = _repeats(reading, name)
    mine = may_record(reading, name)
    return FactLine(
        fact=fact,
        value=reading.known.get(name),
        recorder=reading.holding(office)
        if office is not None and office in reading.standard.offices
        else None,
        with_document=fact.entered_by is not None,
        reasons=tuple(why),
        earlier=_earlier(reading, fact),
        barring=barring,
        may_record=mine and takes_facts(reading, name) and (repeats or not recorded),
        may_correct=mine and takes_facts(reading, name) and recorded,
        repeats=repeats,
    )


def _earlier(reading: Reading, fact: Fact) -> tuple[Recorded, ...]:
    rows = sorted(
        (row for row in reading.case.facts.values() if row.name == fact.name),
        key=lambda row: row.seq,
        reverse=True,
    )
    return tuple(
        Recorded(
            None if row.value == "null" else facts.from_json(fact, row.value),
            reading.person(row.recorded_by),
            row.recorded_on,
            _document(reading, row.document),
            reading.words(row.reason),
        )
        for row in rows
    )


def _document(reading: Reading, n: int | None) -> Attached | None:
    versions = [row for row in reading.case.documents.values() if row.n == n]
    newest = max(versions, key=lambda row: row.version, default=None)
    return shown(reading, newest) if newest else None


def evidence_at_hand(reading: Reading) -> Iterator[Evidence]:
    """The documents of a project, each in its newest version, the latest first."""
    for n in sorted({row.n for row in reading.case.documents.values()}, reverse=True):
        newest = max(
            (row for row in reading.case.documents.values() if row.n == n), key=lambda row: row.version
        )
        text = reading.standard.documents[newest.kind].text
        yield Evidence(shown(reading, newest), text, newest.duty or "")


def _repeats(reading: Reading, name: str) -> bool:
    """Whether the fact dates an event for each of which something is owed."""
    dated = {event.code for event in reading.standard.events.values() if event.dated_by == name}
    return any(
        each.due.each and dated & set(each.due.starts) for each in reading.standard.milestones.values()
    )


# Why a fact matters -------------------------------------------------------------------------------------------


def _reasons(reading: Reading) -> Iterator[tuple[str, Reason]]:
    yield from _of_entry(reading)
    yield from _of_gate(reading)
    yield from _of_dates(reading)
    yield from _of_conditions(reading)
    yield from _of_tracks(reading)
    yield from _of_moves(reading)


def _named(kind: str, code: str, text: Text, found: Iterable[str]) -> Iterator[tuple[str, Reason]]:
    for name in sorted(found):
        yield name, Reason(kind, Clause(code, text))


def _of_entry(reading: Reading) -> Iterator[tuple[str, Reason]]:
    stage = reading.case.project.stage
    if reading.case.project.status == "draft":
        for condition in reading.standard.stages[stage].entry:
            yield from _named("entry", condition.code, condition.text, names(condition.test))
        yield from _of_entry_point(reading)
        return
    following = reading.standard.next_stage(stage)
    for condition in reading.standard.stages[following].entry if following else ():
        yield from _named("next", condition.code, condition.text, names(condition.test))


def _of_entry_point(reading: Reading) -> Iterator[tuple[str, Reason]]:
    """What is rated and tested where a project begins later than at the first stage."""
    standard, code = reading.standard, reading.case.project.entry
    rule = standard.mid_entry_rule(entering.ADMISSION)
    if rule is not None and entering.is_midway(standard, code):
        yield from _named(
            "entry", code, standard.flow.entry_points[code].text, entering.asked(standard, code)
        )


def _of_gate(reading: Reading) -> Iterator[tuple[str, Reason]]:
    for criterion in reading.standard.gate_of(reading.case.project.stage).criteria:
        found = names(criterion.test) | names(criterion.applies_if)
        yield from _named("gate", criterion.code, criterion.text, found)


def _of_dates(reading: Reading) -> Iterator[tuple[str, Reason]]:
    events = reading.standard.events
    for milestone in reading.standard.milestones_of(reading.case.project.stage):
        for start in (*milestone.due.starts, milestone.due.before):
            event = events.get(start or "")
            if event is not None and event.dated_by is not None:
                yield from _named("date", milestone.code, milestone.text, (event.dated_by,))


def _of_conditions(reading: Reading) -> Iterator[tuple[str, Reason]]:
    stage = reading.standard.stages[reading.case.project.stage]
    for milestone in stage.milestones:
        switched = [other.if_ for other in milestone.due.from_if]
        for condition in (milestone.applies_if, *switched):
            yield from _named("opens", milestone.code, milestone.text, names(condition))
    for duty in stage.duties:
        yield from _named("opens", duty.code, duty.text, names(duty.applies_if))
    for option in stage.gate.options:
        yield from _named("opens", stage.gate.code, option.text, names(option.applies_if))


def _of_tracks(reading: Reading) -> Iterator[tuple[str, Reason]]:
    for track in reading.standard.flow.tracks.values():
        yield from _named("track", track.code, track.text, names(track.applies_if))


def _of_moves(reading: Reading) -> Iterator[tuple[str, Reason]]:
    """The facts that the moves ask for which people ask for in the present status: to resume, to archive; and of those
    off the plain road what is still missing.
    """
    for name in ("resume", "archive", *OTHER_MOVES):
        move = reading.standard.moves.get(name)
        if move is None or reading.case.project.status not in move.from_:
            continue
        asked = names(move.guard) if name not in OTHER_MOVES else _still_asked(reading, move)
        yield from _named("move", move.code, move.text, asked)


def _still_asked(reading: Reading, move: Move) -> frozenset[str]:
    """What somebody has to record first, all that the move's own form asks for being given."""
    if (
        move.effect == "previous_stage"
        and reading.standard.previous_stage(reading.case.project.stage) is None
    ):
        return frozenset()
    known = {**reading.known, **dict.fromkeys(GIVEN_BY_FORMS, True)}
    found = {leaf.name for leaf in unmet(move.guard, known, fixed(reading.standard))}
    found |= undecided(reading, move)
    return frozenset(name for name in found if not reading.standard.facts[name].computed)


def undecided(reading: Reading, move: Move) -> set[str]:
    """What somebody has to record before it is known who may make a move."""
    asked = {name for each in move.authority for name in names(each.applies_if)}
    return {name for name in asked - reading.known.keys() if not reading.standard.facts[name].computed}
