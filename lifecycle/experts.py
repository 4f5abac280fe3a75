"""The pool of experts, kept by the office that the standard names, and the relations from which conflicts are found.

A relation is recorded with its dates by that office, or by the person themselves; it ends, or is struck as a mistake,
and is never deleted. Each act is a line of the access log.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import insert, or_, select, update

from lifecycle import words
from lifecycle.accounts import note_access
from lifecycle.database import Transaction, row_count
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound, NotPermitted
from lifecycle.evaluation.view import between_commas
from lifecycle.policy import Actor
from lifecycle.policy.intake import has_power
from lifecycle.records import experts, people
from lifecycle.records.experts import ExpertRow, RelationRow
from stages import Standard
from stages.vocabulary import EMPLOYMENT, RELATIONS

KEYWORD_LIMIT = 40
KEYWORDS_LIMIT = 900
LOAD = 3
KEEP = "keep_experts"


def enter(
    session: Session,
    actor: Actor,
    standard: Standard,
    person: int,
    fields: Sequence[str],
    keywords: Sequence[str] = (),
    load_limit: int = LOAD,
) -> ExpertRow:
    """Take a person into the pool, or change what they are competent for. Raises Invalid for a field that panels of the
    standard do not have, NotFound, NotPermitted.
    """
    require_keeper(actor, standard)
    _require_person(session.tx, person)
    values = {
        "fields": _fields(standard, fields),
        "keywords": _keywords(keywords),
        "load_limit": _load(load_limit),
        "until": None,
    }
    expert = experts.expert
    known = session.tx.execute(update(expert).where(expert.c.person == person).values(values))
    if not row_count(known):
        session.tx.execute(insert(expert).values(person=person, since=session.day, **values))
    note_act(session, actor, "enter_expert", person)
    return ExpertRow.of(session.tx.execute(select(expert).where(expert.c.person == person)).one())


def require_unchanged(session: Session, person: int, seen: str) -> None:
    """Raises Invalid(`fields`, `changed_meanwhile`) unless `seen` is still the `mark` of the expert's row."""
    row = session.tx.execute(select(experts.expert).where(experts.expert.c.person == person)).first()
    if row is None or ExpertRow.of(row).mark != seen:
        raise Invalid("fields", "changed_meanwhile")


def take_in(
    session: Session,
    actor: Actor,
    standard: Standard,
    person: int,
    fields: Sequence[str],
    keywords: Sequence[str] = (),
    load_limit: int = LOAD,
) -> ExpertRow:
    """As `enter`, for somebody new: Invalid(`person`, `in_pool_already`) for whoever was ever in the pool."""
    require_keeper(actor, standard)
    known = select(experts.expert.c.person).where(experts.expert.c.person == person)
    if session.tx.execute(known).first() is not None:
        raise Invalid("person", "in_pool_already")
    return enter(session, actor, standard, person, fields, keywords, load_limit)


def dismiss(session: Session, actor: Actor, standard: Standard, person: int) -> None:
    """Take a person out of the pool from today; where they are on a panel they stay. Raises NotFound, NotPermitted."""
    require_keeper(actor, standard)
    expert = experts.expert
    there = (expert.c.person == person) & expert.c.until.is_(None)
    if not row_count(session.tx.execute(update(expert).where(there).values(until=session.day))):
        raise NotFound("panel_member", str(person))
    note_act(session, actor, "dismiss_expert", person)


def reinstate(session: Session, actor: Actor, standard: Standard, person: int) -> None:
    """Take somebody who left into the pool again, as they were known. Raises NotFound, NotPermitted."""
    require_keeper(actor, standard)
    _require_person(session.tx, person)
    expert = experts.expert
    gone = (expert.c.person == person) & expert.c.until.is_not(None)
    if not row_count(session.tx.execute(update(expert).where(gone).values(until=None))):
        raise NotFound("panel_member", str(person))
    note_act(session, actor, "reinstate_expert", person)


class Related(NamedTuple):
    """A relation to be recorded: of a person to an organisation or to another person (ids), with its dates."""

    person: int
    kind: str
    since: date
    organisation: int | None = None
    other: int | None = None
    until: date | None = None


