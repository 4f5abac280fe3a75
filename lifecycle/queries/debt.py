"""One item that is owed, as its form shows it."""

from dataclasses import dataclass

from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.policy import Actor
from lifecycle.queries.choices import choices
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Holding, read_project
from lifecycle.queries.rounds import DebtView, debt_view


@dataclass(frozen=True)
class DebtPage:
    """`settlers` are the offices that may accept an answer."""

    header: Header
    debt: DebtView
    settlers: tuple[Holding, ...]


def debt_page(session: Session, actor: Actor, number: str, n: int) -> DebtPage:
    """Raises NotFound for an invisible project and for an item that it does not have."""
    reading = read_project(session, actor, number)
    row = reading.case.debts.get((n,))
    if row is None:
        raise NotFound("debt", str(n))
    may = choices(reading)
    return DebtPage(
        header(reading, gate_panel(reading, may).groups),
        debt_view(reading, may, row),
        tuple(reading.holding(code) for code in reading.standard.settlers(row.kind)),
    )
