"""The register line by line, on SQLite and on PostgreSQL: the same colours as everywhere else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from lifecycle import clock
from lifecycle.lights import Light
from lifecycle.policy import actor_of
from lifecycle.queries.project import light_of
from lifecycle.queries.register import Filters, Place, RegisterRow, register
from lifecycle.queries.register_lines import Line, Wanted, register_lines
from lifecycle.records import project as projects
from lifecycle.records.project import ProjectRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import World

DAY = date(2026, 1, 20)


@pytest.fixture(autouse=True)
def _on_a_tuesday() -> Iterator[None]:
    with clock.rehearse(datetime(2026, 1, 20, 2, 0, tzinfo=UTC)):
        yield


def look(world: World, office: str = "SH", **wanted: Any) -> list[Line]:
    with world.engine.read() as session:
        return register_lines(session, actor_of(session.tx, world.cast[office]), Wanted(**wanted))


def paged(world: World) -> list[RegisterRow]:
    """The register as the screen has it, all of its pages."""
    found: list[RegisterRow] = []
    more: Place | None = None
    with world.engine.read() as session:
        actor = actor_of(session.tx, world.cast["SH"])
        while True:
            page = register(session, actor, Filters(state="all"), more)
            found += page.rows
            more = page.more
            if more is None:
                return found


def in_every_colour(world: World) -> None:
    """Projects in each status, none of whose days has come, or one of them, or both, or neither is set."""
    days = (None, DAY - timedelta(1), DAY, DAY + timedelta(1))
    places = product(projects.STATUSES, days, days)
    with world.engine.database.write() as tx:
        first = tx.execute(select(projects.project)).mappings().one()
        stay = tx.execute(select(projects.visit)).mappings().one()
        for n, (status, yellow, red) in enumerate(places):
            own = {"number": f"X-{n:03}", "status": status, "yellow_on": yellow, "red_on": red}
            own["previous"] = "active" if status == "on_hold" else None
            copy = {name: value for name, value in first.items() if name != "id"}
            added = tx.execute(projects.project.insert().values(copy | own)).inserted_primary_key
            assert added is not None
            tx.execute(projects.visit.insert().values({**stay, "project": added[0]}))


def test_a_colour_in_the_database_is_the_colour_that_a_page_shows(world: World) -> None:
    world.register()
    in_every_colour(world)
    with world.engine.read() as session:
        rows = [ProjectRow.of(row) for row in session.tx.execute(select(projects.project))]
    shown = {row.number: light_of(row, DAY) for row in rows}
    lines = look(world, limit=1000)
    assert {line.number: line.light for line in lines} == shown
    assert set(shown.values()) == {Light.RED, Light.YELLOW, Light.GREY, Light.GREEN}
    for light in set(shown.values()):
        assert {line.number for line in look(world, light=light.value, limit=1000)} == {
            number for number, each in shown.items() if each is light
        }


def test_the_list_on_the_screen_has_the_same_colours_but_none_after_the_end(world: World) -> None:
    world.register()
    in_every_colour(world)
    shown = {line.number: line for line in look(world, limit=1000)}
    found = paged(world)
    assert len(found) == len(shown)
    for row in found:
        ended = row.status in projects.ENDS
        assert row.light is (None if ended else shown[row.number].light), row.number


def test_lines_come_by_number_a_page_at_a_time(world: World) -> None:
    numbers = [world.register(title=title).number for title in ("甲", "乙", "丙")]
    assert [line.number for line in look(world)] == sorted(numbers)
    assert [line.number for line in look(world, limit=2)] == sorted(numbers)[:2]
    assert [line.number for line in look(world, after=sorted(numbers)[1])] == sorted(numbers)[2:]
    assert [line.number for line in look(world, title="乙")] == [numbers[1]]
    assert look(world, title="%") == []


def test_only_what_the_policy_lets_a_reader_see_is_a_line(world: World) -> None:
    world.started(title="有企业", parties=("source_platform", "enterprise"))
    world.started(title="无企业", parties=("source_platform",))
    assert [line.title for line in look(world, "EL")] == ["有企业"]
    assert look(world, "IA") == []


def test_stage_and_status_must_be_the_very_ones(world: World) -> None:
    world.register(title="草稿")
    with world.engine.database.write() as tx:
        tx.execute(update(projects.project).values(status="draft"))
    (line,) = look(world)
    assert [each.number for each in look(world, stage=line.stage, status="draft")] == [line.number]
    assert look(world, status="active") == []
    assert look(world, stage="no_such") == []
