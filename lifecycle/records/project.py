"""The project, its stays in stages, its holds, and who takes part in it."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from lifecycle.records.base import Record, one_of, table_of

STATUSES = (
    "draft",
    "active",
    "gate_review",
    "rework",
    "on_hold",
    "graduated",
    "rejected",
    "terminated",
    "withdrawn",
)
ENDS = ("graduated", "rejected", "terminated", "withdrawn")
RUNNING = ("active", "gate_review", "rework")
UNASSIGNED = text("officer IS NULL AND status IN ('draft', 'active', 'gate_review', 'rework')")
ENTERING = text("status = 'draft' AND entry_approved_on IS NULL")
"""Projects that wait for an officer, and drafts whose point of entry nobody approved. Each has an index, which serves a
statement that says the same condition in the same words.
"""
SOMEBODYS, NOBODYS = text("officer IS NOT NULL"), text("officer IS NULL")
"""Projects with an officer and without stand in indexes of their own. In one, SQLite takes the projects of nobody for
as few as those of any one officer, and reads and sorts all of them where the first were asked for. That of UNASSIGNED
has the officer too, who is nobody: without the column SQLite does not see that it need not look into the table.
"""
REGISTERED = "register"
"""The basis of a draft's visit: nothing has opened it yet."""


class ProjectRow(Record):
    """The case. `revision` is the number of the newest history row, `head` its hash.

    `moved` is the number of the event that last moved it. `parent` is the project it comes from: an earlier try, or,
    where it is `derived`, one whose result led to it. `survey_on` is the day on which the next survey after its end is
    opened. `entry_approved_by` and its neighbours say who let it enter at a later stage; `entry_reason` is a note hash.

    Derived (recomputed by `verify`): `open_required`, open required duties and barring milestones, whose zero is
    necessary and never sufficient for a gate; `next_due`, `yellow_on`, `red_on`, the days on which the earliest open
    judged milestone is due, and from which the project reads yellow or red; `officer`, the person who is seated as its
    officer.
    """

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=30, unique=True)
    title: str = Field(max_length=120)
    summary: str = Field(default="", max_length=2000)
    origin: str | None = Field(default=None, max_length=120, unique=True)
    standard: str = Field(max_length=40)
    track: str = Field(max_length=20)
    entry: str = Field(max_length=20)
    entry_approved_by: int | None = None
    entry_approved_on: date | None = None
    entry_reason: str | None = Field(default=None, max_length=64)
    parent: int | None = Field(default=None, foreign_key="project.id", index=True)
    stage: str = Field(max_length=40)
    status: str = Field(max_length=20)
    previous: str | None = Field(default=None, max_length=20)
    visit: int = 1
    registered_on: date
    archived_on: date | None = None
    outcome: str | None = Field(default=None, max_length=40)
    derived: bool = False
    survey_on: date | None = None
    moved: int = 0
    revision: int = 0
    head: str = Field(default="", max_length=64)
    open_required: int = 0
    next_due: date | None = None
    yellow_on: date | None = None
    red_on: date | None = None
    officer: int | None = None


class Project(ProjectRow, table=True):
    __tablename__ = "project"
    __table_args__ = (
        CheckConstraint(one_of("status", STATUSES), name="status"),
        CheckConstraint("(status = 'on_hold') = (previous IS NOT NULL)", name="hold_remembers"),
        CheckConstraint(f"archived_on IS NULL OR {one_of('status', ENDS)}", name="archived_is_closed"),
        CheckConstraint("NOT derived OR parent IS NOT NULL", name="derived_from_one"),
        Index("ix_project_stage", "stage", "status", "next_due", "id", "yellow_on", "red_on"),
        Index("ix_project_next_due", "next_due", "id"),
        Index(
            "ix_project_officer",
            "officer",
            "next_due",
            "id",
            sqlite_where=SOMEBODYS,
            postgresql_where=SOMEBODYS,
        ),
        Index("ix_project_nobodys", "next_due", "id", sqlite_where=NOBODYS, postgresql_where=NOBODYS),
        Index("ix_project_registered", "registered_on", "id"),
        Index(
            "ix_project_unassigned",
            "id",
            "standard",
            "status",
            "officer",
            sqlite_where=UNASSIGNED,
            postgresql_where=UNASSIGNED,
        ),
        Index("ix_project_entering", "entry", "id", sqlite_where=ENTERING, postgresql_where=ENTERING),
        Index(
            "ix_project_survey",
            "survey_on",
            sqlite_where=text("survey_on IS NOT NULL"),
            postgresql_where=text("survey_on IS NOT NULL"),
        ),
    )


