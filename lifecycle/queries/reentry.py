"""Coming back after an end: from which day, with what evidence, by whom."""

from dataclasses import dataclass
from datetime import date

from lifecycle import moves
from lifecycle.engine import Session
from lifecycle.policy import Actor
from lifecycle.queries.choices import choices, movers_now
from lifecycle.queries.facts import FactLine
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.links import Link, links
from lifecycle.queries.pause import missing_facts
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Holding, read_project
from lifecycle.verbs.reentry import waits_until


@dataclass(frozen=True)
class ReentryPage:
    """`from_day` is the first day on which it may come back; `missing` are the facts that still have to be recorded."""

    header: Header
    from_day: date
    waits: bool
    offices: tuple[Holding, ...]
    permitted: bool
    missing: tuple[FactLine, ...]
    links: tuple[Link, ...]


def reentry_page(session: Session, actor: Actor, number: str) -> ReentryPage:
    """Raises NotFound."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    from_day = waits_until(reading.standard, reading.case)
    return ReentryPage(
        header(reading, gate_panel(reading, may).groups),
        from_day,
        session.day < from_day,
        tuple(reading.holding(code) for code in movers_now(reading, "reenter")),
        "reenter" in may.moves,
        missing_facts(reading, moves.named(reading.standard, "reenter", reading.case.state)),
        links(reading),
    )
