"""The case on one sheet: what is filed on paper. Everything on it is read elsewhere too; here it stands together."""

from dataclasses import dataclass

from lifecycle.engine import Session
from lifecycle.policy import Actor
from lifecycle.queries.checklist import Checklist, checklist
from lifecycle.queries.choices import NOTHING
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.papers import Kind, papers
from lifecycle.queries.past import Known, known_facts_of
from lifecycle.queries.project import Header, header
from lifecycle.queries.rail import Rail, rail
from lifecycle.queries.reading import Holding, read_project
from lifecycle.queries.rounds import DebtView, RoundView, debts, rounds
from stages.model import Text


@dataclass(frozen=True)
class CaseSheet:
    """`checklists` are those of the stages it has been in, in their order, each with the name of its stage."""

    header: Header
    rail: Rail
    seats: tuple[Holding, ...]
    rounds: tuple[RoundView, ...]
    checklists: tuple[tuple[Text, Checklist], ...]
    facts: tuple[Known, ...]
    debts: tuple[DebtView, ...]
    papers: tuple[Kind, ...]


def case_sheet(session: Session, actor: Actor, number: str) -> CaseSheet:
    """Raises NotFound."""
    reading = read_project(session, actor, number)
    panel = gate_panel(reading, NOTHING)
    standard = reading.standard
    been = {visit.stage for visit in reading.case.visits.values()}
    return CaseSheet(
        header(reading, panel.groups),
        rail(reading, panel.count),
        tuple(reading.holding(each.code) for each in standard.offices.values() if each.held == "seat"),
        tuple(each for each in reversed(rounds(reading, NOTHING)) if each.decided is not None),
        tuple(
            (stage.text, checklist(reading, NOTHING, stage.code))
            for stage in standard.stages.values()
            if stage.code in been
        ),
        known_facts_of(reading),
        debts(reading, NOTHING),
        papers(reading),
    )
