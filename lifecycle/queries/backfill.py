"""The page of what is filled in for stages that lie behind: many small items, dealt with several at a time."""

from dataclasses import dataclass
from datetime import date

from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.policy import Actor
from lifecycle.queries.checklist import ChecklistRow, backfill_rows, checklist_row
from lifecycle.queries.choices import choices
from lifecycle.queries.facts import Evidence, evidence_at_hand
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Holding, read_project
from lifecycle.records.work import BACKFILL
from stages.model import MidEntryRule

DO, CONFIRM, WAIVE = "complete_duty", "confirm_duty", "waive"


@dataclass(frozen=True)
class BackfillPage:
    """`until` is the day by which it is owed, None once all is done; `left_wd` negative when late. `documents` are
    those that can be brought forward, `waivers` the offices that may excuse what can be waived.
    """

    header: Header
    rule: MidEntryRule
    rows: tuple[ChecklistRow, ...]
    until: date | None
    left_wd: int | None
    documents: tuple[Evidence, ...]
    waivers: tuple[Holding, ...]

    def may(self, act: str) -> tuple[ChecklistRow, ...]:
        """The items with which the reader may do something now."""
        return tuple(row for row in self.rows if act in row.acts)

    @property
    def done(self) -> int:
        return sum(1 for row in self.rows if not row.is_open)

    @property
    def late(self) -> bool:
        return self.left_wd is not None and any(row.late for row in self.rows)


def backfill_page(session: Session, actor: Actor, number: str) -> BackfillPage:
    """Raises NotFound for an invisible project, and for one in which nothing was ever to be filled in."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    rule = reading.standard.mid_entry_rule(BACKFILL)
    rows = tuple(checklist_row(reading, may, row) for row in backfill_rows(reading))
    if rule is None or not rows:
        raise NotFound("backfill", number)
    until = min((row.due for row in rows if row.is_open and row.due), default=None)
    return BackfillPage(
        header(reading, gate_panel(reading, may).groups),
        rule,
        rows,
        until,
        session.calendar.working_days_between(session.day, until) if until else None,
        tuple(each for each in evidence_at_hand(reading) if not each.document.sealed),
        tuple(reading.holding(office) for office in reading.standard.power(WAIVE)),
    )
