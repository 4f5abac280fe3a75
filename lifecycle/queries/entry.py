"""The page of an entry at a later stage: what it asks for, the facts among that, and what still bars it."""

from dataclasses import dataclass

from lifecycle import entering
from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.policy import Actor
from lifecycle.queries.choices import choices
from lifecycle.queries.entry_view import EntryView, entry_view
from lifecycle.queries.facts import FactLine, fact_lines
from lifecycle.queries.gate import GatePanel, gate_panel
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import read_project


@dataclass(frozen=True)
class EntryPage:
    """The entry with the head of the project, the facts that it asks for, and everything that bars the draft."""

    header: Header
    entry: EntryView
    facts: tuple[FactLine, ...]
    panel: GatePanel


def entry_page(session: Session, actor: Actor, number: str) -> EntryPage:
    """Raises NotFound for an invisible project, and for one that begins at the first stage."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    panel = gate_panel(reading, may)
    entry = entry_view(reading, may, panel)
    if entry is None:
        raise NotFound("entry", number)
    named = entering.asked(reading.standard, entry.point.code)
    lines = tuple(line for line in fact_lines(reading) if line.fact.name in named and not line.fact.computed)
    return EntryPage(header(reading, panel.groups), entry, lines, panel)