def relate(session: Session, actor: Actor, standard: Standard, given: Related) -> RelationRow:
    """Record a relation: by the office that keeps the pool, or by the person themselves.

    Raises Invalid, so for days that the same relation covers already; NotFound, NotPermitted.
    """
    if given.person != actor.id or actor.only is not None:
        require_keeper(actor, standard)
    _require_person(session.tx, given.person)
    if given.kind not in RELATIONS:
        raise Invalid("kind", "not_in_list", {"given": given.kind, "values": tuple(sorted(RELATIONS))})
    if (given.organisation is None) == (given.other is None) or given.other == given.person:
        raise Invalid("other", "to_one")
    if given.kind == EMPLOYMENT and given.organisation is None:
        raise Invalid("organisation", "missing")
    if given.since > session.day:
        raise Invalid("since", "not_begun", {"today": session.day})
    if given.until is not None and given.until < given.since:
        raise Invalid("until", "before_since", {"since": given.since})
    _require_apart(session.tx, given)
    relation = experts.relation
    row = {**given._asdict(), "recorded_by": actor.id, "recorded_on": session.day}
    found = session.tx.execute(insert(relation).values(row).returning(relation)).one()
    note_act(session, actor, "record_relation", given.person)
    return RelationRow.of(found)


def end_relation(session: Session, actor: Actor, standard: Standard, relation_id: int, until: date) -> None:
    """Say that a relation has ended, or will; it counts for as long after as the rubric says. One that is to end later
    may end sooner. Raises Invalid, NotFound, NotPermitted.
    """
    require_keeper(actor, standard)
    relation = experts.relation
    lasting = or_(relation.c.until.is_(None), relation.c.until > session.day)
    sought = (relation.c.id == relation_id, experts.STANDS, lasting)
    row = session.tx.execute(select(relation).where(*sought)).first()
    if row is None:
        raise NotFound("relation", str(relation_id))
    if until < row.since:
        raise Invalid("until", "before_since", {"since": row.since})
    session.tx.execute(update(relation).where(relation.c.id == relation_id).values(until=until))
    note_act(session, actor, "end_relation", row.person)


def may_keep(actor: Actor, standard: Standard) -> bool:
    """Whether the actor keeps the pool."""
    return has_power(actor, standard, KEEP)


def require_keeper(actor: Actor, standard: Standard) -> None:
    """Raises NotPermitted for whoever does not keep the pool."""
    if not may_keep(actor, standard):
        raise NotPermitted(KEEP, "holds_office", standard.power(KEEP))


def _require_apart(tx: Transaction, given: Related) -> None:
    """Raises Invalid where the same relation to the same is recorded for some of the same days."""
    known = experts.relation.c
    to = known.organisation == given.organisation if given.other is None else known.other == given.other
    lasts = or_(known.until.is_(None), known.until > given.since)
    statement = select(known.since, known.until).where(
        known.person == given.person, known.kind == given.kind, experts.STANDS, to, lasts
    )
    if given.until is not None:
        statement = statement.where(known.since < given.until)
    found = tx.execute(statement.order_by(known.since)).first()
    if found and found.until:
        raise Invalid("since", "overlaps_dated", {"since": found.since, "until": found.until})
    if found:
        raise Invalid("since", "overlaps_open", {"since": found.since})


def _require_person(tx: Transaction, person: int) -> None:
    known = people.person.c
    found = select(known.id).where(
        known.id == person, known.closed_on.is_(None), known.domain == people.BUSINESS
    )
    if tx.scalar(found) is None:
        raise NotFound("person", str(person))


def _fields(standard: Standard, fields: Sequence[str]) -> str:
    known = tuple(standard.rubric.panel.structure) if standard.rubric else ()
    wrong = next((each for each in fields if each not in known), None)
    if not fields or wrong is not None:
        raise Invalid("fields", "not_in_list", {"given": wrong or "", "values": known})
    return between_commas(dict.fromkeys(fields))


def _keywords(keywords: Sequence[str]) -> str:
    found = [words.line("keywords", each, KEYWORD_LIMIT) for each in keywords]
    if any("," in each for each in found):
        raise Invalid("keywords", "characters", {"allowed": "A-Z 0-9 汉字"})
    joined = between_commas(dict.fromkeys(found))
    if len(joined) > KEYWORDS_LIMIT:
        raise Invalid("keywords", "too_long", {"limit": KEYWORDS_LIMIT, "length": len(joined)})
    return joined


def _load(limit: int) -> int:
    if limit < 1:
        raise Invalid("load_limit", "negative", {"given": limit})
    return limit


def note_act(session: Session, actor: Actor, act: str, person: int) -> None:
    """A line of the access log about an expert."""
    note_access(session.tx, actor.id, "", session.at, act, "done", str(person))
