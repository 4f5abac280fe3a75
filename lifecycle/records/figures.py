"""What is known about the year besides the projects: figures that an office entered, and months that were frozen.

Neither belongs to a project, so neither is in a project's history. Both are append-only, and the frozen months form a
chain of their own.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from lifecycle.records.base import Record, one_of, table_of
from lifecycle.records.instant import Instant

WANTED, DONE = "wanted", "done"
FIGURE_KINDS = (WANTED, DONE)


class FigureRow(Record):
    """A figure for one target of one year: how much is `wanted`, or what is `done` by the day `on_day`; the highest `n`
    counts. `source` says where it comes from.
    """

    n: int | None = Field(default=None, primary_key=True)
    target: str = Field(max_length=64)
    year: int
    kind: str = Field(max_length=6)
    value: float
    on_day: date
    source: str = Field(max_length=200)
    at: datetime = Field(sa_type=Instant)
    by: int = Field(foreign_key="person.id")


class Figure(FigureRow, table=True):
    __tablename__ = "figure"
    __table_args__ = (
        CheckConstraint(one_of("kind", FIGURE_KINDS), name="kind"),
        CheckConstraint("value >= 0", name="no_less_than_nothing"),
        Index("ix_figure_year", "year", "target", "kind", "n"),
    )


class FrozenRow(Record):
    """The figures of one month (`2026-10`) as they were at its end; the highest `n` of a month counts.

    `figures` is canonical JSON. `heads` is SHA-256 over the heads of all histories at that instant, `hash` over this
    row and the one before; `by` is 0 for the system.
    """

    n: int = Field(primary_key=True)
    period: str = Field(max_length=7)
    at: datetime = Field(sa_type=Instant)
    by: int
    standard: str = Field(max_length=40)
    figures: str
    heads: str = Field(max_length=64)
    prev: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class Frozen(FrozenRow, table=True):
    __tablename__ = "frozen"
    __table_args__ = (Index("ix_frozen_period", "period", "n"),)


figure = table_of(Figure)
frozen = table_of(Frozen)
