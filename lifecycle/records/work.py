"""What a stage asks for: duties, the milestones they complete, the documents that prove them, the facts they settle."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from lifecycle.records.base import Record, one_of, table_of

DUTY_STATES = ("not_started", "in_progress", "submitted", "changes_requested", "confirmed", "not_needed")
DUTY_CLOSED = ("confirmed", "not_needed")
NOT_CLOSED = text("state NOT IN ('confirmed', 'not_needed')")
TO_DO = text("state IN ('not_started', 'in_progress', 'changes_requested')")
TO_JUDGE = text("state = 'submitted'")
WAIVED = text("excuse = 'waived'")
"""Duties that are in somebody's hands, and in whose. Each has an index, which holds nothing that is over; a statement
that says the same condition in the same words is served by it.
"""
EXCUSES = ("condition", "track", "waived", "left", "superseded")
BACKFILL = "backfill"
"""The timing of what is filled in afterwards: it is owed by a day of its own and bars the next gate."""
DOCUMENT_FORMS = ("file", "number", "date", "link", "text")


class DutyRow(Record):
    """One occurrence of a duty. Role, offices, kinds and timing are copied so that policy needs no standard.

    `kinds` lists the organisation kinds it binds between commas (`,source_platform,`), empty for any.
    `done_for` is the person whose delegation let `done_by` act, if it did. `since` is the day the ball came to whoever
    holds it now. `asked` lists the kinds of evidence that a return asked to be changed, as `kinds` does, empty for all;
    `returned_on` is its day. Where another office does it for an absent party, `instead_of` is the office that would
    have done it, `rule` the rule that lets them, `consented_by` and `consent` who agreed and why.

    Derived: `due`, `not_before`, `waits_for` (the milestone or event that must come first).
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    visit: int = Field(primary_key=True)
    code: str = Field(max_length=20, primary_key=True)
    occurrence: int = Field(primary_key=True)
    stage: str = Field(max_length=40)
    role: str = Field(max_length=40)
    doer: str = Field(max_length=20)
    confirmer: str | None = Field(default=None, max_length=20)
    kinds: str = Field(default="", max_length=120)
    milestone: str = Field(max_length=20)
    required: bool
    timing: str = Field(max_length=12)
    state: str = Field(max_length=20)
    excuse: str | None = Field(default=None, max_length=20)
    since: date
    done_by: int | None = None
    done_for: int | None = None
    submitted_on: date | None = None
    confirmed_by: int | None = None
    confirmed_on: date | None = None
    returned: int = 0
    remark: str | None = Field(default=None, max_length=64)
    asked: str = Field(default="", max_length=400, sa_column_kwargs={"server_default": ""})
    returned_on: date | None = None
    instead_of: str | None = Field(default=None, max_length=20)
    rule: str | None = Field(default=None, max_length=20)
    consented_by: int | None = None
    consent: str | None = Field(default=None, max_length=64)
    due: date | None = None
    not_before: date | None = None
    waits_for: str | None = Field(default=None, max_length=40)
    revision: int = 0

    @property
    def key(self) -> "tuple[int, str, int]":
        return self.visit, self.code, self.occurrence

    @property
    def is_open(self) -> bool:
        return self.state not in DUTY_CLOSED

    def takes(self, kind: str) -> bool:
        """Whether evidence of a kind may be handed in: after a return for some kinds only, no other."""
        return self.state != "changes_requested" or not self.asked or f",{kind}," in self.asked


