"""The history of a project as people read it: who did what to which clause, with what words, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from lifecycle import facts
from lifecycle.case import PROJECT, Write
from lifecycle.database import Transaction
from lifecycle.engine import Session
from lifecycle.history import QUIET, REFUSED, Body, canonical, check_code, parse
from lifecycle.policy import SYSTEM, Actor, find
from lifecycle.queries.reading import Clause, Words
from lifecycle.records import journal, people
from stages import Standard
from stages.blocks.base import Texted
from stages.conditions import Value
from stages.model import Fact, Text

PAGE = 50
EXPERTS_OWN = frozenset(
    (
        "InvitationOpened",
        "InvitationAccepted",
        "InvitationDeclined",
        "InterestsDeclared",
        "ExpertRecused",
        "SheetSubmitted",
    )
)
"""Events of experts: a project's history is read by its parties, who are not to know who judges them."""


@dataclass(frozen=True)
class Event:
    """One event. `actor` is None for the system, and for an expert, who is not named; `behalf` are those for whom they
    did it. `subject` is the text behind `about`, where that is a code; `value` a fact's new value, None where it was
    taken back. `words` are None where nothing was said. `stage` and `status` tell where the project went, when it
    moved; `opened` are the duties that came to life. `batch` is the code of the batch that the act was a part of.
    `track` is the one that the project changed to, `entry_voided` says that the approval of its entry was void with
    that.
    """

    seq: int
    at: datetime
    actor: str | None
    behalf: tuple[str, ...]
    by_system: bool
    by_expert: bool
    name: str
    about: str
    subject: Text | None
    fact: Fact | None
    value: Value | None
    words: Words | None
    stage: Text | None
    status: Text | None
    opened: tuple[Clause, ...]
    check: str
    batch: str | None
    track: Text | None = None
    entry_voided: bool = False


@dataclass(frozen=True)
class HistoryPage:
    """Up to fifty events; `older` is the number to ask for to go on, None at the beginning of the history."""

    number: str
    title: str
    version: str
    count: int
    check: str
    events: tuple[Event, ...]
    older: int | None
    newer: bool


def history_page(session: Session, actor: Actor, number: str, before: int | None = None) -> HistoryPage:
    """The events before number `before`, newest first; the newest of all without it. Raises NotFound."""
    project = find(session.tx, actor, number)
    assert project.id is not None
    standard = session.standard(project.standard, project.track)
    statement = _newest_first(project.id, PAGE + 1)
    if before is not None:
        statement = statement.where(journal.history.c.seq < before)
    events = _read(session.tx, standard, statement)
    return HistoryPage(
        number=project.number,
        title=project.title,
        version=project.standard,
        count=project.revision,
        check=check_code(project.head),
        events=events[:PAGE],
        older=events[PAGE - 1].seq if len(events) > PAGE else None,
        newer=before is not None and before <= project.revision,
    )


def latest(tx: Transaction, standard: Standard, project: int, count: int) -> tuple[Event, ...]:
    """The newest events of a project that the caller has found through the policy, without refused commands."""
    statement = _newest_first(project, count).where(journal.history.c.event != REFUSED)
    return _read(tx, standard, statement)


def since(session: Session, actor: Actor, number: str, seen: int) -> tuple[Event, ...]:
    """What happened after event `seen`, newest first, fifty at most: the answer to a form that has become stale."""
    project = find(session.tx, actor, number)
    assert project.id is not None
    later = journal.history.c.seq > seen
    statement = _newest_first(project.id, PAGE).where(later, journal.history.c.event.not_in(QUIET))
    return _read(session.tx, session.standard(project.standard, project.track), statement)


def of_subject(tx: Transaction, standard: Standard, project: int, about: str) -> tuple[Event, ...]:
    """The events about one clause or fact, newest first, fifty at most."""
    needle = f'{{"about":{canonical(about)},'
    statement = _newest_first(project, PAGE).where(journal.history.c.body.startswith(needle, autoescape=True))
    return _read(tx, standard, statement)


def of_kind(tx: Transaction, standard: Standard, project: int, name: str) -> tuple[Event, ...]:
    """The events of one name, newest first, fifty at most."""
    return _read(tx, standard, _newest_first(project, PAGE).where(journal.history.c.event == name))


def event_of_decision(
    tx: Transaction, standard: Standard, project: int, round_: tuple[int, int]
) -> Event | None:
    """The event in which a round (visit, number) was decided."""
    statement = _newest_first(project, None).where(journal.history.c.event == "GateDecided")
    for row in tx.execute(statement):
        body = parse(row.body)
        if any(write.table == "round" and write.key == round_ for write in body.writes):
            return _event(standard, row, body, _names(tx, set(body.behalf)))
    return None


