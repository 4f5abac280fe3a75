"""A project opened for one reader: its rows, its standard, the names behind its numbers, the offices the reader holds.

Everything is fetched here, in a number of statements that does not depend on how many rows there are; what is built
from a `Reading` asks the database nothing but the policy.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, and_, bindparam, select

from lifecycle.actors import in_force
from lifecycle.among import Among
from lifecycle.case import Case, Key
from lifecycle.database import Transaction
from lifecycle.engine import Session
from lifecycle.gate import View, known_facts
from lifecycle.policy import ACTS, Actor, asking, find, find_assigned, held_offices, may
from lifecycle.policy.terms import TODAY
from lifecycle.prepared import Prepared
from lifecycle.records import journal, people
from lifecycle.records import project as projects
from lifecycle.records.evaluations import EVALUATION, AssignmentRow
from lifecycle.records.project import ProjectRow
from lifecycle.records.work import DocumentRow, MilestoneRow
from lifecycle.store import load_case
from stages import Standard
from stages.conditions import Value
from stages.model import EntryCondition, Office, Text


@dataclass(frozen=True)
class Clause:
    """A code of the standard with its text; None for a code that the standard does not know."""

    code: str
    text: Text | None


@dataclass(frozen=True)
class Words:
    """Somebody's own words. `text` is None once they were erased."""

    text: str | None


@dataclass(frozen=True)
class Party:
    """An organisation that takes part. `members` are the names of its people. `leaves_on` is the day announced from
    which it takes part no more; `bought`: its service was bought by this rule, `terms` why.
    """

    code: str
    name: str
    kind: Clause
    role: str
    office: str
    since: date
    members: tuple[str, ...]
    leaves_on: date | None = None
    bought: Clause | None = None
    terms: Words | None = None


@dataclass(frozen=True)
class Holding:
    """An office on this project and who exercises it: names of people, or of organisations whose members do.

    `stand_ins` are those who act in it today for one of these: (who acts, for whom).
    """

    code: str
    text: Text
    role: str
    by: tuple[str, ...]
    stand_ins: tuple[tuple[str, str], ...] = ()

    @property
    def vacant(self) -> bool:
        return not self.by


class Lent(NamedTuple):
    """Somebody acts today for `giver`, in one office or, where `office` is empty, in all."""

    giver: int
    office: str
    taker: str


@dataclass(frozen=True)
class Reading:
    """What every part of a page is built from. `held` are the offices the reader holds on this project."""

    session: Session
    actor: Actor
    standard: Standard
    case: Case
    held: frozenset[str]
    parties: tuple[Party, ...]
    names: Mapping[int, str]
    staff: Mapping[str, Mapping[int, str]]
    lent: Sequence[Lent]
    notes: Mapping[str, Words]

    @property
    def day(self) -> date:
        return self.session.day

    @property
    def project_id(self) -> int:
        assert self.case.project.id is not None
        return self.case.project.id

    @cached_property
    def known(self) -> Mapping[str, Value]:
        """Recorded and computed facts."""
        return known_facts(View(self.standard, self.case, self.day))

    @cached_property
    def milestones(self) -> Mapping[tuple[str, int], MilestoneRow]:
        """The newest row of each milestone and occurrence."""
        return self.case.latest_milestones()

    @cached_property
    def _documents(self) -> Mapping[Key, list[DocumentRow]]:
        found: dict[Key, list[DocumentRow]] = defaultdict(list)
        for row in self.case.documents.values():
            found[row.visit, row.duty or "", row.occurrence].append(row)
        return found

    def documents_of(self, duty: Key) -> list[DocumentRow]:
        """Every version of every piece of evidence attached to a duty (visit, code, occurrence)."""
        return self._documents.get(duty, [])

    def own_documents(self) -> list[DocumentRow]:
        """Every version of every document of the project itself."""
        return [row for row in self.case.documents.values() if row.duty is None]

    def is_past(self, stage: str) -> bool:
        """Whether a stage lies before the present one."""
        order = tuple(self.standard.stages)
        return order.index(stage) < order.index(self.case.project.stage)

    @cached_property
    def own_roles(self) -> frozenset[str]:
        """The roles on whose side the reader stands."""
        return frozenset(self.standard.offices[code].role for code in self.held)

    def words(self, digest: str | None) -> Words | None:
        """The words behind a hash; None where nothing was said."""
        return self.notes.get(digest, Words(None)) if digest else None

    def person(self, person: int | None) -> str | None:
        """A person's name; None for nobody and for the system."""
        return None if not person else self.names.get(person)

    def working_days_since(self, day: date) -> int:
        """Working days after `day` up to today."""
        return self.session.calendar.working_days_between(day, self.day)

    def clause(self, code: str) -> Clause:
        """A duty, milestone, criterion, entry condition, event, gate, move, office, track, entry point or rule of
        mid-entry by its code.
        """
        for block in self._blocks:
            if code in block:
                return Clause(code, block[code].text)
        return Clause(code, None)

    @cached_property
    def _blocks(self) -> tuple[Mapping[str, Any], ...]:
        standard = self.standard
        entry: dict[str, EntryCondition] = {
            condition.code: condition for stage in standard.stages.values() for condition in stage.entry
        }
        return (
            standard.duties,
            standard.milestones,
            standard.criteria,
            entry,
            standard.events,
            standard.gates,
            standard.flow.moves,
            standard.flow.settlement,
            standard.offices,
            standard.flow.tracks,
            standard.flow.entry_points,
            standard.flow.mid_entry_rules,
        )

    def holding(self, code: str, kinds: str = "") -> Holding:
        """An office with whoever exercises it here; of organisations only those of `kinds`, when given."""
        office = self.standard.offices[code]
        return Holding(code, office.text, office.role, self._by(office, kinds), self._stand_ins(office))

    def _by(self, office: Office, kinds: str) -> tuple[str, ...]:
        if office.held == "staff":
            return tuple(self.staff.get(office.code, {}).values())
        if office.held == "seat":
            holder = self.person(self.case.holder(office.code))
            return (holder,) if holder else ()
        return tuple(
            party.name
            for party in self.parties
            if party.office == office.code and (not kinds or f",{party.kind.code}," in kinds)
        )

    def _stand_ins(self, office: Office) -> tuple[tuple[str, str], ...]:
        holder = self.case.holder(office.code)
        seated = {holder: self.person(holder) or ""} if holder else {}
        holders = self.staff.get(office.code, {}) if office.held == "staff" else seated
        return tuple(
            (each.taker, holders[each.giver])
            for each in self.lent
            if each.giver in holders and each.office in ("", office.code)
        )

    def may_on(self, act: str, target: Sequence[str]) -> frozenset[tuple[Any, ...]]:
        """The keys (columns `target`) of this project's rows on which the reader may do an act now: one statement."""
        values = asking(self.actor, self.day) | {"project": self.project_id}
        rows = _may_on(act, tuple(target)).rows(self.session.tx, values)
        return frozenset(tuple(row.values()) for row in rows)


