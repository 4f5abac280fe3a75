"""A month is frozen from the histories when it has ended, once, and whoever doubts it has it counted again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import DBAPIError

from lifecycle import clock, turn
from lifecycle.errors import Invalid, NotPermitted
from lifecycle.overview import entering, freezing
from lifecycle.overview.entering import Given
from lifecycle.overview.terms import Period
from lifecycle.policy import actor_of
from lifecycle.records import figures, journal
from lifecycle.verbs import facts
from lifecycle.verify import verify
from tests.lifecycle.scenes import on

if TYPE_CHECKING:
    from tests.world import World

JANUARY = Period(2026, 1)
FIRST_OF_FEBRUARY = datetime(2026, 1, 31, 16, 1, tzinfo=UTC)
"""One minute past midnight in Shanghai."""


def given(**changed: object) -> Given:
    plain = {
        "target": "talent",
        "year": 2026,
        "kind": "done",
        "value": 31.0,
        "on_day": date(2026, 1, 15),
        "source": "示例：人才办统计月报",
    }
    return Given(**(plain | changed))  # type: ignore[arg-type]


def enter(world: World, office: str = "SH", **changed: object) -> None:
    with on(date(2026, 1, 20)), world.engine.write() as session:
        entering.enter(session, actor_of(session.tx, world.cast[office]), given(**changed))


# Entering -----------------------------------------------------------------------------------------------------


def test_the_named_office_enters_a_figure_with_its_source_and_the_later_one_counts(world: World) -> None:
    enter(world)
    enter(world, value=33.0, on_day=date(2026, 1, 18))
    with world.engine.read() as session:
        found = entering.newest(session, 2026)
        assert [each.row.value for each in entering.earlier(session, "talent", 2026)] == [33.0, 31.0]
    assert found["talent", "done"].row.value == 33.0
    assert found["talent", "done"].by == "示例sh"


def test_the_same_figure_sent_twice_is_entered_once(world: World) -> None:
    enter(world)
    enter(world)
    with world.engine.read() as session:
        assert len(entering.earlier(session, "talent", 2026)) == 1


@pytest.mark.parametrize("office", ["PO", "DD", "PL", "EL"])
def test_no_other_office_enters_figures(world: World, office: str) -> None:
    with pytest.raises(NotPermitted) as refused:
        enter(world, office)
    assert refused.value.offices == ("SH",)


@pytest.mark.parametrize(
    ("changed", "field", "problem"),
    [
        ({"target": "landed_projects"}, "target", "counted_by_register"),
        ({"target": "happiness"}, "target", "not_in_list"),
        ({"value": -1.0}, "value", "negative"),
        ({"value": float("nan")}, "value", "out_of_range"),
        ({"on_day": date(2026, 1, 21)}, "on_day", "in_the_future"),
        ({"on_day": date(2025, 12, 31)}, "on_day", "before_the_year"),
        ({"source": " "}, "source", "missing"),
        ({"year": 1999}, "year", "out_of_range"),
        ({"kind": "hoped"}, "kind", "not_in_list"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(
    world: World, changed: dict[str, object], field: str, problem: str
) -> None:
    with pytest.raises(Invalid) as refused:
        enter(world, **changed)
    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_a_target_that_the_register_counts_may_be_set_but_not_its_done_part(world: World) -> None:
    enter(world, target="landed_projects", kind="wanted", value=120.0)
    with world.engine.read() as session:
        assert dict(entering.as_figures(session, 2026))["wanted", "landed_projects"] == 120.0


def test_the_standards_targets_stand_until_others_are_entered(world: World) -> None:
    with world.engine.read() as session:
        assert dict(entering.as_figures(session, 2026))["wanted", "landed_projects"] == 100
        assert dict(entering.as_figures(session, 2024)) == {}


# Freezing -----------------------------------------------------------------------------------------------------


def freeze(world: World, office: str = "SH") -> freezing.FrozenMonth:
    with clock.rehearse(FIRST_OF_FEBRUARY):
        return freezing.freeze(world.engine, world.cast[office], JANUARY)


def test_a_month_is_frozen_when_it_has_ended_and_comes_out_the_same_again(world: World) -> None:
    world.started()
    enter(world)
    kept = freeze(world)
    assert kept.figures["month", "registered"] == 1
    assert kept.figures["entered", "talent"] == 31
    again = freezing.recount(world.engine, world.cast["DIR"], JANUARY)
    assert again is not None
    assert again.same_histories
    assert again.differences == ()


def test_a_month_that_runs_is_not_frozen(world: World) -> None:
    world.started()
    with on(date(2026, 1, 31)), pytest.raises(Invalid) as refused:
        freezing.freeze(world.engine, world.cast["SH"], JANUARY)
    assert (refused.value.field, refused.value.problem) == ("period", "not_ended")


@pytest.mark.parametrize("office", ["PO", "DIR", "PL"])
def test_no_other_office_freezes(world: World, office: str) -> None:
    with pytest.raises(NotPermitted):
        freeze(world, office)


def test_frozen_twice_it_stays_one(world: World) -> None:
    world.started()
    assert freeze(world) == freeze(world)


def test_what_happens_later_changes_no_frozen_month(world: World) -> None:
    driver = world.started()
    freeze(world)
    driver.day = date(2026, 2, 5)
    driver.act("PO", facts.record, driver.number, "ownership_verified", value=True)
    world.started(title="Later", day=date(2026, 2, 6))
    again = freezing.recount(world.engine, world.cast["SH"], JANUARY)
    assert again is not None
    assert again.same_histories
    assert again.differences == ()


def test_the_clock_freezes_the_month_that_ended_once(world: World) -> None:
    world.started()
    with clock.rehearse(FIRST_OF_FEBRUARY):
        first, second = turn.turn(world.engine), turn.turn(world.engine)
    assert (first.frozen, second.frozen) == (1, 0)
    assert first.troubles == {}
    with world.engine.read() as session:
        kept = freezing.find(session, JANUARY)
    assert kept is not None
    assert kept.by is None


def test_the_clock_freezes_nothing_of_a_time_before_the_first_project(world: World) -> None:
    with clock.rehearse(FIRST_OF_FEBRUARY):
        assert turn.turn(world.engine).frozen == 0
    world.started(day=date(2026, 2, 3))
    with on(date(2026, 2, 4)):
        assert turn.turn(world.engine).frozen == 0


def test_a_history_changed_afterwards_shows_with_the_figures_it_changes(world: World) -> None:
    world.started()
    freeze(world)
    forged = journal.history.c
    with world.engine.database.write() as tx:
        _lift(tx)
        tx.execute(
            update(journal.history)
            .where(forged.seq == 1)
            .values(hash="0" * 64, body=_instead(tx, "2026-01-05", "2025-12-05"))
        )
    again = freezing.recount(world.engine, world.cast["SH"], JANUARY)
    assert again is not None
    assert ("month", "registered") in {each.key for each in again.differences}


def _instead(tx: object, old: str, new: str) -> str:
    body = tx.scalar(journal.history.select().with_only_columns(journal.history.c.body).limit(1))  # type: ignore[attr-defined]
    assert old in body
    return str(body.replace(old, new))


def _lift(tx: object) -> None:
    """Take the triggers away, as only somebody can who owns the database."""
    if tx.dialect.name == "sqlite":  # type: ignore[attr-defined]
        tx.execute(text("DROP TRIGGER history_no_update"))  # type: ignore[attr-defined]
    else:
        tx.execute(text("DROP TRIGGER history_no_change ON history"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("table", [figures.figure, figures.frozen], ids=["figure", "frozen"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET n = n + 100", "DELETE FROM {}"])
def test_the_database_itself_keeps_what_was_entered_and_frozen(
    world: World, table: object, statement: str
) -> None:
    world.started()
    enter(world)
    freeze(world)
    with pytest.raises(DBAPIError, match="append-only"), world.engine.database.write() as tx:
        tx.execute(text(statement.format(table.name)))  # type: ignore[attr-defined]


def test_verify_finds_a_frozen_month_that_was_slipped_in(world: World) -> None:
    world.started()
    freeze(world)
    assert list(verify(world.engine)) == []
    with world.engine.database.write() as tx:
        row = tx.execute(figures.frozen.select()).one()._asdict()
        tx.execute(insert(figures.frozen).values(row | {"n": 2, "period": "2026-02"}))
    assert [(each.problem, each.where) for each in verify(world.engine)] == [("link_broken", "frozen 2")]
