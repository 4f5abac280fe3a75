"""Evaluations: the self-rating of the holder, the panel, its sheets and scores, and what is kept beside the history.

Most of it belongs to the project and is in its history. Three things are not: *drafts*, which are nobody else's
business; *sealed* sheets, whose levels may be known to nobody before all are in, so that the history carries their
hash until they are opened; and the *pool* that a draw was made from, which the history carries by hash too.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from lifecycle.records.base import Record, one_of, table_of
from lifecycle.records.instant import Instant

KINDS = ("panel", "officer", "opinion")
STATES = ("drawn", "invited", "opened", "accepted", "declined", "recused", "excluded", "replaced")
LIVE = ("drawn", "invited", "opened", "accepted")
"""The states in which an expert is of the panel; in any other the seat is free again."""
ATTEMPTS = ("first", "rescore", "added", "proof", "rating")
BASES = ("declared", "relation", "membership")


class EvaluationRow(Record):
    """One evaluation in a visit; the newest that is not annulled counts.

    `rubric` is the version it began under and the hash of its standard. `rater` is the office that hands in the dossier
    (of an organisation of one of `rater_kinds`), copied so that policy needs no standard. `size` is the number of
    experts that are to score, 0 before the first draw. `total` is the weighted total as it is shown. `dissent` are the
    chair's words where disagreement remained. `annulled_on`: an objection was granted, nothing of it counts.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    n: int = Field(primary_key=True)
    visit: int
    gate: str = Field(max_length=20)
    kind: str = Field(max_length=10)
    rubric: str = Field(max_length=120)
    rater: str = Field(max_length=20)
    rater_kinds: str = Field(default="", max_length=120)
    size: int = 0
    started_on: date
    started_by: int
    reason: str | None = Field(default=None, max_length=64)
    dissent: str | None = Field(default=None, max_length=64)
    dissent_by: int | None = None
    dissent_on: date | None = None
    concluded_on: date | None = None
    concluded_by: int | None = None
    total: str | None = Field(default=None, max_length=12)
    band: str | None = Field(default=None, max_length=20)
    valid_until: date | None = None
    annulled_on: date | None = None
    revision: int = 0


class Evaluation(EvaluationRow, table=True):
    __tablename__ = "evaluation"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint("(concluded_on IS NULL) = (valid_until IS NULL)", name="concluded"),
    )


class SelfRatingRow(Record):
    """One submitted version of the holder's dossier and self-rating. `reason` says why a later one was needed.

    `dossier` lists documents with their versions between commas: `,3.1,7.2,`. Never changed.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    evaluation: int = Field(primary_key=True)
    version: int = Field(primary_key=True)
    dossier: str = Field(default="", max_length=2000)
    reason: str | None = Field(default=None, max_length=64)
    submitted_by: int
    submitted_on: date


class SelfRating(SelfRatingRow, table=True):
    __tablename__ = "self_rating"


class SelfLevelRow(Record):
    """One level of a submitted self-rating. `reason` is a note hash, `evidence` documents between commas."""

    project: int = Field(foreign_key="project.id", primary_key=True)
    evaluation: int = Field(primary_key=True)
    version: int = Field(primary_key=True)
    dimension: str = Field(max_length=20, primary_key=True)
    level: int
    reason: str = Field(max_length=64)
    evidence: str = Field(default="", max_length=400)


class SelfLevel(SelfLevelRow, table=True):
    __tablename__ = "self_level"


class DrawRow(Record):
    """One draw: whoever has the seed and the pool (by hash) gets the same people.

    `wanted` are the seats to fill, by field between commas, `*` for any. Never changed.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    evaluation: int = Field(primary_key=True)
    n: int = Field(primary_key=True)
    seed: str = Field(max_length=64)
    pool: str = Field(max_length=64)
    wanted: str = Field(max_length=400)
    keywords: str = Field(default="{}", max_length=1000)
    drawn_by: int
    drawn_on: date


class Draw(DrawRow, table=True):
    __tablename__ = "draw"


class AssignmentRow(Record):
    """One expert in one evaluation. `field` is the seat they were drawn for, `*` for any; `attempt` the first they take
    part in; `cause` why they were recused or excluded; `replaces` whose seat it was.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    evaluation: int = Field(primary_key=True)
    n: int = Field(primary_key=True)
    person: int = Field(foreign_key="person.id")
    field: str = Field(max_length=40)
    draw: int
    attempt: int
    replaces: int | None = None
    state: str = Field(max_length=10)
    drawn_on: date
    invited_on: date | None = None
    opened_on: date | None = None
    answered_on: date | None = None
    declared_on: date | None = None
    reminded_on: date | None = None
    ended_on: date | None = None
    cause: str | None = Field(default=None, max_length=20)
    note: str | None = Field(default=None, max_length=64)
    revision: int = 0

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_scoring(self) -> bool:
        """Accepted and declared: they see the case and may score."""
        return self.state == "accepted" and self.declared_on is not None


class Assignment(AssignmentRow, table=True):
    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint(f"{one_of('state', LIVE)} = (ended_on IS NULL)", name="ended"),
        CheckConstraint("state <> 'accepted' OR answered_on IS NOT NULL", name="answered"),
        CheckConstraint("declared_on IS NULL OR answered_on IS NOT NULL", name="declared"),
        UniqueConstraint("project", "evaluation", "person"),
        Index("ix_assignment_person", "person", "project"),
        Index(
            "ix_assignment_live",
            "project",
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )


class AttemptRow(Record):
    """One time of scoring: the first, again because the experts disagree (`step` of the rubric), by added experts, or
    after proof of concept; `rating` is an officer's own.

    `due` is set where no milestone says it. Nobody sees a level of it before `revealed_on`.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    evaluation: int = Field(primary_key=True)
    n: int = Field(primary_key=True)
    kind: str = Field(max_length=10)
    step: int | None = None
    dimensions: str = Field(max_length=400)
    opened_on: date
    due: date | None = None
    revealed_on: date | None = None


