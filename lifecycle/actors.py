"""Who acts: a person with the offices they hold and those that are lent to them, read once for each act or page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, literal, select, union_all

from lifecycle import clock
from lifecycle.database import Transaction
from lifecycle.errors import NotFound
from lifecycle.prepared import Prepared
from lifecycle.records import people


@dataclass(frozen=True)
class Actor:
    """Who acts. `standing` are the offices held on every project, `eligible` those that can be seated on one.
    `is_bureau`: they see the whole register. `only`: they came by an expert's link, and are nobody anywhere but in the
    evaluation of that one project (its id). `acts_for` are the people for whom they act on `day`; `lent` leads from
    an office that one of these holds on every project to that person, `borrowed` from one of the others' offices that
    can be seated.

    `behalf` fills while an act is carried out: the people without whose delegation the policy would have refused it.
    """

    id: int
    name: str
    standing: frozenset[str] = frozenset()
    eligible: frozenset[str] = frozenset()
    administers: str | None = None
    is_bureau: bool = False
    only: int | None = None
    day: date | None = None
    acts_for: frozenset[int] = frozenset()
    lent: Mapping[str, int] = field(default_factory=dict)
    borrowed: Mapping[str, int] = field(default_factory=dict)
    behalf: list[int] = field(default_factory=list, compare=False, repr=False)

    @property
    def everywhere(self) -> frozenset[str]:
        """The offices they exercise on every project, their own and those that are lent to them."""
        return self.standing | self.lent.keys()

    @property
    def offices(self) -> frozenset[str]:
        """Every office in which they can act somewhere, their own and those that are lent to them."""
        return self.everywhere | self.eligible | self.borrowed.keys()

    @property
    def for_whom(self) -> int | None:
        """The person for whom they have acted, as far as this act went; None when in their own right."""
        return self.behalf[0] if self.behalf else None


SYSTEM = Actor(0, "system")


def actor_of(tx: Transaction, person_id: int, only: int | None = None, *, day: date | None = None) -> Actor:
    """The person with the offices they hold, and may act in for others, on `day` (today unless said); with `only`, as
    the expert of that project and without any office.

    Raises NotFound for nobody, or somebody who has left.
    """
    on = day or clock.today()
    rows = _person_with_offices().rows(tx, {"person": person_id, "day": on})
    own = [row for row in rows if row["giver"] == 0]
    if not own:
        raise NotFound("person", str(person_id))
    if only is not None:
        return Actor(person_id, own[0]["name"], only=only, day=on)
    held = [row for row in own if row["office"] is not None]
    business = [row for row in held if row["domain"] == people.BUSINESS]
    borrowed = [row for row in rows if row["giver"] != 0]
    in_scope = [row for row in borrowed if row["office"] and row["scope"] in ("", row["office"])]
    return Actor(
        person_id,
        own[0]["name"],
        frozenset(row["office"] for row in business if row["standing"]),
        frozenset(row["office"] for row in business if not row["standing"]),
        next((row["office"] for row in held if row["domain"] != people.BUSINESS), None),
        any(row["bureau"] for row in (*business, *in_scope)),
        day=on,
        acts_for=frozenset(row["giver"] for row in borrowed),
        lent={row["office"]: row["giver"] for row in in_scope if row["standing"]},
        borrowed={row["office"]: row["giver"] for row in in_scope if not row["standing"]},
    )


@lru_cache(maxsize=1)
def _person_with_offices() -> Prepared:
    """One row for each office of the person; one more for each of those whose givers let them act, with its scope."""
    person, staff, lent = people.person.c, people.staff.c, people.delegation.c
    offices = (staff.office, staff.standing, staff.bureau, staff.domain)
    held, here = and_(staff.person == person.id, staff.until.is_(None)), person.closed_on.is_(None)
    own = (
        select(person.name, *offices, literal(0).label("giver"), literal("").label("scope"))
        .join_from(people.person, people.staff, held, isouter=True)
        .where(person.id == bindparam("person"), here)
    )
    day = bindparam("day", type_=Date)
    borrowed = (
        select(person.name, *offices, lent.giver, lent.office)
        .join_from(people.delegation, people.person, person.id == lent.giver)
        .join(people.staff, and_(held, staff.domain == people.BUSINESS), isouter=True)
        .where(lent.taker == bindparam("person"), here, *in_force(day))
    )
    both = union_all(own, borrowed).subquery()
    return Prepared(select(*both.c).order_by(both.c.giver, both.c.office))


def in_force(day: Any) -> tuple[ColumnElement[bool], ...]:
    """Whether a delegation lends anything on a day."""
    lent = people.delegation.c
    return lent.since <= day, lent.until >= day, lent.ended_on.is_(None)
