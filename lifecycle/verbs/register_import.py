"""Registering from somebody else's table: a draft with what the table knew, in one event."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lifecycle import facts, words
from lifecycle.engine import Session
from lifecycle.errors import NotPermitted
from lifecycle.policy import Actor
from lifecycle.records.project import REGISTERED
from lifecycle.store import Receipt, create_project
from lifecycle.verbs.register import (
    SUMMARY_LIMIT,
    TITLE_LIMIT,
    entry_point_of,
    join,
    next_project_number,
    organisation_by_code,
)
from stages import Standard
from stages.conditions import Value
from stages.tracks import track_of

ORIGIN_LIMIT = 120


@dataclass(frozen=True)
class Imported:
    """One record as it is to stand in the register. `facts` are values as the standard types them."""

    title: str
    origin: str
    summary: str = ""
    facts: Mapping[str, Value] = field(default_factory=dict)


def checked(given: Imported) -> Imported:
    """The record with its texts made safe. Raises Invalid for the title, the summary or the origin."""
    return Imported(
        words.line("title", given.title, TITLE_LIMIT),
        words.line("origin", given.origin, ORIGIN_LIMIT),
        words.block("summary", given.summary, SUMMARY_LIMIT),
        given.facts,
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
    """Put a record into the register as a draft that awaits screening: nobody is seated, nobody is told.

    Its facts are recorded by whoever imports it; the office that the standard names corrects them afterwards.
    Raises Invalid for texts that cannot be kept, NotFound for the organisation, NotPermitted. That the origin is
    not in the register yet is for the caller to see: the database has the last word.
    """
    require_importer(actor)
    record = checked(given)
    party = None if organisation is None else organisation_by_code(session, organisation)
    point = entry_point_of(standard, None)
    stage = standard.flow.entry_points[point].stage
    row = {
        "number": next_project_number(session, prefix),
        "title": record.title,
        "summary": record.summary,
        "origin": record.origin,
        "standard": standard.version,
        "track": track_of(standard, record.facts, stage),
        "entry": point,
        "stage": stage,
        "status": "draft",
        "registered_on": session.day,
    }
    entry = create_project(session, actor, standard, row)
    entry.put("visit", (1,), stage=stage, entered_on=session.day, basis=REGISTERED)
    if party is not None:
        join(entry, party)
    for name, value in record.facts.items():
        entry.put(
            "fact",
            (name, entry.seq),
            visit=1,
            value=facts.to_json(value),
            recorded_by=actor.id,
            recorded_on=session.day,
        )
    return entry.close("ProjectImported", record.origin)
