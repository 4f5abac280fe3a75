"""Who acts for whom, from when to when, and who is away.

Whoever lends an office keeps it. What is lent is what the giver holds on the day of an act: never what is lent to them,
and never the membership of an organisation, whose other members act in their own right.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, insert, or_, select, update

from lifecycle.actors import in_force
from lifecycle.database import Transaction, row_count
from lifecycle.errors import Invalid, NotFound
from lifecycle.records import people
from lifecycle.records.people import BUSINESS, DelegationRow, PersonRow
from stages import Standard

LONGEST = timedelta(days=366)
"""A delegation that goes on for more than a year is an appointment."""
EVERY_OFFICE = ""

_LENT, _PERSON, _STAFF, _MEMBER = people.delegation.c, people.person.c, people.staff.c, people.member.c


@dataclass(frozen=True, slots=True)
class Term:
    """From `since` to `until`, both days included."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can act for somebody else."""

    id: int
    login: str
    name: str


def lendable(tx: Transaction, standard: Standard, giver: PersonRow) -> tuple[str, ...]:
    """The offices of their own that a person can let somebody act in."""
    held = select(_STAFF.office).where(
        _STAFF.person == giver.id, _STAFF.until.is_(None), _STAFF.domain == BUSINESS
    )
    own = set(tx.scalars(held))
    return tuple(code for code in standard.offices if code in own)


def candidates(
    tx: Transaction, standard: Standard, giver: PersonRow, office: str = EVERY_OFFICE
) -> tuple[Candidate, ...]:
    """Who can act for a person, by name: people with an office on the same side; for whoever has none, fellow members
    of their organisations.
    """
    offices = (office,) if office else lendable(tx, standard, giver)
    roles = {standard.offices[code].role for code in offices if code in standard.offices}
    if not roles:
        return _named(tx, giver, _PERSON.id.in_(_fellows(giver)))
    sides = (
        [each.code for each in standard.offices.values() if each.role == role and each.held != "member"]
        for role in sorted(roles)
    )
    holders = (
        _PERSON.id.in_(select(_STAFF.person).where(_STAFF.office.in_(side), _STAFF.until.is_(None)))
        for side in sides
    )
    return _named(tx, giver, *holders)


def _fellows(giver: PersonRow) -> ColumnElement[int]:
    own = select(_MEMBER.organisation).where(_MEMBER.person == giver.id, _MEMBER.until.is_(None))
    fellows = select(_MEMBER.person).where(_MEMBER.organisation.in_(own), _MEMBER.until.is_(None))
    return fellows.scalar_subquery()


def _named(tx: Transaction, giver: PersonRow, *wanted: ColumnElement[bool]) -> tuple[Candidate, ...]:
    others = _PERSON.closed_on.is_(None), _PERSON.domain == BUSINESS, _PERSON.id != giver.id
    statement = select(_PERSON.id, _PERSON.login, _PERSON.name).where(*others, *wanted)
    return tuple(Candidate(*row) for row in tx.execute(statement.order_by(_PERSON.name, _PERSON.id)))


def delegate(
    tx: Transaction,
    standard: Standard,
    giver: PersonRow,
    term: Term,
    today: date,
    taker: PersonRow | None = None,
    office: str = EVERY_OFFICE,
) -> DelegationRow:
    """Let `taker` act for `giver`; without a taker, note that the giver is away. The very same again is no second one.

    Raises Invalid: `since` or `until` (a day that has passed, the wrong way round, more than a year, `overlaps`
    another one), `office` that the giver does not hold, `taker` who cannot act for them.
    """
    _require_term(term, today)
    if office and (taker is None or office not in lendable(tx, standard, giver)):
        raise Invalid("office", "not_in_list", {"given": office})
    if taker is not None and all(each.id != taker.id for each in candidates(tx, standard, giver, office)):
        raise Invalid("taker", "cannot_act_for", {"name": taker.name})
    values = {"giver": giver.id, "taker": taker.id if taker else None, "office": office}
    if (known := _require_room(tx, values, term)) is not None:
        return known
    stay = {"since": term.since, "until": term.until}
    row = tx.execute(insert(people.delegation).values(values | stay).returning(people.delegation)).one()
    return DelegationRow.of(row)


def _require_term(term: Term, today: date) -> None:
    if term.since < today:
        raise Invalid("since", "in_the_past", {"given": term.since})
    if term.until < term.since:
        raise Invalid("until", "before_since", {"since": term.since})
    if term.until > term.since + LONGEST:
        raise Invalid("until", "out_of_range", {"from": term.since, "to": term.since + LONGEST})


def _require_room(tx: Transaction, values: Mapping[str, object], term: Term) -> DelegationRow | None:
    """The same delegation where it is there already. Two people do not act in one office at a time."""
    same_days = _LENT.since <= term.until, _LENT.until >= term.since, _LENT.ended_on.is_(None)
    both_lend = _LENT.taker.is_(None) if values["taker"] is None else _LENT.taker.is_not(None)
    statement = select(people.delegation).where(_LENT.giver == values["giver"], both_lend, *same_days)
    if values["office"]:
        statement = statement.where(or_(_LENT.office == "", _LENT.office == values["office"]))
    found = tx.execute(statement.order_by(_LENT.since)).first()
    if found is None:
        return None
    known = DelegationRow.of(found)
    if (known.since, known.until, known.taker, known.office) == (
        term.since, term.until, values["taker"], values["office"],
    ):  # fmt: skip
        return known
    raise Invalid("since", "overlaps", {"since": known.since, "until": known.until})


def end_delegation(tx: Transaction, giver: PersonRow, n: int, today: date) -> None:
    """From now on it gives nothing. Raises NotFound for one that is not theirs, or is over."""
    if not _end(tx, and_(_LENT.id == n, _LENT.giver == giver.id), today):
        raise NotFound("delegation", str(n))


def end_taken(tx: Transaction, person: PersonRow, today: date) -> None:
    """They act for nobody any more."""
    _end(tx, _LENT.taker == person.id, today)


def end_given_and_taken(tx: Transaction, person: PersonRow, today: date) -> None:
    """They act for nobody any more, and nobody for them."""
    _end(tx, or_(_LENT.taker == person.id, _LENT.giver == person.id), today)


def _end(tx: Transaction, which: ColumnElement[bool], today: date) -> int:
    """How many were not over yet."""
    running = _LENT.ended_on.is_(None), _LENT.until >= today
    return row_count(tx.execute(update(people.delegation).where(which, *running).values(ended_on=today)))


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts for some people on one day: takers by giver and office, and who is away."""

    takers: Mapping[tuple[int, str], int]
    away: frozenset[int]

    def who(self, holder: int, office: str) -> int | None:
        """Whoever acts in an office that somebody holds: they themselves, whoever acts for them, or None where they are
        away and nobody does.
        """
        for scope in (office, EVERY_OFFICE):
            if (holder, scope) in self.takers:
                return self.takers[holder, scope]
        return None if holder in self.away else holder


def who_acts(tx: Transaction, holders: Collection[int], day: date) -> Acting:
    """Who acts for these people on a day: one statement for all of them."""
    lent = select(_LENT.giver, _LENT.office, _LENT.taker).where(_LENT.giver.in_(sorted(holders)))
    rows = tx.execute(lent.where(*in_force(day))).all()
    takers = {(row.giver, row.office): row.taker for row in rows if row.taker is not None}
    return Acting(takers, frozenset(row.giver for row in rows if row.taker is None))
