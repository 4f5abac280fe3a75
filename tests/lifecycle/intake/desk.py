"""A call with somebody on either side of it: acting as an office, applying as a stranger."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from lifecycle.accounts.tokens import new_token
from lifecycle.commands import run
from lifecycle.intake import applying, calls, holding, reading, screening
from lifecycle.intake.applying import Offer, declarations
from lifecycle.intake.calls import Terms
from lifecycle.policy import actor_of
from tests.lifecycle.scenes import on

if TYPE_CHECKING:
    from lifecycle.records.intake import ApplicationRow, CallRow
    from lifecycle.store import Receipt
    from tests.world import World

TODAY = date(2026, 3, 2)
SOMEWHERE = "203.0.113.7"
OPENER, SCREENER = "open_call", "screen_application"


@dataclass
class Desk:
    """One call on a day. `tokens` are the private links by the id of the application."""

    world: World
    day: date = TODAY
    tokens: dict[int, str] = field(default_factory=dict)

    def office(self, power: str) -> str:
        return self.world.standard.power(power)[0]

    @property
    def kinds(self) -> tuple[str, ...]:
        return calls.kinds_of(self.world.standard)

    def terms(self, **changed: Any) -> Terms:
        plain = Terms("春季征集", self.day, self.day + timedelta(days=20), "请写明成果用途。")
        return replace(plain, **changed)

    def open(self, office: str | None = None, **changed: Any) -> CallRow:
        with on(self.day), self.world.engine.write() as session:
            actor = actor_of(session.tx, self.world.cast[office or self.office(OPENER)])
            return calls.open_call(session, actor, self.terms(**changed))

    def offer(self, **changed: Any) -> Offer:
        plain = Offer(
            title="柔性压力传感手套",
            holder="示例·青蘅实验室",
            kind=self.kinds[0],
            summary="用于康复训练的手套，已有样机。",
            contact="示例联系人",
            phone="0571-00000000",
            declared=[each.code for each in declarations(self.world.standard)],
        )
        return replace(plain, **changed)

    def begin(self, call: CallRow, token: str | None = None, **changed: Any) -> ApplicationRow:
        token = token or new_token()
        with on(self.day), self.world.engine.write() as session:
            row = applying.begin(session, call.code, token, self.offer(**changed))
        self.tokens[row.id or 0] = token
        return row

    def send(self, row: ApplicationRow, answer: str = "") -> ApplicationRow:
        with on(self.day), self.world.engine.write() as session:
            loaded = holding.by_link(session, self.tokens[row.id or 0])
            return applying.send(session, loaded, SOMEWHERE, answer)

    def sent(self, call: CallRow, **changed: Any) -> ApplicationRow:
        return self.send(self.begin(call, **changed))

    def screen(
        self, verb: Any, row: ApplicationRow, *given: Any, office: str | None = None, **named: Any
    ) -> Receipt:
        person = self.world.cast[office or self.office(SCREENER)]
        with on(self.day):
            return run(self.world.engine, person, verb, row.number, *given, **named)

    def accept(self, row: ApplicationRow, **named: Any) -> Receipt:
        return self.screen(screening.accept, row, **named)

    def look(self, row: ApplicationRow) -> reading.ApplicationPage:
        with on(self.day), self.world.engine.read() as session:
            actor = actor_of(session.tx, self.world.cast[self.office(SCREENER)])
            return reading.application_page(session, actor, row.number or "")

    def now(self, row: ApplicationRow) -> ApplicationRow:
        with self.world.engine.read() as session:
            return holding.by_link(session, self.tokens[row.id or 0])
