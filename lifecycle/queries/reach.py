"""How far a reader's lists reach: implied by the policy, and said again in a form that an index can serve.

The policy's own predicate stays beside it in every list. The values are those of `policy.asking`.
"""

from sqlalchemy import CompoundSelect, Select, select, union

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
