"""The monthly sheet of a party as the handbook prints it."""

from dataclasses import replace
from datetime import date

from handbook import Given
from handbook.given import Late, Reply, Sheet
from lifecycle.engine import Session
from lifecycle.policy import Actor
from lifecycle.queries.monthly import Monthly, SheetItem, monthly


def given_sheet(session: Session, actor: Actor, role: str, month: date, given: Given) -> Given:
    """The same with one party's month as its reader sees it today."""
    return replace(given, sheet=_sheet(monthly(session, actor, role, month)))


def _sheet(found: Monthly) -> Sheet:
    return Sheet(
        role=found.role,
        month=found.month,
        as_of=found.as_of,
        open=tuple(map(_late, found.open)),
        done=tuple(map(_late, found.done)),
        told=found.told,
        by_hand=found.by_hand,
        left_out=found.left_out,
    )


def _late(item: SheetItem) -> Late:
    return Late(
        number=item.number,
        title=item.title,
        code=item.code,
        occurrence=item.occurrence,
        owner=item.owner,
        waits=item.waits,
        due=item.due,
        late_wd=item.late_wd,
        statutory=item.statutory,
        rung=item.rung,
        replies=tuple(Reply(*reply) for reply in item.replies),
        done_on=item.done_on,
    )
