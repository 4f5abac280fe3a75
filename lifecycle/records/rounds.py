"""Decision rounds at a gate, the opinions heard in them, and what is owed afterwards."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from lifecycle.records.base import Record, one_of, table_of

UNDECIDED = text("option IS NULL")
NOT_HEARD = text("heard_on IS NULL")
OWED = text("settled_on IS NULL")
ANSWERED = text("settled_on IS NULL AND answered_on IS NOT NULL")
"""Rounds, opinions and debts that wait for an office. Each has an index by office, which serves a statement that says
the same condition in the same words.
"""
DEBT_KINDS = ("condition", "defect", "backfill", "objection", "rectification", "settlement", "issue")


class RoundRow(Record):
    """request → propose → consult → decide. Words are note hashes, `reasons` a JSON object of
    them by criterion or office. `until_on` is the last day of rework. `proposed_for`: see `DutyRow.done_for`.

    `mode` is how the gate is passed, as a track's path says it: of a deemed pass there was no round, and `basis` names
    the track or the entry point that deems it.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    visit: int = Field(primary_key=True)
    n: int = Field(primary_key=True)
    gate: str = Field(max_length=20)
    mode: str = Field(default="decide", max_length=8)
    basis: str = Field(default="", max_length=20)
    propose_office: str = Field(max_length=20)
    decide_office: str = Field(max_length=20)
    requested_by: int
    requested_on: date
    proposed_option: str | None = Field(default=None, max_length=20)
    proposed_by: int | None = None
    proposed_for: int | None = None
    proposed_on: date | None = None
    proposal: str | None = Field(default=None, max_length=64)
    option: str | None = Field(default=None, max_length=20)
    decided_by: int | None = None
    decided_on: date | None = None
    reason: str | None = Field(default=None, max_length=64)
    reasons: str = Field(default="{}", max_length=4000)
    until_on: date | None = None
    expired_on: date | None = None
    revision: int = 0


class Round(RoundRow, table=True):
    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="decider_is_not_proposer"),
        CheckConstraint("(option IS NULL) = (decided_on IS NULL)", name="decided"),
        Index("ix_round_open", "project", sqlite_where=UNDECIDED, postgresql_where=UNDECIDED),
        Index(
            "ix_round_proposer",
            "propose_office",
            "project",
            sqlite_where=UNDECIDED,
            postgresql_where=UNDECIDED,
        ),
        Index(
            "ix_round_decider",
            "decide_office",
            "project",
            sqlite_where=UNDECIDED,
            postgresql_where=UNDECIDED,
        ),
        Index(
            "ix_round_until",
            "until_on",
            sqlite_where=text("until_on IS NOT NULL"),
            postgresql_where=text("until_on IS NOT NULL"),
        ),
        Index(
            "ix_round_decided",
            "gate",
            "decided_on",
            "option",
            "project",
            sqlite_where=text("option IS NOT NULL"),
            postgresql_where=text("option IS NOT NULL"),
        ),
    )


class OpinionRow(Record):
    """What a consulted office said; heard and recorded, no veto. Empty until it is heard."""

    project: int = Field(foreign_key="project.id", primary_key=True)
    visit: int = Field(primary_key=True)
    round: int = Field(primary_key=True)
    office: str = Field(max_length=20, primary_key=True)
    heard_on: date | None = None
    given_by: int | None = None
    words: str | None = Field(default=None, max_length=64)


class Opinion(OpinionRow, table=True):
    __tablename__ = "opinion"
    __table_args__ = (
        Index("ix_opinion_asked", "office", "project", sqlite_where=NOT_HEARD, postgresql_where=NOT_HEARD),
    )


class DebtRow(Record):
    """Something owed later: who owes it, by when, and whether it bars the next gate. `what` is a note hash.

    What a rung of the ladder asks for has no words of its own: `rung` names it, with the milestone as `clause`, its
    `occurrence` and its `term`. `promised` is the day that an answer names.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    n: int = Field(primary_key=True)
    kind: str = Field(max_length=16)
    visit: int
    round: int = 0
    clause: str = Field(default="", max_length=20)
    what: str = Field(max_length=64)
    rung: str = Field(default="", max_length=20)
    occurrence: int = 0
    term: int = 0
    owner: str = Field(max_length=40)
    opened_on: date
    due: date
    bars: bool = True
    answered_on: date | None = None
    answered_by: int | None = None
    answered_for: int | None = None
    answer: str | None = Field(default=None, max_length=64)
    promised: date | None = None
    settled_on: date | None = None
    settled_by: int | None = None
    revision: int = 0


class Debt(DebtRow, table=True):
    __tablename__ = "debt"
    __table_args__ = (
        CheckConstraint(one_of("kind", DEBT_KINDS), name="kind"),
        CheckConstraint("settled_by IS NULL OR settled_by <> answered_by", name="settled_by_another"),
        Index("ix_debt_open", "project", sqlite_where=OWED, postgresql_where=OWED),
        Index("ix_debt_owner", "owner", "project", sqlite_where=OWED, postgresql_where=OWED),
        Index("ix_debt_answered", "kind", "project", sqlite_where=ANSWERED, postgresql_where=ANSWERED),
    )


round_ = table_of(Round)
opinion = table_of(Opinion)
debt = table_of(Debt)