@lru_cache(maxsize=64)
def _may_on(act: str, target: tuple[str, ...]) -> Prepared:
    rule, project = ACTS[act], projects.project
    statement = select(*(rule.target.c[name] for name in target))
    if rule.target is not project:
        statement = statement.join(project, project.c.id == rule.target.c.project)
    return Prepared(statement.where(project.c.id == bindparam("project", type_=Integer), may(act)))


def read_project(session: Session, actor: Actor, number: str) -> Reading:
    """Open a project for a reader. Raises NotFound for one that this reader may not see."""
    return _read(session, actor, find(session.tx, actor, number))


def read_assigned(session: Session, actor: Actor, number: str) -> Reading:
    """Open a project for an expert of one of its evaluations, who sees nothing of it by that. Raises NotFound.

    What may be shown of it is for the policy to say, act by act.
    """
    return _read(session, actor, find_assigned(session.tx, actor, number))


def _read(session: Session, actor: Actor, project: ProjectRow) -> Reading:
    assert project.id is not None
    case = load_case(session, project.id)
    standard = session.standard(project.standard, project.track)
    notes = read_words(session.tx, hashes_in(case))
    parties, members = _parties(session.tx, standard, project.id, notes)
    return Reading(
        session,
        actor,
        standard,
        case,
        held_offices(session.tx, actor, project.id),
        parties,
        names_in(session.tx, case) | members,
        _staff(session.tx),
        lent_on(session.tx, session.day),
        notes,
    )


def _parties(
    tx: Transaction, standard: Standard, project: int, notes: Mapping[str, Words]
) -> tuple[tuple[Party, ...], dict[int, str]]:
    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in _parties_of().rows(tx, {"project": project}):
        rows[row["n"]].append(row)
    found = tuple(_party(standard, each, notes) for each in rows.values())
    members = {row["person"]: row["member"] for each in rows.values() for row in each}
    return found, {person: name for person, name in members.items() if person is not None}


@lru_cache(maxsize=1)
def _parties_of() -> Prepared:
    """The organisations that take part now, one row for each of their people."""
    part, organisation, member, person = (
        projects.participation,
        people.organisation,
        people.member,
        people.person,
    )
    return Prepared(
        select(
            part,
            organisation.c.code,
            organisation.c.name,
            person.c.id.label("person"),
            person.c.name.label("member"),
        )
        .join(organisation, organisation.c.id == part.c.organisation)
        .outerjoin(member, and_(member.c.organisation == organisation.c.id, member.c.until.is_(None)))
        .outerjoin(person, and_(person.c.id == member.c.person, person.c.closed_on.is_(None)))
        .where(part.c.project == bindparam("project", type_=Integer), part.c.until.is_(None))
        .order_by(part.c.n, person.c.name)
    )


