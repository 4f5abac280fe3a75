"""The calls of the demonstration and what has come in: read from `calls.yaml`, and done by those who may."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from lifecycle import clock
from lifecycle.accounts.tokens import new_token
from lifecycle.engine import Engine, Session
from lifecycle.intake import applying, calls, screening
from lifecycle.intake.applying import Offer, declarations
from lifecycle.intake.calls import Terms
from lifecycle.policy import Actor, actor_of
from lifecycle.policy.intake import OPEN_CALL, SCREEN
from lifecycle.records.intake import ApplicationRow
from stages.blocks.base import Code, Days, Defined
from stages.complaints import problems_of
from stages.loader import DefinitionError
from stages.yamltree import parse
from web.demonstration.cast import INVENTED, Cast
from web.demonstration.driver import OFFICE_HOUR

Made = TypeVar("Made")

CALLS = Path(__file__).with_name("calls.yaml")
NOWHERE = "192.0.2.1"
"""An address that is kept for examples."""
PHONE = "0571-00000000"


class ApplicationPart(Defined):
    """Sent so many working days ago; the next day the screening asked or refused, or has not looked yet."""

    title: str
    holder: str
    kind: Code
    contact: str
    summary: str
    sent: Days
    asked: str | None = None
    refused: str | None = None


class CallPart(Defined):
    """Opened so many working days ago; its last day is so many from today."""

    title: str
    guidance: str
    opened: Days
    closes: Days
    applications: tuple[ApplicationPart, ...]


class CallFile(Defined):
    """The whole file."""

    calls: tuple[CallPart, ...]


def read_calls(file: Path = CALLS) -> tuple[CallPart, ...]:
    """Raises DefinitionError for a file that holds no calls."""
    parsed = parse(file.read_text("utf-8"), file.name)
    try:
        return CallFile.model_validate({"calls": parsed.tree}).calls
    except ValidationError as error:
        raise DefinitionError((*parsed.problems, *problems_of(error, CallFile, parsed, file.name))) from error


@dataclass(frozen=True)
class Desk:
    """Who calls and screens: an act of theirs is done on a day of its own."""

    engine: Engine
    cast: Cast
    today: date

    def day(self, after: int) -> date:
        """So many working days from today; a negative number goes back."""
        with self.engine.read() as session:
            return session.calendar.add_working_days(self.today, after)

    def act(self, after: int, verb: Callable[..., Made], *given: object, power: str | None = None) -> Made:
        """Do something; with a `power`, as somebody who has it."""
        at = datetime.combine(self.day(after), OFFICE_HOUR, UTC)
        with clock.rehearse(at), self.engine.write() as session:
            return verb(session, *(() if power is None else (self._whoever(session, power),)), *given)

    def _whoever(self, session: Session, power: str) -> Actor:
        office = session.in_force.power(power)[0]
        return actor_of(session.tx, self.cast.offices[office][0])


def call_all(desk: Desk, parts: tuple[CallPart, ...]) -> None:
    """Open each call, and let in what was sent, from the earliest."""
    for part in parts:
        terms = Terms(f"{part.title}{INVENTED}", desk.day(-part.opened), desk.day(part.closes), part.guidance)
        code = desk.act(-part.opened, calls.open_call, terms, power=OPEN_CALL).code
        for each in sorted(part.applications, key=lambda one: -one.sent):
            _take(desk, code, each)


def _take(desk: Desk, code: str, part: ApplicationPart) -> None:
    offer = Offer(
        title=f"{part.title}{INVENTED}",
        holder=f"{part.holder}{INVENTED}",
        kind=part.kind,
        summary=f"{part.summary}{INVENTED}",
        contact=f"{part.contact}{INVENTED}",
        phone=PHONE,
    )
    sent = desk.act(-part.sent, _sent, code, offer)
    if part.asked is not None:
        desk.act(1 - part.sent, screening.ask, sent.number, part.asked, power=SCREEN)
    if part.refused is not None:
        desk.act(1 - part.sent, screening.refuse, sent.number, part.refused, power=SCREEN)


def _sent(session: Session, code: str, offer: Offer) -> ApplicationRow:
    declared = [each.code for each in declarations(session.in_force)]
    row = applying.begin(session, code, new_token(), replace(offer, declared=declared))
    return applying.send(session, row, NOWHERE)