class Attempt(AttemptRow, table=True):
    __tablename__ = "attempt"
    __table_args__ = (CheckConstraint(one_of("kind", ATTEMPTS), name="kind"),)


class SheetRow(Record):
    """A submitted sheet. `seal` is the SHA-256 of its sealed content; what is in it stands in `score` once revealed.

    Assignment 0 is the officer who rates alone. Never changed.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    evaluation: int = Field(primary_key=True)
    assignment: int = Field(primary_key=True)
    attempt: int = Field(primary_key=True)
    seal: str = Field(max_length=64)
    submitted_by: int
    submitted_on: date


class Sheet(SheetRow, table=True):
    __tablename__ = "sheet"


class ScoreRow(Record):
    """One revealed level; None where the expert could not judge. Never changed: whose scores count is the assignment's
    to say.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    evaluation: int = Field(primary_key=True)
    assignment: int = Field(primary_key=True)
    attempt: int = Field(primary_key=True)
    dimension: str = Field(max_length=20, primary_key=True)
    level: int | None = None
    reason: str = Field(max_length=64)
    evidence: str = Field(default="", max_length=400)


class Score(ScoreRow, table=True):
    __tablename__ = "score"


class ConflictRow(Record):
    """A conflict of interest that was acted upon: it ended somebody's part, or was waived by another office.

    `organisation` or `other` is with whom, where that is recorded.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    n: int = Field(primary_key=True)
    person: int = Field(foreign_key="person.id")
    cause: str = Field(max_length=20)
    basis: str = Field(max_length=10)
    organisation: int | None = None
    other: int | None = None
    words: str | None = Field(default=None, max_length=64)
    found_by: int
    found_on: date
    waiver: str | None = Field(default=None, max_length=64)
    waived_by: int | None = None
    waived_on: date | None = None


class Conflict(ConflictRow, table=True):
    __tablename__ = "conflict"
    __table_args__ = (
        CheckConstraint(one_of("basis", BASES), name="basis"),
        CheckConstraint("waived_by IS NULL OR waived_by <> person", name="waived_by_another"),
    )


# Beside the history -------------------------------------------------------------------------------------------------


class DraftRow(Record):
    """A level being thought about: of an expert's sheet (`owner` is the assignment), or of the self-rating (owner 0,
    `attempt` is the version to come). `unjudged`: the expert cannot judge it. Gone once it is submitted.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    evaluation: int = Field(primary_key=True)
    owner: int = Field(primary_key=True)
    attempt: int = Field(primary_key=True)
    dimension: str = Field(max_length=20, primary_key=True)
    level: int | None = None
    unjudged: bool = False
    reason: str = Field(default="", max_length=500)
    evidence: str = Field(default="", max_length=400)
    saved_by: int
    saved_at: datetime = Field(sa_type=Instant)
    revision: int = 1


class Draft(DraftRow, table=True):
    __tablename__ = "draft"


class SealedRow(Record):
    """What is in a submitted sheet: canonical JSON with a salt, kept from everybody until the reveal. Never changed."""

    project: int = Field(foreign_key="project.id", primary_key=True)
    evaluation: int = Field(primary_key=True)
    assignment: int = Field(primary_key=True)
    attempt: int = Field(primary_key=True)
    content: str


class Sealed(SealedRow, table=True):
    __tablename__ = "sealed"


class PoolRow(Record):
    """Who could have been drawn: canonical JSON under its own SHA-256. Never changed."""

    hash: str = Field(max_length=64, primary_key=True)
    content: str


class Pool(PoolRow, table=True):
    __tablename__ = "pool"


evaluation = table_of(Evaluation)
EVALUATION = evaluation.name
"""The table's name, which is also that of a stage: no code spells it."""
self_rating = table_of(SelfRating)
self_level = table_of(SelfLevel)
draw = table_of(Draw)
assignment = table_of(Assignment)
attempt = table_of(Attempt)
sheet = table_of(Sheet)
score = table_of(Score)
conflict = table_of(Conflict)
draft = table_of(Draft)
sealed = table_of(Sealed)
pool = table_of(Pool)
