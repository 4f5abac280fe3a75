"""`verify` finds nothing wrong with what the product wrote, and every kind of tampering with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DataError

from lifecycle.case import KEPT
from lifecycle.records import evaluations as evaluated
from lifecycle.records import journal, post, work
from lifecycle.records import project as projects
from lifecycle.verbs import evaluations
from lifecycle.verify import Finding, verify
from tests.lifecycle.evaluation.scenes import panel_of
from tests.lifecycle.scenes import on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from tests.world import World
    from web.demonstration.driver import Driver

TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
OF_POSTGRESQL = (
    "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid WHERE NOT tgisinternal"
)


@pytest.fixture
def driver(world: World) -> Driver:
    """A project with rows of nearly every kind: past its first gate, by way of a proposal and opinions, and
    evaluated by a panel of which one expert had to go.
    """
    driver = world.started()
    driver.pass_gate()
    panel = panel_of(world, driver).concluded()
    panel.act("DD", evaluations.exclude, 1, "RC6", "示例：事后得知")
    return driver


@pytest.fixture
def tampering(world: World, driver: Driver) -> Iterator[Connection]:
    """Somebody with the database in their hands, for whom nothing is append-only."""
    connection = world.engine.database.writer.connect()
    with connection.begin():
        if world.engine.database.is_sqlite:
            for name in connection.scalars(text(TRIGGERS)).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            for name, table in connection.execute(text(OF_POSTGRESQL)).all():
                connection.execute(text(f"DROP TRIGGER {name} ON {table}"))
    yield connection
    connection.close()


def findings(world: World) -> list[Finding]:
    return list(verify(world.engine))


def problems(world: World) -> set[tuple[str, str]]:
    return {(found.problem, found.where) for found in findings(world)}


def test_nothing_is_wrong_on_the_whole_way_to_the_end(any_world: World) -> None:
    driver = any_world.started()
    for _ in any_world.standard.stages:
        driver.pass_gate(pace=1)
        assert findings(any_world) == []


def test_nothing_is_wrong_with_a_draft_a_refusal_or_an_empty_register(world: World) -> None:
    assert findings(world) == []
    world.register()
    assert findings(world) == []


def test_every_project_is_looked_at(world: World) -> None:
    world.register(title="甲")
    world.started(title="乙")
    seen: list[int] = []

    def along(ids: list[int]) -> list[int]:
        seen.extend(ids)
        return ids

    assert list(verify(world.engine, along)) == []
    assert len(seen) == 2


@pytest.mark.parametrize("table", sorted(set(KEPT) - {"hold", "debt"}))
def test_a_row_that_was_taken_away_is_named(
    world: World, driver: Driver, tampering: Connection, table: str
) -> None:
    kept = KEPT[table]
    with tampering.begin():
        row = tampering.execute(select(kept.table)).first()
        assert row is not None, f"the world has no {table}"
        key = tuple(getattr(row, name) for name in kept.key)
        same = [kept.table.c[name] == value for name, value in zip(kept.key, key, strict=True)]
        tampering.execute(delete(kept.table).where(*same))
    assert ("row_missing", f"{table} {'/'.join(map(str, key))}") in problems(world)


def test_a_row_that_no_event_wrote_is_named(world: World, driver: Driver, tampering: Connection) -> None:
    with tampering.begin():
        seat = dict(tampering.execute(select(projects.seat)).first()._mapping)  # type: ignore[union-attr]
        seat |= {"n": 99, "until": seat["since"]}
        tampering.execute(projects.seat.insert().values(**seat))
    assert problems(world) == {("row_unexplained", "seat 99")}


def test_a_changed_column_is_named_with_both_values(
    world: World, driver: Driver, tampering: Connection
) -> None:
    duty = work.duty.c
    with tampering.begin():
        row = tampering.execute(select(work.duty).where(duty.state == "confirmed")).first()
        assert row is not None
        same = (duty.visit == row.visit) & (duty.code == row.code) & (duty.occurrence == row.occurrence)
        tampering.execute(update(work.duty).where(same).values(returned=7))
    (found,) = findings(world)
    assert (found.problem, found.where) == ("column_differs", f"duty {row.visit}/{row.code}/{row.occurrence}")
    assert (found.column, found.expected, found.found) == ("returned", "0", "7")


@pytest.mark.parametrize("column", ["title", "status", "stage", "registered_on", "visit"])
def test_a_changed_fact_of_the_project_is_named(
    world: World, driver: Driver, tampering: Connection, column: str
) -> None:
    values = {
        "title": "别的",
        "status": "rework",
        "stage": "elsewhere",
        "registered_on": driver.day,
        "visit": 1,
    }
    changed = values[column]
    with tampering.begin():
        tampering.execute(update(projects.project).values({column: changed}))
        if column == "registered_on":
            tampering.execute(text("UPDATE project SET registered_on = '2001-01-01'"))
    assert {found.column for found in findings(world) if found.problem == "column_differs"} == {column}


@pytest.mark.parametrize("column", ["open_required", "next_due", "yellow_on", "red_on"])
def test_a_changed_derived_column_is_named(
    world: World, driver: Driver, tampering: Connection, column: str
) -> None:
    with tampering.begin():
        value = "99" if column == "open_required" else "'2001-01-01'"
        tampering.execute(text(f"UPDATE project SET {column} = {value}"))
    (found,) = findings(world)
    assert (found.problem, found.column) == ("derived_differs", column)


@pytest.mark.parametrize("column", ["at", "actor", "event", "body", "prev", "hash"])
def test_a_changed_event_breaks_the_chain_there(
    world: World, driver: Driver, tampering: Connection, column: str
) -> None:
    history = journal.history.c
    with tampering.begin():
        row = tampering.execute(select(journal.history).where(history.seq == 5)).first()
        assert row is not None
        value = row.actor + 1 if column == "actor" else "0" * 64 if column in ("prev", "hash") else "2001"
        if column == "body":
            value = row.body.replace('"writes"', '"writes" ')
        tampering.execute(update(journal.history).where(history.seq == 5).values({column: value}))
    assert ("link_broken", "history 5") in problems(world)


def test_an_event_in_the_middle_that_is_gone_leaves_a_gap(
    world: World, driver: Driver, tampering: Connection
) -> None:
    with tampering.begin():
        tampering.execute(delete(journal.history).where(journal.history.c.seq == 5))
    assert ("link_broken", "history 6") in problems(world)


def test_the_newest_event_that_is_gone_shows_in_the_head(
    world: World, driver: Driver, tampering: Connection
) -> None:
    with tampering.begin():
        newest = driver.look()[1].project.revision
        tampering.execute(delete(journal.history).where(journal.history.c.seq == newest))
    found = findings(world)
    heads = {each.column for each in found if each.problem == "head_differs"}
    assert heads == {"revision", "head"}


def test_a_history_that_is_gone_altogether_is_named(
    world: World, driver: Driver, tampering: Connection
) -> None:
    with tampering.begin():
        tampering.execute(delete(journal.history))
    assert problems(world) == {("history_missing", "history")}


def test_a_body_that_says_nothing_is_named(world: World, driver: Driver, tampering: Connection) -> None:
    with tampering.begin():
        tampering.execute(update(journal.history).where(journal.history.c.seq == 5).values(body="{}"))
    assert problems(world) == {("link_broken", "history 5"), ("event_unreadable", "history 5")}


def test_a_day_that_is_none_is_named(world: World, driver: Driver, tampering: Connection) -> None:
    nonsense = text("UPDATE duty SET since = 'nonsense'")
    if not world.engine.database.is_sqlite:
        with pytest.raises(DataError), tampering.begin():
            tampering.execute(nonsense)
        return
    with tampering.begin():
        tampering.execute(nonsense)
    assert {found.problem for found in findings(world)} == {"row_unreadable"}


def test_words_that_were_not_said_are_named(world: World, driver: Driver, tampering: Connection) -> None:
    with tampering.begin():
        digest = tampering.scalar(select(journal.note.c.hash))
        assert digest is not None
        changed = update(journal.note).where(journal.note.c.hash == digest).values(words="别的话")
        tampering.execute(changed)
    assert problems(world) == {("words_changed", f"note {digest[:8]}")}


def test_words_that_were_erased_are_no_change(world: World, driver: Driver, tampering: Connection) -> None:
    with tampering.begin():
        tampering.execute(update(journal.note).values(words=None, salt=""))
    assert findings(world) == []


def test_one_damaged_project_does_not_hide_another(world: World, tampering: Connection) -> None:
    world.register(title="乙")
    with tampering.begin():
        tampering.execute(update(projects.project).values(title="别的"))
    assert len({found.project for found in findings(world)}) == 2


def test_a_milestone_that_the_clock_would_not_look_at_is_found(
    world: World, driver: Driver, tampering: Connection
) -> None:
    tampering.execute(delete(post.due_queue))
    tampering.commit()
    found = problems(world)  # today every rung has been reached, and none of them has gone
    assert {problem for problem, _ in found} == {"unseen"}


def test_a_milestone_whose_next_rung_is_ahead_must_be_in_the_queue_too(
    world: World, driver: Driver, tampering: Connection
) -> None:
    with on(driver.day):
        assert findings(world) == []
        tampering.execute(delete(post.due_queue))
        tampering.commit()
        assert {problem for problem, _ in problems(world)} == {"unseen"}


# Evaluations --------------------------------------------------------------------------------------------------------


def test_a_sealed_sheet_that_was_exchanged_is_named(
    world: World, driver: Driver, tampering: Connection
) -> None:
    sealed = evaluated.sealed
    with tampering.begin():
        content = str(tampering.scalar(select(sealed.c.content).where(sealed.c.assignment == 2)))
        changed = content.replace('"D2":[4,', '"D2":[9,')
        assert changed != content
        tampering.execute(update(sealed).where(sealed.c.assignment == 2).values(content=changed))
    assert problems(world) == {("seal_broken", "sheet 1/2/1")}


def test_a_level_that_was_changed_is_named(world: World, driver: Driver, tampering: Connection) -> None:
    score = evaluated.score
    with tampering.begin():
        tampering.execute(
            update(score).where(score.c.assignment == 2, score.c.dimension == "D2").values(level=9)
        )
    assert ("column_differs", "score 1/2/1/D2") in problems(world)


def test_a_draw_that_does_not_follow_from_its_pool_is_named(
    world: World, driver: Driver, tampering: Connection
) -> None:
    pool = evaluated.pool
    with tampering.begin():
        content = str(tampering.scalar(select(pool.c.content)))
        tampering.execute(update(pool).values(content=content.replace("technical", "finance", 1)))
    assert problems(world) == {("draw_differs", "draw 1/1")}
