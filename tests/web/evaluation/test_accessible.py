"""Every page of an evaluation: no violation in axe, nothing wider than a phone, no word from the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from lifecycle.records import people as tables
from lifecycle.verbs import invitations, self_ratings
from tests.journeys.browsing import People, running
from tests.lifecycle.evaluation.scenes import employ
from tests.web.project.test_accessible import faults, look

if TYPE_CHECKING:
    import playwright.sync_api

    from lifecycle.records.evaluations import AssignmentRow
    from tests.web.evaluation.conftest import Room


def login(room: Room, row: AssignmentRow) -> str:
    person = tables.person.c
    with room.site.world.engine.database.read() as tx:
        return str(tx.scalar(select(person.login).where(person.id == row.person)))


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_and_fit(room: Room, browser: playwright.sync_api.Browser, width: int) -> None:
    panel, page = room.panel, room.path("/evaluation")
    with running(room.site.app) as address:
        people = People(browser, address, width)
        people.on(panel.driver.day)
        found = look(people, "po", [page])
        panel.evidence()
        panel.act("PL", self_ratings.start)
        form = room.path("/self-rating")
        found += look(people, "pl", [form, f"{form}?at=D1", f"{form}?at=check", page])
        panel.act("PL", self_ratings.submit, panel.given(4))
        found += look(people, "po", [page])
        first, second, *_ = panel.draw()
        expert = login(room, first)
        found += look(people, expert, ["/my-work", "/evaluations", room.own()])
        panel.by(first.person, invitations.acknowledge)
        found += look(people, expert, [room.own()])
        panel.by(first.person, invitations.answer, accept=True)
        found += look(people, expert, [room.own()])
        panel.by(first.person, invitations.declare)
        found += look(people, expert, [room.own("/score"), room.own("/score?at=check"), room.own("/offline")])
        panel.by(second.person, invitations.answer, accept=False)
        found += look(people, "po", [page, room.path("/evaluation/draws")])
        panel.draw()
        panel.seat(*(row for row in panel.live if row.n != first.n))
        for place, row in enumerate(panel.live):
            panel.score(row, dict.fromkeys(panel.now.dimensions, 2 + place % 2))
        found += look(people, expert, [room.own()])
        found += look(people, "po", [page])
        room.office("PO").send(page, "conclude")
        found += look(people, "pl", [page, room.path("/evaluation/1/report"), room.path()])
        people.close()
    assert not found, "\n".join(found)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pool_is_accessible_and_fits(
    room: Room, browser: playwright.sync_api.Browser, width: int
) -> None:
    """The list, the way in, an expert with everything that can be said of one, and forms that were refused."""
    panel = room.panel.begun()
    first = panel.live[0]
    employ(panel, first.person, "institute-1", until=panel.driver.day)
    expert = login(room, first)
    with running(room.site.app) as address:
        people = People(browser, address, width)
        people.on(panel.driver.day)
        lists = ["/experts", "/experts?q=nobody", "/experts?field=finance&show=left"]
        ways_in = ["/experts/-/new", "/experts/-/new?q=expert", "/experts/-/new?login=pl"]
        found = look(people, "sh", [*lists, *ways_in, f"/experts/{expert}"])
        page = people.window("sh", f"/experts/{expert}")
        assert panel.number in page.inner_text("#services")
        page.get_by_text("登记关系").first.click()
        page.get_by_label("对方单位").fill("查无此所")
        page.locator("#relations").get_by_role("button", name="登记关系").click()
        assert page.get_by_label("对方单位").input_value() == "查无此所"
        found += faults(page)
        people.close()
    assert not found, "\n".join(found)
