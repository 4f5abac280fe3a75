"""The scoring page asks the database as often, however much is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifecycle.verbs import duties, self_ratings, sheets
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from tests.watching import statements

if TYPE_CHECKING:
    from tests.web.evaluation.conftest import Room


def test_the_scoring_page_takes_a_constant_number_of_statements(room: Room) -> None:
    panel, database = room.panel, room.site.world.engine.database
    panel.rate_self()
    first, *others = panel.draw()
    panel.seat(first)
    who, page = room.expert(first), room.own("/score?at=D1")
    assert who.get(page).status == 200
    bare = statements(database, lambda: who.get(page))
    more = [Evidence(panel._evidence_of()[0], "text", f"示例：更多数据 {n}") for n in range(6)]
    panel.driver.act("PL", duties.attach, DutyKey(panel.number, panel._evidence_of()[1]), more)
    panel.act("PL", self_ratings.submit, panel.given(5), None, "示例：补充材料")
    panel.by(first.person, sheets.save, panel.given(5))
    panel.seat(*others)
    for row in others:
        panel.score(row, 5)
    assert "示例：更多数据 5" in who.get(page).text, "there is more on it now"
    assert statements(database, lambda: who.get(page)) == bare
