"""One item under supervision: its whole ladder with whom each rung told, reminders by hand, and who made it late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.policy import Actor, visible
from lifecycle.queries.delay import Delay, delays
from lifecycle.queries.reading import Holding, read_project
from lifecycle.queries.reminding import Told, ladder_of
from lifecycle.queries.supervision import Item, described, items_of
from lifecycle.records import people, post, work
from lifecycle.records import project as projects
from lifecycle.reminding.ladder import is_climbing, steps
from stages.model import Rung


class Climbed(NamedTuple):
    """A rung with its day. `told`: whom it told in this term; `state`: gone, skipped (dated before the item opened, or
    swallowed by an outage), next, or later.
    """

    rung: Rung
    on: date
    told: tuple[Told, ...]
    state: str


class ByHand(NamedTuple):
    """A reminder that somebody sent: to whom, and by whom."""

    at: datetime
    by: str
    to: str


@dataclass(frozen=True)
class ItemPage:
    """`holdings` have the ball; `delay` is split by party, None without a day."""

    item: Item
    revision: int
    is_open: bool
    holdings: tuple[Holding, ...]
    ladder: tuple[Climbed, ...]
    by_hand: tuple[ByHand, ...]
    delay: Delay | None


_MILESTONE, _PROJECT = work.milestone.c, projects.project.c


def item_page(session: Session, actor: Actor, number: str, code: str, occurrence: int) -> ItemPage:
    """The newest visit's row. Raises NotFound for one that this reader may not see or that never had a day."""
    row = _row(session, actor, number, code, occurrence)
    (item,) = items_of(session, actor, [row])
    reading = read_project(session, actor, number)
    told = ladder_of(session, row.project, row.visit, code, occurrence)
    key = (item.code, item.occurrence)
    delay = next(
        (each for each in delays(session, actor, number) if (each.code, each.occurrence) == key), None
    )
    return ItemPage(
        item,
        reading.case.project.revision,
        is_climbing(row),
        tuple(reading.holding(office) for office in item.offices),
        tuple(_ladder(session, row, item, told)),
        _by_hand(session, row),
        delay,
    )


def _row(session: Session, actor: Actor, number: str, code: str, occurrence: int) -> Any:
    statement = (
        described()
        .select_from(work.milestone)
        .join(projects.project, _PROJECT.id == _MILESTONE.project)
        .where(visible(actor), _PROJECT.number == number, _MILESTONE.code == code)
        .where(_MILESTONE.occurrence == occurrence, _MILESTONE.due.is_not(None))
        .order_by(_MILESTONE.visit.desc())
    )
    row = session.tx.execute(statement.limit(1)).first()
    if row is None:
        raise NotFound("milestone", code)
    return row


def _ladder(session: Session, row: Any, item: Item, told: Sequence[Told]) -> list[Climbed]:
    ladder = steps(item.standard, row.kind, row.due, session.calendar)
    return [
        Climbed(step.rung, step.on, mine, _state(row, item, step.on, step.rung.code, is_told=bool(mine)))
        for step in ladder
        for mine in (
            tuple(each for each in told if each.rung == step.rung.code and each.term == row.extensions),
        )
    ]


def _state(row: Any, item: Item, on: date, code: str, *, is_told: bool) -> str:
    if is_told:
        return "gone"
    if not is_climbing(row):
        return "off"
    if item.next_on is not None and on >= item.next_on and on >= row.opened_on:
        return "next" if code == item.next_rung else "later"
    return "skipped"


def _by_hand(session: Session, row: Any) -> tuple[ByHand, ...]:
    urge, by, to = post.urge.c, people.person.alias("urger"), people.person.alias("urged")
    statement = (
        select(urge.at, by.c.name, to.c.name)
        .join_from(post.urge, by, by.c.id == urge.by)
        .join(to, to.c.id == urge.person)
        .where(urge.project == row.project, urge.visit == row.visit, urge.code == row.code)
        .where(urge.occurrence == row.occurrence)
        .order_by(urge.at.desc(), to.c.name)
    )
    return tuple(ByHand(*found) for found in session.tx.execute(statement))
