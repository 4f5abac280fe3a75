"""What the standard itself says about a duty, for whoever is to do it: what its papers hold, what it is good for, what
happens when it is late.
"""

from dataclasses import dataclass
from datetime import date

from lifecycle.queries.reading import Clause, Reading
from lifecycle.records.work import DutyRow
from lifecycle.reminding.ladder import steps
from stages.conditions import names
from stages.model import Duty, Text


@dataclass(frozen=True)
class Paper:
    """A form that the duty asks for: what stands in it, and what its signers declare."""

    text: Text
    fields: tuple[Text, ...]
    pledge: tuple[Text, ...]


@dataclass(frozen=True)
class Call:
    """A step of the reminders: what it is called, on which day, and whom it reaches."""

    code: str
    text: Text
    on: date
    is_past: bool


@dataclass(frozen=True)
class Help:
    """`facts` are read from its papers; `criteria` of which gate test them; `then` are duties that wait for its
    milestone; `calls` what happens around its day, empty where it has none.
    """

    papers: tuple[Paper, ...]
    facts: tuple[Text, ...]
    criteria: tuple[Clause, ...]
    gate: Clause
    calls: tuple[Call, ...]
    then: tuple[Clause, ...]

    @property
    def says_anything(self) -> bool:
        return bool(self.papers or self.facts or self.criteria or self.calls or self.then)


def help_of(reading: Reading, definition: Duty, row: DutyRow) -> Help:
    """Everything of it from the standard; the days from this project."""
    standard = reading.standard
    shown = tuple(fact for fact in standard.facts.values() if definition.code in fact.from_duties)
    tested = {fact.name for fact in shown}
    gate = standard.gate_of(definition.stage)
    return Help(
        tuple(_papers(reading, definition)),
        tuple(fact.text for fact in shown),
        tuple(reading.clause(each.code) for each in gate.criteria if not tested.isdisjoint(names(each.test))),
        reading.clause(gate.code),
        _calls(reading, definition, row),
        tuple(
            reading.clause(each.code)
            for each in reading.case.latest_duties().values()
            if each.waits_for == definition.milestone and each.is_open
        ),
    )


def _papers(reading: Reading, definition: Duty) -> list[Paper]:
    documents = (reading.standard.documents[kind] for kind in definition.evidence)
    return [
        Paper(each.text, tuple(field.text for field in each.fields), each.pledge)
        for each in documents
        if each.fields or each.pledge
    ]


def _calls(reading: Reading, definition: Duty, row: DutyRow) -> tuple[Call, ...]:
    if row.due is None or not row.is_open:
        return ()
    kind = reading.standard.milestones[definition.milestone].kind
    ladder = steps(reading.standard, kind, row.due, reading.session.calendar)
    return tuple(Call(each.rung.code, each.rung.text, each.on, each.on < reading.day) for each in ladder)
