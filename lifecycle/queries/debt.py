"""One item that is owed, as its form shows it."""

from dataclasses import dataclass
from datetime import date

from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.policy import Actor
from lifecycle.queries.choices import choices
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Holding, read_project
from lifecycle.queries.rounds import DebtView, debt_view, debts
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


@dataclass(frozen=True)
class DebtsPage:
    """Everything that was ever owed, the oldest open item first. `settlers` are the offices that may accept answers."""

    header: Header
    debts: tuple[DebtView, ...]
    settlers: tuple[Holding, ...]
    day: date
    may_raise: bool

    @property
    def open(self) -> tuple[DebtView, ...]:
        return tuple(debt for debt in self.debts if debt.settled_on is None)

    @property
    def settled(self) -> tuple[DebtView, ...]:
        return tuple(debt for debt in self.debts if debt.settled_on is not None)

    @property
    def barring(self) -> int:
        """How many bar the next gate."""
        return sum(1 for debt in self.open if debt.bars)


def debts_page(session: Session, actor: Actor, number: str) -> DebtsPage:
    """Raises NotFound."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    return DebtsPage(
        header(reading, gate_panel(reading, may).groups),
        debts(reading, may),
        tuple(reading.holding(code) for code in reading.standard.power("settle_debt")),
        session.day,
        may.raise_issue,
    )


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
        objections.may_grant(reading.standard, reading.case, row),
    )
