"""What those who open calls and screen see: calls with their numbers, the queue, one application with all about it.

The queue is paged along an index, the longest waiting first; the number of statements does not depend on its length.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select, tuple_

from lifecycle.clock import ZONE
from lifecycle.engine import Session
from lifecycle.intake.alike import Alike, alike, is_same
from lifecycle.intake.applying import declarations
from lifecycle.intake.calls import call_by_code
from lifecycle.intake.enclosing import enclosures
from lifecycle.intake.holding import by_number
from lifecycle.intake.screening import known_holders
from lifecycle.policy import Actor
from lifecycle.policy.intake import OPEN_CALL, SCREEN, has_power, require_intake, sees_intake
from lifecycle.records import people
from lifecycle.records import project as projects
from lifecycle.records.intake import (
    STATES,
    WAITING,
    ApplicationRow,
    CallRow,
    EnclosureRow,
    InvitationRow,
    StepRow,
    application,
    call,
    invitation,
    step,
)
from stages.model import Text

PAGE = 50
SHOWN = tuple(state for state in STATES if state != "draft")
"""What the queue is filtered by; drafts are their sender's alone."""


class CallLine(NamedTuple):
    """A call with how many applications stand how; drafts are counted, and never shown."""

    call: CallRow
    counts: Mapping[str, int]


class Guest(NamedTuple):
    """An invitation: to whom, whether its link still works, how many applications came by it."""

    row: InvitationRow
    name: str
    sent: int


@dataclass(frozen=True)
class Desk:
    """`may_open`: whether the reader opens calls. `waiting`: applications that somebody has to say something to."""

    lines: tuple[CallLine, ...]
    waiting: int
    may_open: bool


class MyQueue(NamedTuple):
    """How many applications wait to be screened, and for how many working days the one that was sent first has."""

    n: int
    longest_wd: int


@dataclass(frozen=True)
class CallPage:
    """A call with its numbers, and who is invited. `may_open`: whether the reader changes it and invites."""

    line: CallLine
    guests: tuple[Guest, ...]
    may_open: bool


@dataclass(frozen=True)
class Queue:
    """The applications of one call, or of all, in one state. `more` is where the list goes on."""

    call: CallRow | None
    rows: tuple[ApplicationRow, ...]
    counts: Mapping[str, int]
    more: tuple[datetime, int] | None


@dataclass(frozen=True)
class StepLine:
    """One step, with the name of who did it, None for the sender; `giver`: for whom they acted."""

    row: StepRow
    name: str | None
    giver: str | None = None


@dataclass(frozen=True)
class ApplicationPage:
    """One application. `holders` are organisations it may be of, `holder` the one that is called so. `became` is the
    number of its project, `repeats` that of the application it repeats, `was` what fields said that were changed since
    it was first sent.
    """

    row: ApplicationRow
    call: CallRow
    files: tuple[EnclosureRow, ...]
    steps: tuple[StepLine, ...]
    declared: tuple[Text, ...]
    alike: tuple[Alike, ...]
    holders: tuple[tuple[str, str], ...]
    holder: str | None
    became: str | None
    repeats: str | None
    was: Mapping[str, str]
    may_screen: bool


def desk(session: Session, actor: Actor) -> Desk:
    """Every call, those that close last first. Raises NotPermitted."""
    standard = session.in_force
    require_intake(actor, standard)
    rows = session.tx.execute(select(call).order_by(call.c.closes_on.desc(), call.c.code.desc()).limit(200))
    calls = [CallRow.of(row) for row in rows]
    counted: dict[str, dict[str, int]] = {}
    grouped = select(application.c.call, application.c.state, func.count().label("n"))
    for row in session.tx.execute(grouped.group_by(application.c.call, application.c.state)):
        counted.setdefault(row.call, {})[row.state] = row.n
    lines = tuple(CallLine(each, counted.get(each.code, {})) for each in calls)
    return Desk(lines, waiting(session), has_power(actor, standard, OPEN_CALL))


def call_page(session: Session, actor: Actor, code: str) -> CallPage:
    """Raises NotFound, NotPermitted."""
    require_intake(actor, session.in_force)
    line = CallLine(call_by_code(session, code), _counts(session, code, ""))
    return CallPage(line, guests(session, actor, code), has_power(actor, session.in_force, OPEN_CALL))


def waiting(session: Session) -> int:
    """How many applications wait for the bureau."""
    return session.tx.scalar(select(func.count()).where(application.c.state == "sent")) or 0


def my_queue(session: Session, actor: Actor) -> MyQueue | None:
    """What waits for somebody who screens; None for everybody else, and where nothing waits."""
    if not has_power(actor, session.in_force, SCREEN):
        return None
    known = application.c
    wanted = select(func.count().label("n"), func.min(known.sent_at).label("first")).where(
        known.state == "sent"
    )
    row = session.tx.execute(wanted).one()
    if not row.n:
        return None
    sent_on = row.first.astimezone(ZONE).date()
    return MyQueue(row.n, max(0, session.calendar.working_days_between(sent_on, session.day)))