def _newest_first(project: int, limit: int | None) -> Select[Any]:
    event, person, note = journal.history, people.person, journal.note
    return (
        select(event, person.c.name, note.c.words)
        .outerjoin(person, person.c.id == event.c.actor)
        .outerjoin(note, note.c.hash == event.c.note_hash)
        .where(event.c.project == project)
        .order_by(event.c.seq.desc())
        .limit(limit)
    )


def _read(tx: Transaction, standard: Standard, statement: Select[Any]) -> tuple[Event, ...]:
    rows = [(row, parse(row.body)) for row in tx.execute(statement)]
    names = _names(tx, {person for _, body in rows for person in body.behalf})
    return tuple(_event(standard, row, body, names) for row, body in rows)


def _names(tx: Transaction, wanted: set[int]) -> Mapping[int, str]:
    if not wanted:
        return {}
    person = people.person.c
    return {
        row.id: row.name
        for row in tx.execute(select(person.id, person.name).where(person.id.in_(sorted(wanted))))
    }


def _event(standard: Standard, row: Any, body: Body, names: Mapping[int, str]) -> Event:
    fact = standard.facts.get(body.about)
    place, project = _moved_to(standard, body), _of_project(body)
    track = None if "number" in project else standard.flow.tracks.get(project.get("track", ""))
    return Event(
        seq=row.seq,
        at=datetime.fromisoformat(row.at),
        actor=None if row.event in EXPERTS_OWN else row.name,
        behalf=tuple(names[person] for person in body.behalf if person in names),
        by_system=row.actor == SYSTEM.id,
        by_expert=row.event in EXPERTS_OWN,
        name=row.event,
        about=body.about,
        subject=_subject(standard, body.about),
        fact=fact,
        value=_value(fact, body) if fact else None,
        words=Words(row.words) if row.note_hash else None,
        stage=place[0],
        status=place[1],
        opened=_opened(standard, body.writes),
        check=check_code(row.hash),
        batch=body.batch,
        track=track.text if track else None,
        entry_voided="number" not in project and project.get("entry_approved_on", row) is None,
    )


def _of_project(body: Body) -> dict[str, Any]:
    """The columns of the project that an event wrote; the first event writes its number too."""
    written: dict[str, Any] = {}
    for write in body.writes:
        if write.table == PROJECT:
            written |= write.values
    return written


def _moved_to(standard: Standard, body: Body) -> tuple[Text | None, Text | None]:
    written = _of_project(body)
    moved = written if "status" in written else {}
    stage, status = (
        standard.stages.get(moved.get("stage", "")),
        standard.flow.states.get(moved.get("status", "")),
    )
    return (stage.text if stage else None), (status.text if status else None)


def _subject(standard: Standard, about: str) -> Text | None:
    """The texts of the codes that an event is about; of `G1 go` that of the gate's option."""
    code, _, option = about.partition(" ")
    if option and code in standard.gates and option in {each.code for each in standard.gates[code].options}:
        return standard.gates[code].option(option).text
    known = [_named(standard, each) for each in about.split()]
    texts = [each.text for each in known if each is not None]
    return _listed(texts) if len(texts) == len(known) else None


def _named(standard: Standard, code: str) -> Texted | None:
    blocks: tuple[Mapping[str, Texted], ...] = (
        standard.duties,
        standard.offices,
        standard.facts,
        standard.flow.entry_points,
        standard.documents,
    )
    return standard.dated(code) or next((block[code] for block in blocks if code in block), None)


def _listed(texts: Sequence[Text]) -> Text | None:
    if not texts:
        return None
    return Text(zh="、".join(text.zh for text in texts), en=", ".join(text.en for text in texts))


def _value(fact: Fact, body: Body) -> Value | None:
    texts = [
        write.values.get("value")
        for write in body.writes
        if write.table == "fact" and write.key[0] == fact.name
    ]
    return facts.from_json(fact, texts[-1]) if texts and texts[-1] not in (None, "null") else None


def _opened(standard: Standard, writes: Sequence[Write]) -> tuple[Clause, ...]:
    """Duties that came to life: a new row that is not excused at once."""
    return tuple(
        Clause(str(write.key[1]), standard.duties[str(write.key[1])].text)
        for write in writes
        if write.table == "duty" and "milestone" in write.values and str(write.key[1]) in standard.duties
        if write.values.get("state") == "not_started"
    )
