"""Issues: what stands in a project's way and who is to see to it, raised by whoever takes part, and closed like a debt.

Source: the list of issues with closure (清单化、闭环式) of the plan, 2(二)1; who may raise one is a proposal of the
standard. An issue bars the next gate only where somebody of the bureau says so.
"""

from lifecycle import milestones
from lifecycle.engine import Session
from lifecycle.errors import NoSuchMove, NotPermitted
from lifecycle.policy import Actor, held_offices, is_end, require_office
from lifecycle.store import Receipt
from lifecycle.verbs.common import open_entry
from lifecycle.verbs.rounds import Owed, owe
from stages import Standard

ACT = "raise_issue"
KIND = "issue"


def raise_issue(
    session: Session, actor: Actor, number: str, owed: Owed, *, bars: bool = False, seen: int | None = None
) -> Receipt:
    """Put an issue on the list: what, who sees to it, by when. Answered and settled as any debt.

    Raises NotFound, NotPermitted, NoSuchMove after the end of the project, Invalid for what `owed` says wrong.
    """
    entry = open_entry(session, actor, number, seen)
    project = entry.case.project
    require_office(session.tx, actor, ACT, project.id or 0, entry.standard.power(ACT))
    if is_end(project.status):
        raise NoSuchMove(ACT, entry.case.state)
    if bars:
        _require_bureau_office(session, actor, entry.standard, project.id or 0)
    n = entry.case.next_number("debt")
    owe(entry, KIND, owed, bars=bars)
    milestones.settle(entry)
    return entry.close("IssueRaised", str(n), entry.case.debts[n,].what)


def _require_bureau_office(session: Session, actor: Actor, standard: Standard, project: int) -> None:
    """Only the side that runs the register closes a gate with an issue of its own."""
    held = held_offices(session.tx, actor, project)
    named = ((code, standard.offices[code].held) for code in standard.power(ACT) if standard.of_bureau(code))
    offices = tuple(code for code, held_as in named if held_as != "member")
    if held.isdisjoint(offices):
        raise NotPermitted("bar_by_issue", "holds_office", offices)