def queue(
    session: Session,
    actor: Actor,
    code: str | None = None,
    state: str = "sent",
    words: str = "",
    after: tuple[datetime, int] | None = None,
) -> Queue:
    """A page of applications, the longest waiting first. Raises NotFound for the call, NotPermitted."""
    require_intake(actor, session.in_force)
    found = call_by_code(session, code) if code is not None else None
    known = application.c
    listed = _within(select(application), code, words).where(
        known.state == (state if state in SHOWN else SHOWN[0])
    )
    if after is not None:
        listed = listed.where(tuple_(known.sent_at, known.id) > after)
    rows = session.tx.execute(listed.order_by(known.sent_at, known.id).limit(PAGE + 1)).all()
    shown = tuple(ApplicationRow.of(row) for row in rows[:PAGE])
    last = shown[-1] if len(rows) > PAGE else None
    more = (last.sent_at, last.id) if last and last.sent_at and last.id else None
    return Queue(found, shown, _counts(session, code, words), more)


def _counts(session: Session, code: str | None, words: str) -> dict[str, int]:
    grouped = _within(select(application.c.state, func.count().label("n")), code, words)
    rows = session.tx.execute(grouped.group_by(application.c.state))
    return {row.state: row.n for row in rows}


def _within(statement: Select[Any], code: str | None, words: str) -> Select[Any]:
    known = application.c
    if code is not None:
        statement = statement.where(known.call == code)
    for word in words.split()[:4]:
        held = "%" + word.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = (known.title, known.holder, known.number)
        statement = statement.where(or_(*(func.lower(each).like(held, escape="\\") for each in columns)))
    return statement


def application_page(session: Session, actor: Actor, number: str) -> ApplicationPage:
    """Raises NotFound, NotPermitted."""
    standard = session.in_force
    require_intake(actor, standard)
    row = by_number(session, number)
    is_open, steps = row.state in WAITING, steps_of(session, row)
    holders = known_holders(session, row) if is_open else ()
    return ApplicationPage(
        row=row,
        call=call_by_code(session, row.call),
        files=enclosures(session, row),
        steps=steps,
        declared=tuple(each.text for each in declarations(standard) if f",{each.code}," in row.declared),
        alike=alike(session, actor, row) if is_open else (),
        holders=holders,
        holder=next((code for code, name in holders if is_same(name, row.holder)), None),
        became=_number_of(session, row.project),
        repeats=_receipt_of(session, row.twin),
        was=_changed_since(steps, row),
        may_screen=is_open and has_power(actor, standard, SCREEN),
    )


def _changed_since(steps: tuple[StepLine, ...], row: ApplicationRow) -> dict[str, str]:
    first: dict[str, object] = next(
        (json.loads(line.row.body) for line in steps if line.row.act == "sent"), {}
    )
    said = {name: str(first.get(name, "")) for name in ("title", "holder", "summary")}
    return {name: text for name, text in said.items() if first and text != getattr(row, name)}


def steps_of(session: Session, row: ApplicationRow) -> tuple[StepLine, ...]:
    """What was done with it, in order."""
    giver = people.person.alias()
    rows = session.tx.execute(
        select(step, people.person.c.name, giver.c.name.label("giver"))
        .join(people.person, people.person.c.id == step.c.person, isouter=True)
        .join(giver, giver.c.id == step.c.behalf, isouter=True)
        .where(step.c.application == row.id)
        .order_by(step.c.n)
    )
    return tuple(_step_line(row._asdict()) for row in rows)


def _step_line(values: dict[str, Any]) -> StepLine:
    name, giver = values.pop("name"), values.pop("giver")
    return StepLine(StepRow.of(values), name, giver)


def _named(row: Any) -> tuple[dict[str, Any], str | None]:
    """The columns of a joined row, and the name that was joined to them."""
    values = row._asdict()
    return values, values.pop("name")


def _number_of(session: Session, project: int | None) -> str | None:
    known = projects.project.c
    return session.tx.scalar(select(known.number).where(known.id == project)) if project else None


def _receipt_of(session: Session, twin: int | None) -> str | None:
    return session.tx.scalar(select(application.c.number).where(application.c.id == twin)) if twin else None


def receipt_of_project(session: Session, actor: Actor, project: int) -> str | None:
    """The application that a project came from, for those who may see it."""
    from_here = select(application.c.number).where(
        application.c.project == project, application.c.state == "accepted"
    )
    return session.tx.scalar(from_here) if sees_intake(actor, session.in_force) else None


def guests(session: Session, actor: Actor, code: str) -> tuple[Guest, ...]:
    """Who is invited to a call. Raises NotPermitted."""
    require_intake(actor, session.in_force)
    sent = (
        select(func.count())
        .where(
            application.c.call == invitation.c.call,
            application.c.organisation == invitation.c.organisation,
            application.c.state != "draft",
        )
        .scalar_subquery()
    )
    rows = session.tx.execute(
        select(invitation, people.organisation.c.name, sent.label("sent"))
        .join(people.organisation, people.organisation.c.id == invitation.c.organisation)
        .where(invitation.c.call == code)
        .order_by(invitation.c.n.desc())
    )
    found = []
    for row in rows:
        values, name = _named(row)
        sent_by = values.pop("sent")
        found.append(Guest(InvitationRow.of(values), name or "", sent_by))
    return tuple(found)
