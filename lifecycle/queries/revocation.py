"""Revoking the decision that led into the present stage: which duties may be struck, and what it still waits for."""

from dataclasses import dataclass

from lifecycle import moves
from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.policy import Actor
from lifecycle.queries.choices import choices, movers_now
from lifecycle.queries.facts import FactLine
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.pause import missing_facts
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Clause, Holding, read_project
from lifecycle.verbs import revocations


@dataclass(frozen=True)
class RevocationPage:
    """`gate` is the one whose decision is undone, `stage` the one to go back to, `duties` what was confirmed there."""

    header: Header
    gate: Clause
    stage: Clause
    duties: tuple[Clause, ...]
    offices: tuple[Holding, ...]
    permitted: bool
    missing: tuple[FactLine, ...]


def revocation_page(session: Session, actor: Actor, number: str) -> RevocationPage:
    """Raises NotFound for an invisible project and for one in its first stage."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    standard = reading.standard
    earlier = standard.previous_stage(reading.case.project.stage)
    if earlier is None:
        raise NotFound("decision", number)
    return RevocationPage(
        header(reading, gate_panel(reading, may).groups),
        reading.clause(standard.gate_of(earlier).code),
        Clause(earlier, standard.stages[earlier].text),
        tuple(reading.clause(code) for code in revocations.done_there(reading.case, earlier)),
        tuple(reading.holding(code) for code in movers_now(reading, "gate_revoke")),
        "gate_revoke" in may.moves,
        missing_facts(reading, moves.named(standard, "gate_revoke", reading.case.state)),
    )
