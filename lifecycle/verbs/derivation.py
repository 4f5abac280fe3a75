"""A result that came out of another project goes its own way: a project of its own, linked to the one it comes from.

Source: the duty to register derived results (proposal). Unlike coming back after an end it waits for nothing, so
it starts from no project that would have to wait.
"""

from collections.abc import Sequence

from lifecycle.case import Case
from lifecycle.engine import Session
from lifecycle.errors import NoSuchMove
from lifecycle.policy import Actor
from lifecycle.store import Receipt
from lifecycle.verbs.common import open_entry
from lifecycle.verbs.register import Part, Registration, register
from stages import Standard


def derive(
    session: Session,
    actor: Actor,
    number: str,
    title: str,
    summary: str = "",
    parts: Sequence[Part] = (),
    prefix: str = "YH",
) -> Receipt:
    """Register a new draft for a result of a project that runs or has reached its goal.

    Whoever may register a project may, where they see the other. Raises NoSuchMove for a draft and for one that ended
    otherwise, Invalid, NotPermitted.
    """
    source = open_entry(session, actor, number)
    if not has_results(source.standard, source.case):
        raise NoSuchMove("derive", source.case.state)
    standard = session.engine.standards.current(session.day)
    given = Registration(title, summary, parts, parent=number, derived=True)
    receipt = register(session, actor, standard, given, prefix)
    source.close("ResultDerived", receipt.number)
    return receipt


def has_results(standard: Standard, case: Case) -> bool:
    """Whether something can be derived from a project: it was submitted, and coming back is not what it needs."""
    coming_back = standard.moves.get("reenter")
    return case.project.status not in ("draft", *(coming_back.from_ if coming_back else ()))
