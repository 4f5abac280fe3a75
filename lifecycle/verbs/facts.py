"""Facts: recorded by the office the standard names, corrected with a reason, never overwritten."""

from lifecycle import entering, facts, milestones, words
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NoSuchMove
from lifecycle.evaluation.guards import require_paper
from lifecycle.policy import Actor, is_end, require_office
from lifecycle.store import Entry, Receipt
from lifecycle.verbs.common import open_entry
from lifecycle.verbs.entries import take_back_approval
from stages.conditions import Value, names
from stages.model import Fact


def record(
    session: Session, actor: Actor, number: str, name: str, value: Value | None, document: int | None = None
) -> Receipt:
    """Record a fact. One that has a value already is corrected, with a reason, and not recorded again.

    A fact that stands for a computation to come is entered with the document that shows it. Raises Invalid,
    NotPermitted (with the office that may), NoSuchMove in a status where nothing is recorded.
    """
    entry, fact = _open(session, actor, number, name)
    counting = facts.recorded(entry.standard, entry.case)
    if name in counting and not _repeats(entry, name):
        raise Invalid(name, "recorded_already", {"value": counting[name]})
    return _write(
        entry, fact, facts.parse(fact, value), _document(entry, fact, document), None, "FactRecorded"
    )


def correct(
    session: Session,
    actor: Actor,
    number: str,
    name: str,
    value: Value | None,
    reason: str,
    document: int | None = None,
) -> Receipt:
    """Correct a recorded fact, giving the reason; the old value stays in the history. None takes it back."""
    entry, fact = _open(session, actor, number, name)
    if name not in facts.recorded(entry.standard, entry.case):
        raise Invalid(name, "not_recorded")
    note = entry.words(words.reason(reason))
    parsed = None if value is None else facts.parse(fact, value)
    return _write(entry, fact, parsed, document, note, "FactCorrected")


def _open(session: Session, actor: Actor, number: str, name: str) -> tuple[Entry, Fact]:
    entry = open_entry(session, actor, number)
    fact = entry.standard.facts.get(name)
    if fact is None:
        raise Invalid("fact", "not_in_list", {"given": name, "values": ()})
    if fact.computed:
        raise Invalid(name, "computed")
    require_paper(entry.standard, entry.case, fact)
    _require_recordable(entry, name)
    office = entry.standard.recorder(name, entry.case.project.stage)
    assert entry.case.project.id is not None
    offices = (office,) if office is not None and office in entry.standard.offices else ()
    require_office(session.tx, actor, "record_fact", entry.case.project.id, offices)
    return entry, fact


def _require_recordable(entry: Entry, name: str) -> None:
    """A closed project takes only the facts that its own moves ask for, and none once it is archived."""
    project = entry.case.project
    if project.status == "on_hold" or not is_end(project.status):
        return
    asked = [names(move.guard) for move in entry.standard.moves.values() if project.status in move.from_]
    if project.archived_on is not None or not any(name in each for each in asked):
        raise NoSuchMove("record_fact", entry.case.state)


def _repeats(entry: Entry, name: str) -> bool:
    """Whether the fact dates an event that something is owed for each time."""
    dated = {event.code for event in entry.standard.events.values() if event.dated_by == name}
    return any(each.due.each and dated & set(each.due.starts) for each in entry.standard.milestones.values())


def _document(entry: Entry, fact: Fact, document: int | None) -> int | None:
    if document is not None and not any(row.n == document for row in entry.case.documents.values()):
        raise Invalid("document", "no_such_document", {"given": document})
    if fact.entered_by is not None and document is None:
        raise Invalid("document", "document_missing", {"fact": fact.name})
    return document


def _write(
    entry: Entry, fact: Fact, value: Value | None, document: int | None, note: str | None, event: str
) -> Receipt:
    entry.put(
        "fact",
        (fact.name, entry.seq),
        visit=entry.case.project.visit,
        value="null" if value is None else facts.to_json(value),
        document=document,
        recorded_by=entry.actor.id,
        recorded_on=entry.session.day,
        reason=note,
    )
    if entry.case.project.status != "draft":
        for dated in entry.standard.events.values():
            if dated.dated_by == fact.name:
                milestones.open_for_event(entry, dated.code)
    if fact.name in entering.asked(entry.standard, entry.case.project.entry):
        take_back_approval(entry)
    milestones.settle(entry)
    return entry.close(event, fact.name, note)
