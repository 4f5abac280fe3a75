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
from lifecycle.verbs import objections


@dataclass(frozen=True)
class DebtPage:
    """`settlers` are the offices that may accept an answer. `may_grant`: what is objected to is the report of an
    evaluation, which can be scored anew.
    """

    header: Header
    debt: DebtView
    settlers: tuple[Holding, ...]
    may_grant: bool


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
        tuple(reading.holding(code) for code in reading.standard.power("settle_debt")),
        objections.may_grant(reading.standard, reading.case, row),
    )