class VisitRow(Record):
    """One stay in a stage. `basis` is the move that opened it, REGISTERED until then. `passed_over`: the project never
    was there; it entered later, at the entry point that `basis` names.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    n: int = Field(primary_key=True)
    stage: str = Field(max_length=40)
    entered_on: date
    left_on: date | None = None
    basis: str = Field(max_length=40)
    passed_over: bool = False


class Visit(VisitRow, table=True):
    __tablename__ = "visit"
    __table_args__ = (
        Index(
            "ix_visit_present",
            "entered_on",
            "project",
            sqlite_where=text("left_on IS NULL"),
            postgresql_where=text("left_on IS NULL"),
        ),
        Index(
            "ix_visit_left",
            "left_on",
            "stage",
            "entered_on",
            sqlite_where=text("left_on IS NOT NULL"),
            postgresql_where=text("left_on IS NOT NULL"),
        ),
    )


class HoldRow(Record):
    """`limit_on` is the last day of the hold; `condition` and `review_on` say when it may end."""

    project: int = Field(foreign_key="project.id", primary_key=True)
    n: int = Field(primary_key=True)
    from_on: date
    limit_on: date
    condition: str = Field(max_length=64)
    review_on: date
    until_on: date | None = None
    expired_on: date | None = None


class Hold(HoldRow, table=True):
    __tablename__ = "hold"
    __table_args__ = (Index("ix_hold_limit", "limit_on", sqlite_where=text("until_on IS NULL")),)


class ParticipationRow(Record):
    """An organisation's part in a project; its members exercise `office` there.

    `rule` is the rule for absent parties by which its service was bought, `terms` why, in words. `leaves_on` is the day
    announced, from which it takes part no more; `until` that day once it has come.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    n: int = Field(primary_key=True)
    organisation: int = Field(foreign_key="organisation.id")
    kind: str = Field(max_length=40)
    role: str = Field(max_length=40)
    office: str = Field(max_length=20)
    since: date
    until: date | None = None
    rule: str | None = Field(default=None, max_length=20)
    terms: str | None = Field(default=None, max_length=64)
    leaves_on: date | None = None


class Participation(ParticipationRow, table=True):
    __tablename__ = "participation"
    __table_args__ = (
        Index("ix_participation_organisation", "organisation", "project"),
        Index(
            "ix_participation_leaves",
            "leaves_on",
            sqlite_where=text("leaves_on IS NOT NULL"),
            postgresql_where=text("leaves_on IS NOT NULL"),
        ),
    )


class SeatRow(Record):
    """Who holds an office on one project, since when."""

    project: int = Field(foreign_key="project.id", primary_key=True)
    n: int = Field(primary_key=True)
    office: str = Field(max_length=20)
    person: int = Field(foreign_key="person.id")
    since: date
    until: date | None = None


class Seat(SeatRow, table=True):
    __tablename__ = "seat"
    __table_args__ = (
        Index("ix_seat_person", "person", "project"),
        Index(
            "uq_seat_one_holder",
            "project",
            "office",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )


class NumberSeriesRow(Record):
    prefix: str = Field(max_length=20, primary_key=True)
    last: int


class NumberSeries(NumberSeriesRow, table=True):
    __tablename__ = "number_series"


project = table_of(Project)
visit = table_of(Visit)
hold = table_of(Hold)
participation = table_of(Participation)
seat = table_of(Seat)
number_series = table_of(NumberSeries)
