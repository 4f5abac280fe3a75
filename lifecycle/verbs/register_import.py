"""Registering from somebody else's table: a draft with what the table knew, in one event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lifecycle import facts, words
from lifecycle.engine import Session
from lifecycle.errors import NotPermitted
from lifecycle.policy import Actor
from lifecycle.records.people import OrganisationRow
from lifecycle.records.project import REGISTERED
from lifecycle.store import Entry, Receipt, close_many, create_many
from lifecycle.verbs.register import (
    SUMMARY_LIMIT,
    TITLE_LIMIT,
    entry_point_of,
    join,
    organisation_by_code,
    project_numbers,
)
from stages import Standard
from stages.conditions import Value
from stages.tracks import track_of

ORIGIN_LIMIT = 120


@dataclass(frozen=True)
class Imported:
    """One record as it is to stand in the register. `facts` are values as the standard types them, `entry` the code of
    the point where the project begins, None for the ordinary one.
    """

    title: str
    origin: str
    summary: str = ""
    facts: Mapping[str, Value] = field(default_factory=dict)
    entry: str | None = None


def checked(given: Imported) -> Imported:
    """The record with its texts made safe. Raises Invalid for the title, the summary or the origin."""
    return Imported(
        words.line("title", given.title, TITLE_LIMIT),
        words.line("origin", given.origin, ORIGIN_LIMIT),
        words.block("summary", given.summary, SUMMARY_LIMIT),
        given.facts,
        given.entry,
    )


def require_importer(actor: Actor) -> None:
    """Registering for others is the bureau's. Raises NotPermitted."""
    if actor.administers is not None or not actor.is_bureau:
        raise NotPermitted("register", "is_bureau")


def register_imported(
    session: Session,
    actor: Actor,
    standard: Standard,
    given: Imported,
    organisation: str | None = None,
    prefix: str = "YH",
) -> Receipt:
    """Put one record into the register: see `register_many`."""
    party = None if organisation is None else organisation_by_code(session, organisation)
    return register_many(session, actor, standard, [(checked(given), party)], prefix)[0]


def register_many(
    session: Session,
    actor: Actor,
    standard: Standard,
    records: Sequence[tuple[Imported, OrganisationRow | None]],
    prefix: str = "YH",
) -> list[Receipt]:
    """Put records, whose texts were checked, into the register as drafts that await screening: nobody is seated, nobody
    is told.

    Their facts are recorded by whoever imports them; the office that the standard names corrects them afterwards.
    Raises Invalid for an organisation that takes no part, NotPermitted. That an origin is not in the register yet is
    for the caller to see: the database has the last word.
    """
    require_importer(actor)
    numbers = project_numbers(session, prefix, len(records))
    rows = [
        _row(session, standard, number, given) for number, (given, _) in zip(numbers, records, strict=True)
    ]
    entries = create_many(session, actor, standard, rows)
    for entry, (given, party) in zip(entries, records, strict=True):
        _tell(entry, given, party)
    return close_many(entries, "ProjectImported", [given.origin for given, _ in records])


def _row(session: Session, standard: Standard, number: str, given: Imported) -> dict[str, object]:
    point = entry_point_of(standard, given.entry)
    stage = standard.flow.entry_points[point].stage
    return {
        "number": number,
        "title": given.title,
        "summary": given.summary,
        "origin": given.origin,
        "standard": standard.version,
        "track": track_of(standard, given.facts, stage),
        "entry": point,
        "stage": stage,
        "status": "draft",
        "registered_on": session.day,
    }


def _tell(entry: Entry, given: Imported, party: OrganisationRow | None) -> None:
    """What is known of one project from its first day on."""
    project, day = entry.case.project, entry.session.day
    entry.put("visit", (1,), stage=project.stage, entered_on=day, basis=REGISTERED)
    if party is not None:
        join(entry, party)
    for name, value in given.facts.items():
        entry.put(
            "fact",
            (name, entry.seq),
            visit=1,
            value=facts.to_json(value),
            recorded_by=entry.actor.id,
            recorded_on=day,
        )
