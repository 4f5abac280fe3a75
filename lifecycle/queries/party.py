"""One organisation's own page: its projects, what it owes in them by day, with whom, and its people.

The rows are those of its printed list of work (`lifecycle.queries.organisation`), seen through the same policy.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from lifecycle.engine import Session
from lifecycle.lights import Light, milestone_light, thresholds_of
from lifecycle.policy import Actor
from lifecycle.queries.organisation import Share, is_member, organisation_work
from lifecycle.records import people
from lifecycle.records import project as projects
from lifecycle.records.people import OrganisationRow
from lifecycle.records.work import BACKFILL, DutyRow
from stages import Standard


@dataclass(frozen=True, slots=True)
class Partner:
    """Another organisation in some of its projects: a client of an intermediary, the firm of a platform."""

    code: str
    name: str
    role: str
    projects: int


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    is_head: bool
    is_administrator: bool


@dataclass(frozen=True, slots=True)
class Owing:
    """A duty that it has in hand in a project. `light` is None while it cannot start."""

    number: str
    title: str
    standard: Standard
    duty: DutyRow
    light: Light | None
    left_wd: int | None
    is_late: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """One of its projects with what is due first, and the others in it by role and name."""

    share: Share
    standard: Standard
    first: Owing | None
    open: int
    late: int
    partners: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PartyPage:
    """`partner` is the one whose projects are shown; None for all. `is_own`: the reader is a member."""

    organisation: OrganisationRow
    role: str | None
    is_own: bool
    projects: tuple[Shared, ...]
    work: tuple[Owing, ...]
    partners: tuple[Partner, ...]
    partner: str | None
    members: tuple[Member, ...] = field(repr=False)

    @property
    def late(self) -> int:
        return sum(each.is_late for each in self.work)

    def due_by(self, day: date) -> int:
        """How many of its open duties are due by a day and not late."""
        return sum(
            not each.is_late and each.duty.due is not None and each.duty.due <= day for each in self.work
        )


def party_page(session: Session, actor: Actor, code: str, partner: str | None = None) -> PartyPage:
    """In seven statements, whatever there is. Raises NotFound, as its list of work does; an organisation that is no
    partner of it counts as none.
    """
    found = organisation_work(session, actor, code)
    others = _others(session, found.organisation, [each.project.id or 0 for each in found.shares])
    partners = _partners(others)
    chosen = partner if any(each.code == partner for each in partners) else None
    shares = [
        each
        for each in found.shares
        if chosen is None or chosen in {other.code for other in others.get(each.project.id or 0, ())}
    ]
    shown = tuple(_shared(session, each, others.get(each.project.id or 0, ())) for each in shares)
    is_own = is_member(session, actor, found.organisation)
    return PartyPage(
        found.organisation,
        found.role,
        is_own,
        shown,
        tuple(sorted((owing for each in shares for owing in _owings(session, each)), key=_when)),
        partners,
        chosen,
        _members(session, found.organisation) if is_own or actor.is_bureau else (),
    )


def own_organisations(session: Session, actor: Actor) -> tuple[OrganisationRow, ...]:
    """The organisations that somebody belongs to, by name."""
    member, organisation = people.member.c, people.organisation.c
    mine = (member.person == actor.id, member.until.is_(None), organisation.closed_on.is_(None))
    statement = select(people.organisation).join(people.member, member.organisation == organisation.id)
    if actor.administers is not None or actor.only is not None:
        return ()
    rows = session.tx.execute(statement.where(*mine).order_by(organisation.name))
    return tuple(OrganisationRow.of(row) for row in rows)


# Work -----------------------------------------------------------------------------------------------------------


def _shared(session: Session, share: Share, others: Iterable[Partner]) -> Shared:
    owings = sorted(_owings(session, share), key=_when)
    ready = [each for each in owings if not each.waits]
    return Shared(
        share,
        session.standard(share.project.standard, share.project.track),
        next(iter(ready or owings), None),
        len(owings),
        sum(each.is_late for each in owings),
        tuple((each.role, each.name) for each in others),
    )


def _owings(session: Session, share: Share) -> Iterable[Owing]:
    """What it has to do: what it submitted is for others to confirm."""
    standard = session.standard(share.project.standard, share.project.track)
    for row in share.duties:
        if row.state == "submitted":
            continue
        waits = row.waits_for is not None or (row.not_before is not None and row.not_before > session.day)
        yield Owing(
            share.project.number,
            share.project.title,
            standard,
            row,
            _light(session, standard, share, row, started=not waits),
            None if row.due is None else session.calendar.working_days_between(session.day, row.due),
            row.due is not None and row.due < session.day,
            waits,
        )


def _light(
    session: Session, standard: Standard, share: Share, row: DutyRow, *, started: bool
) -> Light | None:
    milestone = standard.milestones[standard.duties[row.code].milestone]
    reading = milestone_light(
        kind=milestone.kind,
        statutory=False,
        due=row.due,
        finished_on=None,
        held=share.project.status == "on_hold",
        started=started,
        today=session.day,
        calendar=session.calendar,
        thresholds=thresholds_of(standard),
        owed_since=session.day if row.timing == BACKFILL else None,
    )
    return reading.light


def _when(owing: Owing) -> tuple[bool, bool, date, str, str]:
    row = owing.duty
    return owing.waits, not row.required, row.due or date.max, owing.number, row.code


# With whom ------------------------------------------------------------------------------------------------------


def _others(
    session: Session, organisation: OrganisationRow, ids: list[int]
) -> Mapping[int, tuple[Partner, ...]]:
    """The other organisations of these projects, each once with the role it has there."""
    part, other = projects.participation.c, people.organisation.c
    statement = (
        select(part.project, part.role, other.code, other.name)
        .join_from(projects.participation, people.organisation, other.id == part.organisation)
        .where(part.project.in_(ids), part.until.is_(None), part.organisation != organisation.id)
        .order_by(part.project, part.n)
    )
    found: dict[int, dict[str, Partner]] = defaultdict(dict)
    for row in session.tx.execute(statement):
        found[row.project].setdefault(row.code, Partner(row.code, row.name, row.role, 1))
    return {project: tuple(each.values()) for project, each in found.items()}


def _partners(others: Mapping[int, tuple[Partner, ...]]) -> tuple[Partner, ...]:
    counted: dict[str, Partner] = {}
    for each in (partner for many in others.values() for partner in many):
        known = counted.get(each.code)
        n = 1 + (known.projects if known else 0)
        counted[each.code] = Partner(each.code, each.name, known.role if known else each.role, n)
    return tuple(sorted(counted.values(), key=lambda each: (-each.projects, each.name)))


def _members(session: Session, organisation: OrganisationRow) -> tuple[Member, ...]:
    member, person = people.member.c, people.person.c
    statement = (
        select(person.name, member.is_head, member.is_administrator)
        .join_from(people.member, people.person, person.id == member.person)
        .where(member.organisation == organisation.id, member.until.is_(None), person.closed_on.is_(None))
        .order_by(member.is_head.desc(), person.name)
    )
    return tuple(Member(row.name, row.is_head, row.is_administrator) for row in session.tx.execute(statement))
