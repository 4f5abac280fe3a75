"""How far a reader's lists reach: implied by the policy, and said again in a form that an index can serve.

The policy's own predicate stays beside it in every list. The values are those of `policy.asking`.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CTE, ColumnElement, CompoundSelect, Select, or_, select, tuple_, union

from lifecycle.policy import lent_seats
from lifecycle.policy.terms import ME
from lifecycle.records import people
from lifecycle.records import project as projects


def taking_part() -> CompoundSelect[int]:
    """The projects on which the reader has a seat or acts in somebody's, or an organisation of theirs takes part."""
    seat, part, member = projects.seat.c, projects.participation.c, people.member.c
    seated: Select[int] = select(seat.project).where(seat.person == ME, seat.until.is_(None))
    through: Select[int] = (
        select(part.project)
        .join(people.member, member.organisation == part.organisation)
        .where(part.until.is_(None), member.person == ME, member.until.is_(None))
    )
    return union(seated, lent_seats(), through)


def held() -> CTE:
    """The same with the offices: (project, office) of each seat and part that may make the reader hold an office there,
    found once for a statement that asks many rows of many kinds. Whether they do hold it, the policy says.
    """
    seat, part, member = projects.seat.c, projects.participation.c, people.member.c
    seated = select(seat.project, seat.office).where(seat.person == ME, seat.until.is_(None))
    through = (
        select(part.project, part.office)
        .join(people.member, member.organisation == part.organisation)
        .where(part.until.is_(None), member.person == ME, member.until.is_(None))
    )
    found = union(seated, lent_seats().add_columns(seat.office), through)
    return found.cte("held").prefix_with("MATERIALIZED")


def may_hold(pairs: CTE, standing: Iterable[str], project: Any, office: Any) -> ColumnElement[bool]:
    """Whether the reader holds an office everywhere, or one of `held` is for it: necessary for the policy's `is_held`,
    and far cheaper. It goes first, and most rows go no further.
    """
    here: ColumnElement[bool] = tuple_(project, office).in_(select(pairs.c.project, pairs.c.office))
    return or_(*(office == code for code in standing), here)
