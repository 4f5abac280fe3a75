"""Figures that an office enters: the targets of a year, and what of them the register cannot count.

Nothing is overwritten: a later figure for the same target counts, and the earlier ones stay, each with its source, the
day it is of, and who entered it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

from sqlalchemy import insert, select

from lifecycle import words
from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.overview.asked import counted_targets
from lifecycle.overview.terms import LATEST_YEAR, Key, Number
from lifecycle.policy import Actor, require_standing
from lifecycle.records import figures, people
from lifecycle.records.figures import DONE, FIGURE_KINDS, WANTED, FigureRow
from stages import Standard
from stages.model import Target

ACT = "enter_figures"
MOST = 1e12
FIRST_YEAR = 2000
SOURCE_LIMIT = 200

_FIGURE = figures.figure.c


@dataclass(frozen=True)
class Given:
    """A figure as it is entered. `on_day` is the day up to which it is known; of a target, the day it was set."""

    target: str
    year: int
    kind: str
    value: float
    on_day: date
    source: str


@dataclass(frozen=True)
class Entered:
    """A figure that was entered, with the name of whoever did."""

    row: FigureRow
    by: str


def targets_of(standards: tuple[Standard, ...]) -> Mapping[str, Target]:
    """Every target of the standards in use; of two with the same code the newer one."""
    return {code: target for each in standards for code, target in each.targets.items()}


def is_counted(standards: tuple[Standard, ...], code: str) -> bool:
    """Whether the register counts all of a target, so that nobody enters it."""
    source = dict(counted_targets(standards)).get(code)
    return source is not None and not source.part


def enter(session: Session, actor: Actor, given: Given) -> FigureRow:
    """Enter one figure. The same once more changes nothing.

    Raises NotPermitted for any other office than that of the standard in force; Invalid for an unknown target, what the
    register counts itself, a number, year or day that cannot be, or a source that is missing.
    """
    require_standing(actor, ACT, session.in_force.power(ACT))
    row = _checked(session, given)
    known = newest(session, given.year).get((given.target, given.kind))
    if known is not None and _says(known.row) == row:
        return known.row
    values = row | {"at": session.at, "by": actor.id}
    n = session.tx.execute(insert(figures.figure).values(values).returning(_FIGURE.n)).scalar_one()
    return FigureRow.of(values | {"n": n})


def _checked(session: Session, given: Given) -> dict[str, object]:
    standards = tuple(session.engine.standards.standards)
    if given.target not in targets_of(standards):
        raise Invalid(
            "target", "not_in_list", {"given": given.target, "values": tuple(targets_of(standards))}
        )
    if given.kind not in FIGURE_KINDS:
        raise Invalid("kind", "not_in_list", {"given": given.kind, "values": FIGURE_KINDS})
    if given.kind == DONE and is_counted(standards, given.target):
        raise Invalid("target", "counted_by_register")
    _require_number(given.value)
    if not FIRST_YEAR <= given.year <= LATEST_YEAR:
        raise Invalid("year", "out_of_range", {"from": FIRST_YEAR, "to": LATEST_YEAR})
    if given.on_day > session.day:
        raise Invalid("on_day", "in_the_future")
    if given.kind == DONE and given.on_day < date(given.year, 1, 1):
        raise Invalid("on_day", "before_the_year", {"year": given.year})
    source = words.line("source", given.source, SOURCE_LIMIT)
    return _says(FigureRow.of({**vars(given), "source": source}))


def _require_number(value: float) -> None:
    if not isfinite(value) or value > MOST:
        raise Invalid("value", "out_of_range", {"from": 0, "to": int(MOST)})
    if value < 0:
        raise Invalid("value", "negative", {"given": value})


def _says(row: FigureRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("target", "year", "kind", "value", "on_day", "source")}


def newest(session: Session, year: int, at: datetime | None = None) -> Mapping[tuple[str, str], Entered]:
    """The figures of a year that count, by target and kind; as of an instant, if one is given."""
    statement = (
        select(figures.figure, people.person.c.name)
        .join(people.person, people.person.c.id == _FIGURE.by)
        .where(_FIGURE.year == year)
        .order_by(_FIGURE.n)
    )
    if at is not None:
        statement = statement.where(_FIGURE.at <= at)
    return {
        (row.target, row.kind): Entered(
            FigureRow.of({name: getattr(row, name) for name in _COLUMNS}), row.name
        )
        for row in session.tx.execute(statement)
    }


_COLUMNS = tuple(FigureRow.model_fields)


def earlier(session: Session, target: str, year: int) -> tuple[Entered, ...]:
    """Everything that was entered for a target of a year, newest first."""
    statement = (
        select(figures.figure, people.person.c.name)
        .join(people.person, people.person.c.id == _FIGURE.by)
        .where(_FIGURE.year == year, _FIGURE.target == target)
        .order_by(_FIGURE.n.desc())
    )
    return tuple(
        Entered(FigureRow.of({name: getattr(row, name) for name in _COLUMNS}), row.name)
        for row in session.tx.execute(statement)
    )


def as_figures(session: Session, year: int, at: datetime | None = None) -> Iterator[tuple[Key, Number]]:
    """What was entered for a year, among the figures; and the targets that the standards set for it."""
    for code, wanted in wanted_by_standard(tuple(session.engine.standards.standards), year):
        yield (WANTED, code), wanted
    for (code, kind), entered in newest(session, year, at).items():
        yield (WANTED if kind == WANTED else "entered", code), entered.row.value


def wanted_by_standard(standards: tuple[Standard, ...], year: int) -> Iterator[tuple[str, Number]]:
    """The targets of the newest standard that has any up to that year: they stand until others are entered."""
    known = [each for each in standards if each.targets_year is not None and each.targets_year <= year]
    for target in known[-1].targets.values() if known else ():
        yield target.code, target.target