class Duty(DutyRow, table=True):
    __tablename__ = "duty"
    __table_args__ = (
        CheckConstraint(one_of("state", DUTY_STATES), name="state"),
        CheckConstraint("(state = 'not_needed') = (excuse IS NOT NULL)", name="excuse"),
        CheckConstraint("state <> 'submitted' OR submitted_on IS NOT NULL", name="submitted"),
        CheckConstraint("(state = 'confirmed') = (confirmed_on IS NOT NULL)", name="confirmed"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> done_by", name="confirmed_by_another"),
        Index("ix_duty_open", "project", "due", sqlite_where=NOT_CLOSED, postgresql_where=NOT_CLOSED),
        Index("ix_duty_doer", "doer", "project", sqlite_where=TO_DO, postgresql_where=TO_DO),
        Index(
            "ix_duty_confirmer",
            "confirmer",
            "project",
            sqlite_where=TO_JUDGE,
            postgresql_where=TO_JUDGE,
        ),
        Index("ix_duty_waived", "project", sqlite_where=WAIVED, postgresql_where=WAIVED),
    )


ASKED_FOR = text("asked_until IS NOT NULL")
"""Milestones for which somebody asked for a later day and waits for the answer; an index serves it."""
STILL_OPEN = text("due IS NOT NULL AND done_on IS NULL AND closed_on IS NULL")
"""Milestones that are owed on a day, and nothing that is over; said so in a statement, the index serves it."""


class MilestoneRow(Record):
    """A dated obligation. `base` is the day it counts from; `finished_on` the day that counts for lateness (the last
    submission), `done_on` the day the last required duty that names it was confirmed. `applies` is false while its
    condition does not hold. Once extended, `extended_to` counts, and `first_due` keeps the day it was due at first.
    `asked_until` is a later day that was asked for on `asked_on` and is neither granted nor refused yet.
    `next_on` is the first day of the next period of a repeating one, until that is open. `period` is the number of its
    period where that is no longer that of the occurrence: a track has changed the rhythm.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    visit: int = Field(primary_key=True)
    code: str = Field(max_length=20, primary_key=True)
    occurrence: int = Field(primary_key=True)
    stage: str = Field(max_length=40)
    kind: str = Field(max_length=12)
    owner: str = Field(max_length=40)
    blocking: bool
    statutory: bool
    timing: str = Field(max_length=12)
    applies: bool = True
    opened_on: date
    base: date | None = None
    due: date | None = None
    not_before: date | None = None
    provisional: bool = False
    extended_to: date | None = None
    first_due: date | None = None
    extensions: int = 0
    asked_until: date | None = None
    asked_on: date | None = None
    asked_by: int | None = None
    asked_why: str | None = Field(default=None, max_length=64)
    held_due: date | None = None
    finished_on: date | None = None
    done_on: date | None = None
    closed_on: date | None = None
    next_on: date | None = None
    period: int | None = None

    @property
    def key(self) -> "tuple[int, str, int]":
        return self.visit, self.code, self.occurrence

    @property
    def owed_since(self) -> date | None:
        """The day since which something is filled in afterwards; None for every other milestone."""
        return self.opened_on if self.timing == BACKFILL else None

    def is_closed(self, day: date) -> bool:
        """Whether nothing more is owed on `day`: done, closed with its stage, or a window that has passed."""
        if self.done_on is not None or self.closed_on is not None:
            return True
        return self.kind == "window" and self.not_before is not None and day >= self.not_before


class Milestone(MilestoneRow, table=True):
    __tablename__ = "milestone"
    __table_args__ = (
        CheckConstraint("kind <> 'window' OR done_on IS NULL", name="window_closes_itself"),
        Index(
            "ix_milestone_open",
            "due",
            "project",
            "code",
            "occurrence",
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
        Index(
            "ix_milestone_next",
            "next_on",
            sqlite_where=text("next_on IS NOT NULL"),
            postgresql_where=text("next_on IS NOT NULL"),
        ),
        Index("ix_milestone_asked", "project", sqlite_where=ASKED_FOR, postgresql_where=ASKED_FOR),
    )


class DocumentRow(Record):
    """A piece of evidence: a file by its content hash, or a number, date, link or text in `value`."""

    project: int = Field(foreign_key="project.id", primary_key=True)
    n: int = Field(primary_key=True)
    version: int = Field(primary_key=True)
    kind: str = Field(max_length=40)
    form: str = Field(max_length=8)
    value: str = Field(max_length=2000)
    name: str = Field(default="", max_length=200)
    size: int = 0
    visit: int
    duty: str | None = Field(default=None, max_length=20)
    occurrence: int = 1
    added_by: int
    added_for: int | None = None
    added_on: date


class Document(DocumentRow, table=True):
    __tablename__ = "document"
    __table_args__ = (CheckConstraint(one_of("form", DOCUMENT_FORMS), name="form"),)


class FactRow(Record):
    """A named value, append-only: the highest `seq` counts. `value` is JSON; a null takes the fact back."""

    project: int = Field(foreign_key="project.id", primary_key=True)
    name: str = Field(max_length=60, primary_key=True)
    seq: int = Field(primary_key=True)
    visit: int
    value: str = Field(max_length=400)
    document: int | None = None
    recorded_by: int
    recorded_on: date
    reason: str | None = Field(default=None, max_length=64)


class Fact(FactRow, table=True):
    __tablename__ = "fact"
    __table_args__ = (Index("ix_fact_name", "name", "project", "seq"),)


class DayRow(Record):
    """A day that differs from the plain week: a holiday on a weekday, or a weekend that is worked. The days that count
    now; `records.calendar` keeps every notice they came from.
    """

    day: date = Field(primary_key=True)
    working: bool
    notice: str = Field(default="", max_length=120)


class Day(DayRow, table=True):
    __tablename__ = "day"


duty = table_of(Duty)
milestone = table_of(Milestone)
document = table_of(Document)
fact = table_of(Fact)
day = table_of(Day)