def _party(standard: Standard, rows: list[dict[str, Any]], notes: Mapping[str, Words]) -> Party:
    first = rows[0]
    kind = standard.organisation_kinds.get(first["kind"])
    return Party(
        first["code"],
        first["name"],
        Clause(first["kind"], kind.text if kind else None),
        first["role"],
        first["office"],
        first["since"],
        tuple(row["member"] for row in rows if row["person"] is not None),
        first["leaves_on"],
        rule_clause(standard, first["rule"]),
        notes.get(first["terms"], Words(None)) if first["terms"] else None,
    )


def rule_clause(standard: Standard, code: str | None) -> Clause | None:
    """A rule for absent parties by its code."""
    rule = standard.flow.absent_party.get(code or "")
    return Clause(rule.code, rule.text) if rule is not None else None


def _staff(tx: Transaction) -> dict[str, dict[int, str]]:
    """The names of those who hold each standing office, by their number."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for row in _standing().rows(tx, {}):
        found[row["office"]][row["id"]] = row["name"]
    return found


@lru_cache(maxsize=1)
def _standing() -> Prepared:
    staff, person = people.staff, people.person
    return Prepared(
        select(staff.c.office, person.c.id, person.c.name)
        .join(person, person.c.id == staff.c.person)
        .where(staff.c.standing, staff.c.until.is_(None), person.c.closed_on.is_(None))
        .order_by(person.c.name)
    )


def lent_on(tx: Transaction, day: date) -> tuple[Lent, ...]:
    """Everybody who acts for somebody on a day."""
    return tuple(Lent(**row) for row in _lent().rows(tx, {TODAY.key: day}))


@lru_cache(maxsize=1)
def _lent() -> Prepared:
    lent, person = people.delegation.c, people.person.c
    return Prepared(
        select(lent.giver, lent.office, person.name.label("taker"))
        .join_from(people.delegation, people.person, person.id == lent.taker)
        .where(*in_force(TODAY))
        .order_by(lent.id)
    )


def names_in(tx: Transaction, case: Case) -> dict[int, str]:
    """The names of everybody in the rows of a project."""
    ids = sorted({person for person in (*_people(case), *_experts(case)) if person})
    return {row["id"]: row["name"] for row in _named().rows(tx, {"people": ids})}


@lru_cache(maxsize=1)
def _named() -> Prepared:
    person = people.person.c
    return Prepared(select(person.id, person.name).where(Among(person.id, "people")))


def _people(case: Case) -> Iterator[int | None]:
    yield case.project.entry_approved_by
    yield from (milestone.asked_by for milestone in case.milestones.values())
    yield from (seat.person for seat in case.seats.values())
    for duty in case.duties.values():
        yield from (duty.done_by, duty.confirmed_by, duty.consented_by)
    for document in case.documents.values():
        yield document.added_by
    for fact in case.facts.values():
        yield fact.recorded_by
    for row in case.rounds.values():
        yield from (row.requested_by, row.proposed_by, row.proposed_for, row.decided_by)
    for opinion in case.opinions.values():
        yield opinion.given_by
    for debt in case.debts.values():
        yield from (debt.answered_by, debt.answered_for, debt.settled_by)


def _experts(case: Case) -> tuple[int, ...]:
    if not case.rows(EVALUATION):
        return ()
    return tuple(row.person for row in case.rows("assignment").values() if isinstance(row, AssignmentRow))


def read_words(tx: Transaction, hashes: Iterable[str]) -> dict[str, Words]:
    """The words behind hashes, those that were erased as such."""
    rows = _said().rows(tx, {"hashes": sorted(set(hashes))})
    return {row["hash"]: Words(row["words"]) for row in rows}


@lru_cache(maxsize=1)
def _said() -> Prepared:
    note = journal.note.c
    return Prepared(select(note.hash, note.words).where(Among(note.hash, "hashes")))


def hashes_in(case: Case) -> Iterator[str]:
    """The hashes of all words that were said in a project."""
    said = [
        *(duty.remark for duty in case.duties.values()),
        *(duty.consent for duty in case.duties.values()),
        *(milestone.asked_why for milestone in case.milestones.values()),
        *(part.terms for part in case.participations.values()),
        *(fact.reason for fact in case.facts.values()),
        *(opinion.words for opinion in case.opinions.values()),
        *(hold.condition for hold in case.holds.values()),
        case.project.entry_reason,
    ]
    for debt in case.debts.values():
        said += [debt.what, debt.answer]
    for row in case.rounds.values():
        said += [row.proposal, row.reason, *json.loads(row.reasons).values()]
    yield from (digest for digest in said if digest)
