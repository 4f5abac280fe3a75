"""A table of experts on both databases: of a wrong row nothing is kept, whatever of it had been written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from lifecycle.errors import Invalid, NotPermitted
from lifecycle.expert_table import Report, TableOfExperts, Way, take_table
from lifecycle.records import experts, people
from tests.lifecycle import scenes
from tests.lifecycle.scenes import on
from tests.world import MONDAY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import World

COLUMNS = {"person": "who", "fields": "what", "employer": "where", "since": "from"}
GOOD, BAD = "good,technical,institute,2020-01-01", "bad,technical,institute,2020-13-01"


def take(world: World, folder: Path, *rows: str, office: str = "SH", **way: bool) -> Report:
    file = folder / "table.csv"
    file.write_text("\n".join(("who,what,where,from", *rows)), "utf-8")
    table = TableOfExperts(COLUMNS, {"technical": "technical"}, ("technical",), ("%Y-%m-%d",))
    with on(MONDAY):
        return take_table(world.engine, world.cast[office], file, table, Way(**way))


def kept(world: World) -> tuple[int, int, int]:
    """Experts, relations and lines of the access log about them."""
    with world.engine.read() as session:
        log = people.access_log.c
        told = select(func.count()).where(log.act.in_(("enter_expert", "record_relation")))
        counted = [select(func.count()).select_from(each) for each in (experts.expert, experts.relation)]
        n = [session.tx.scalar(each) or 0 for each in (*counted, told)]
    return n[0], n[1], n[2]


@pytest.fixture
def named(world: World) -> World:
    with world.engine.write() as session:
        for name in ("good", "bad"):
            scenes.person(session.tx, name)
        scenes.organisation(session.tx, "institute", "employer")
    return world


def test_a_wrong_row_leaves_nothing_and_the_others_go_in_only_where_that_is_said(
    named: World, tmp_path: Path
) -> None:
    for way in ({}, {"dry_run": True}, {"dry_run": True, "leave_out": True}):
        report = take(named, tmp_path, BAD, GOOD, **way)
        assert [row.outcome for row in report.rows] == ["wrong", "new"]
        assert not report.is_taken
        assert kept(named) == (0, 0, 0)
    assert [(each.line, each.column, each.problem) for each in report.problems] == [(2, "from", "not_a_date")]
    assert take(named, tmp_path, BAD, GOOD, leave_out=True).is_taken
    assert kept(named) == (1, 1, 2)
    assert [row.outcome for row in take(named, tmp_path, GOOD).rows] == ["known"]
    assert kept(named) == (1, 1, 2)


def test_nobody_but_the_keeper_takes_a_table_and_it_needs_its_columns(named: World, tmp_path: Path) -> None:
    with pytest.raises(NotPermitted):
        take(named, tmp_path, GOOD, office="DD")
    with pytest.raises(Invalid) as lacking, on(MONDAY):
        take_table(named.engine, named.cast["SH"], tmp_path / "no.csv", TableOfExperts({}, {}, (), ()), Way())
    assert lacking.value.field == "person"
