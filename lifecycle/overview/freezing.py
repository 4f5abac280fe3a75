"""Months that are frozen: their figures kept with a check code over the heads of all histories, and counted again.

A month is frozen from the histories, as the register was when it ended, whenever that is done. So whoever doubts a
figure has it counted again, and sees whether the histories up to then are still those it was counted from.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select

from lifecycle.engine import Engine, Session
from lifecycle.errors import Invalid
from lifecycle.history import GENESIS, canonical, check_code
from lifecycle.overview.recounting import Along, Recount, recounted
from lifecycle.overview.terms import Figures, Key, Number, Period, as_kept, as_told
from lifecycle.policy import SYSTEM, Actor, actor_of, require_bureau, require_standing
from lifecycle.records import figures, journal, people
from lifecycle.records.figures import FrozenRow

ACT = "freeze_figures"

_FROZEN = figures.frozen.c


@dataclass(frozen=True)
class FrozenMonth:
    """A month as it was frozen; `by` is None for the system. `check` is the code to be printed."""

    n: int
    period: Period
    at: datetime
    by: str | None
    standard: str
    figures: Figures
    heads: str
    check: str


@dataclass(frozen=True)
class Difference:
    """A figure that comes out otherwise than it was frozen; None where there is none."""

    key: Key
    kept: Number | None
    again: Number | None


@dataclass(frozen=True)
class Recounted:
    """A frozen month, counted again. `same_histories`: nothing was changed in them, up to then."""

    frozen: FrozenMonth
    same_histories: bool
    differences: tuple[Difference, ...]
    projects: int


def freeze(engine: Engine, actor_id: int, month: Period, along: Along = iter) -> FrozenMonth:
    """Freeze a month that has ended, as somebody of the office that may. What is frozen and counts to the same stays.

    Raises NotPermitted; Invalid(`period`) for a month that has not ended.
    """
    with engine.read() as session:
        actor = actor_of(session.tx, actor_id)
        require_standing(actor, ACT, session.in_force.power(ACT))
    return _freeze(engine, actor, month, along)


def freeze_due(engine: Engine, along: Along = iter) -> FrozenMonth | None:
    """Freeze the last month that ended, as the system, unless it is; None too while there was no project then."""
    with engine.read() as session:
        month = Period.of(session.day).before
        if find(session, month) is not None or not _had_projects(session, month):
            return None
    return _freeze(engine, SYSTEM, month, along)


def _had_projects(session: Session, month: Period) -> bool:
    first = select(func.min(journal.history.c.at)).where(journal.history.c.seq == 1)
    began = session.tx.scalar(first)
    return began is not None and datetime.fromisoformat(began) <= month.ends_at


def _freeze(engine: Engine, actor: Actor, month: Period, along: Along) -> FrozenMonth:
    with engine.read() as session:
        _require_ended(session, month)
    found = recounted(engine, month, along)
    with engine.write() as session:
        known = find(session, month)
        if known is not None and known.heads == found.heads and dict(known.figures) == dict(found.figures):
            return known
        session.tx.execute(insert(figures.frozen).values(_row(session, actor, month, found)))
        kept = find(session, month)
        assert kept is not None
        return kept


def _require_ended(session: Session, month: Period) -> None:
    if session.at <= month.ends_at:
        raise Invalid("period", "not_ended", {"period": str(month)})


def _row(session: Session, actor: Actor, month: Period, found: Recount) -> Mapping[str, object]:
    last = session.tx.execute(select(_FROZEN.n, _FROZEN.hash).order_by(_FROZEN.n.desc()).limit(1)).first()
    row = {
        "n": last.n + 1 if last else 1,
        "period": str(month),
        "at": session.at,
        "by": actor.id,
        "standard": session.in_force.version,
        "figures": canonical(as_told(found.figures)),
        "heads": found.heads,
    }
    prev = last.hash if last else GENESIS
    return row | {"prev": prev, "hash": _link(prev, row)}


def _link(prev: str, row: Mapping[str, object]) -> str:
    at = row["at"]
    assert isinstance(at, datetime)
    signed = [prev, row["n"], row["period"], at.isoformat(timespec="seconds"), row["by"], row["standard"]]
    return hashlib.sha256(canonical([*signed, row["figures"], row["heads"]]).encode()).hexdigest()


def broken(session: Session) -> tuple[int, ...]:
    """The numbers of frozen months that do not follow from the one before: changed, missing or added."""
    wrong, prev, expected = [], GENESIS, 1
    for each in session.tx.execute(select(figures.frozen).order_by(_FROZEN.n)):
        row = FrozenRow.of(each)
        columns = {name: getattr(row, name) for name in FrozenRow.model_fields}
        if row.n != expected or row.prev != prev or _link(prev, columns) != row.hash:
            wrong.append(row.n)
        prev, expected = row.hash, row.n + 1
    return tuple(wrong)


# Reading ------------------------------------------------------------------------------------------------------


def find(session: Session, month: Period) -> FrozenMonth | None:
    """The month as it was frozen last."""
    statement = _named().where(_FROZEN.period == str(month)).order_by(_FROZEN.n.desc()).limit(1)
    row = session.tx.execute(statement).first()
    return None if row is None else _month(row)


def months(session: Session, actor: Actor, most: int = 24) -> tuple[Period, ...]:
    """The months that are frozen, newest first. Raises NotPermitted for whoever is not of the bureau."""
    require_bureau(actor, "see_overview")
    statement = select(_FROZEN.period).distinct().order_by(_FROZEN.period.desc()).limit(most)
    return tuple(Period.read(period) for period in session.tx.scalars(statement))


def recount(engine: Engine, actor_id: int, month: Period, along: Along = iter) -> Recounted | None:
    """Count a frozen month again, and say what is different; None for one that is not frozen."""
    with engine.read() as session:
        require_bureau(actor_of(session.tx, actor_id), "see_overview")
        kept = find(session, month)
    if kept is None:
        return None
    again = recounted(engine, month, along)
    return Recounted(
        kept, again.heads == kept.heads, differences(kept.figures, again.figures), again.projects
    )


def differences(kept: Figures, again: Figures) -> tuple[Difference, ...]:
    """The figures that are not the same."""
    return tuple(
        Difference(key, kept.get(key), again.get(key))
        for key in sorted(kept.keys() | again.keys())
        if kept.get(key) != again.get(key)
    )


def _named() -> Select[Any]:
    person = people.person.c
    return select(figures.frozen, person.name).outerjoin(people.person, person.id == _FROZEN.by)


def _month(row: Any) -> FrozenMonth:
    kept = FrozenRow.of({name: getattr(row, name) for name in FrozenRow.model_fields})
    return FrozenMonth(
        kept.n,
        Period.read(kept.period),
        kept.at,
        row.name,
        kept.standard,
        as_kept(json.loads(kept.figures)),
        kept.heads,
        check_code(kept.hash),
    )
