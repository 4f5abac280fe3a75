"""Coming back after an end: a new project, linked to the old one, whose record stays as it is.

Source: move T13 (proposal).
"""

from datetime import date

from sqlalchemy import select

from lifecycle import moves
from lifecycle.case import Case
from lifecycle.deadlines import months_after
from lifecycle.engine import Session
from lifecycle.errors import GateClosed, NoSuchMove
from lifecycle.policy import Actor
from lifecycle.records import people
from lifecycle.records import project as projects
from lifecycle.store import Entry, Receipt
from lifecycle.verbs.common import open_entry
from lifecycle.verbs.register import Part, Registration, register
from stages import Standard


def reenter(
    session: Session, actor: Actor, number: str, title: str, summary: str = "", prefix: str = "YH"
) -> Receipt:
    """Register a new draft for a project that has ended, with its parties, under the standard in force today.

    Raises GateClosed until the waiting time is over and new evidence on each reason is recorded, NoSuchMove for a
    project that has not ended this way, NotPermitted. Whether the cause bars it is a fact that the officer records.
    """
    old = open_entry(session, actor, number)
    move = moves.move_of(old, "reenter")
    if old.case.project.status not in move.from_:
        raise NoSuchMove("reenter", old.case.state)
    moves.require_mover(old, move)
    given = {"waiting_months_passed": session.day >= waits_until(old.standard, old.case)}
    if barred := moves.barring(old, move, given):
        raise GateClosed("reenter", barred)
    parts = [Part(code) for code in _organisations(old)]
    registration = Registration(title, summary, parts, parent=number)
    receipt = register(session, actor, session.engine.standards.current(session.day), registration, prefix)
    old.close("ProjectReentered", receipt.number)
    return receipt


def waits_until(standard: Standard, case: Case) -> date:
    """The first day on which a project that has ended may come back."""
    ended = case.visit.left_on or case.project.registered_on
    return months_after(
        ended, moves.named(standard, "reenter", case.state).waiting_months.get(case.project.status, 0)
    )


def _organisations(old: Entry) -> list[str]:
    """The codes of those that still took part when it ended."""
    part, organisation = projects.participation.c, people.organisation
    statement = (
        select(organisation.c.code)
        .join(projects.participation, part.organisation == organisation.c.id)
        .where(part.project == old.case.project.id, part.until.is_(None))
        .order_by(part.n)
    )
    return list(old.session.tx.scalars(statement))
