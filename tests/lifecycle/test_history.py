"""The record: gapless, chained, enough to rebuild everything, and not to be changed by anybody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from lifecycle import history
from lifecycle.database import Database
from lifecycle.policy import actor_of
from lifecycle.records.journal import HistoryRow
from lifecycle.verbs import duties, facts
from lifecycle.verbs.duties import DutyKey
from tests import world as worlds
from tests.lifecycle.conftest import At
from tests.lifecycle.scenes import case_of, disagreements, events_of, on, rows_of
from tests.world import World
from web.demonstration.driver import Driver


def whole_life(world: World) -> Driver:
    driver = world.started()
    for _ in world.standard.stages:
        driver.pass_gate(pace=1)
    return driver


def wrong_with(driver: Driver) -> list[str]:
    with driver.engine.read() as session:
        return disagreements(session, driver.number)


# The chain and the fold -----------------------------------------------------------------------------------------


def test_after_a_whole_life_the_chain_is_gapless_and_the_fold_equals_the_rows(any_world: World) -> None:
    driver = whole_life(any_world)
    assert wrong_with(driver) == []
    events, project = events_of(driver), case_of(driver).project
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert (project.revision, project.head) == (len(events), events[-1].hash)
    assert events[0].prev == history.GENESIS
    assert all(event.prev == before.hash for before, event in pairwise(events))


def test_the_fold_needs_no_standard_no_calendar_and_no_clock(small: At) -> None:
    events = events_of(small("end").driver)
    rebuilt = history.fold(events[0].project, events)
    assert rows_of(rebuilt) == rows_of(case_of(small("end").driver))


def test_the_fold_of_a_beginning_is_the_project_as_it_was_then(small: At) -> None:
    events = events_of(small("end").driver)
    early = case_of(small("trial").driver)
    told = history.fold(events[0].project, events[: early.project.revision])
    assert rows_of(told) == rows_of(early)


def test_an_event_says_who_when_and_what_in_the_words_of_the_standard(small: At) -> None:
    driver = small("suggestion").driver
    driver.complete("SUG-R-1")
    event = events_of(driver)[-1]
    assert (event.event, event.actor, json.loads(event.body)["about"]) == (
        "DutySubmitted",
        driver.cast["RD"],
        "SUG-R-1",
    )
    assert event.at == f"{driver.day.isoformat()}T02:00:00.000+00:00"


def test_columns_that_are_computed_from_the_rest_are_in_no_event(released: At) -> None:
    said = "".join(event.body for event in events_of(released("evaluation").driver))
    assert not re.search(r'"(open_required|next_due|yellow_on|red_on)"', said)


def test_the_check_code_can_be_read_out() -> None:
    assert history.check_code("0a1b2c3d4e5f") == "0A1B-2C3D"


# Tampering is found ---------------------------------------------------------------------------------------------


def edited(row: HistoryRow, **values: object) -> HistoryRow:
    return row.model_copy(update=values)


TAMPERING: dict[str, Callable[[list[HistoryRow]], list[HistoryRow]]] = {
    "a word changed": lambda events: [
        *events[:4],
        edited(events[4], body=events[4].body.replace("2026", "2025")),
        *events[5:],
    ],
    "another actor": lambda events: [*events[:4], edited(events[4], actor=99), *events[5:]],
    "another time": lambda events: [
        *events[:4],
        edited(events[4], at="2025-01-01T00:00:00.000+00:00"),
        *events[5:],
    ],
    "another name": lambda events: [*events[:4], edited(events[4], event="GateDecided"), *events[5:]],
    "a reason swapped": lambda events: [*events[:4], edited(events[4], note_hash="f" * 64), *events[5:]],
    "one left out": lambda events: [*events[:4], *events[5:]],
    "two changed places": lambda events: [*events[:4], events[5], events[4], *events[6:]],
    "the first left out": lambda events: events[1:],
    "one put in twice": lambda events: [*events[:5], events[4], *events[5:]],
    "of another project": lambda events: [*events[:4], edited(events[4], project=2), *events[5:]],
    "the link itself changed": lambda events: [*events[:4], edited(events[4], prev="f" * 64), *events[5:]],
    "one left out and every later link made anew": lambda events: relinked([*events[:4], *events[5:]]),
    "edited with its own hash made anew": lambda events: [*events[:4], rehashed(events[4]), *events[5:]],
}


def rehashed(event: HistoryRow) -> HistoryRow:
    changed = edited(event, actor=99)
    return edited(changed, hash=history.link(changed.prev, changed.__dict__))


def relinked(events: list[HistoryRow]) -> list[HistoryRow]:
    """A chain that hangs together again, with the numbers that were given."""
    made: list[HistoryRow] = []
    for event in events:
        prev = made[-1].hash if made else history.GENESIS
        made.append(edited(event, prev=prev, hash=history.link(prev, event.__dict__)))
    return made


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_found_wherever_it_happens(small: At, how: str) -> None:
    events = events_of(small("trial").driver)
    assert history.broken_links(events) == ()
    assert history.broken_links(TAMPERING[how](events))


def test_a_row_changed_behind_the_back_of_the_history_is_found(small: At) -> None:
    for statement in (
        "UPDATE duty SET state = 'not_needed', excuse = 'waived' WHERE code = 'TRI-S-1'",
        "UPDATE project SET title = '换了题目'",
        "UPDATE milestone SET due = '2030-01-01' WHERE code = 'TRI-M1'",
        "DELETE FROM document WHERE n = 1",
        "UPDATE project SET revision = revision + 1",
        "INSERT INTO seat (project, n, office, person, since) VALUES (1, 9, 'BD', 1, '2026-01-05')",
    ):
        driver = small("trial").driver
        assert wrong_with(driver) == []
        with driver.engine.write() as session:
            session.tx.execute(text(statement))
        assert wrong_with(driver), statement


def test_a_tail_that_was_cut_off_shows_against_the_head_that_left_the_machine(small: At) -> None:
    driver = small("trial").driver
    events = events_of(driver)
    assert history.broken_links(events[:-1]) == ()
    assert history.check_code(events[-2].hash) != history.check_code(case_of(driver).project.head)


# The database refuses -------------------------------------------------------------------------------------------

FORBIDDEN = [
    "UPDATE history SET actor = 0",
    "UPDATE history SET body = body WHERE seq = 1",
    "DELETE FROM history WHERE seq = 1",
    "DELETE FROM history",
    "UPDATE fact SET value = 'true'",
    "DELETE FROM fact",
    "DELETE FROM note",
    "UPDATE note SET words = '换了话'",
    "UPDATE note SET words = NULL",
    "UPDATE note SET salt = ''",
    "UPDATE note SET words = NULL, salt = '', hash = 'f'",
]


def begun(database: Database) -> Driver:
    driver = worlds.build(database, worlds.small()).started()
    driver.complete("SUG-R-1")
    driver.act("CU", duties.give_back, DutyKey(driver.number, "SUG-R-1"), "缺页数")
    return driver


def test_the_database_refuses_every_change_of_history_facts_and_words(database: Database) -> None:
    driver = begun(database)
    before = [repr(event) for event in events_of(driver)]
    for statement in FORBIDDEN:
        with pytest.raises(DBAPIError), database.writer.begin() as tx:
            tx.execute(text(statement))
    assert [repr(event) for event in events_of(driver)] == before


@pytest.mark.parametrize("table", ["history", "fact", "note"])
def test_sqlite_refuses_to_replace_a_row_in_passing(small: At, table: str) -> None:
    """`INSERT OR REPLACE` deletes without running the triggers that refuse to delete."""
    driver = small("suggestion/review").driver
    driver.act("CU", facts.correct, driver.number, "duplicate", value=False, reason="复核")
    with pytest.raises(DBAPIError), driver.engine.database.writer.begin() as tx:
        tx.execute(text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"))


@pytest.mark.postgresql
def test_postgresql_refuses_to_empty_the_tables(small_world: World) -> None:
    database = small_world.engine.database
    if database.is_sqlite:
        return
    for table in ("history", "fact", "note"):
        with pytest.raises(DBAPIError), database.writer.begin() as tx:
            tx.execute(text(f"TRUNCATE {table} CASCADE"))


def test_nothing_can_be_written_on_the_path_for_reading(database: Database) -> None:
    begun(database)
    for statement in ("UPDATE project SET title = 'x'", "INSERT INTO number_series VALUES ('x', 1)"):
        with pytest.raises(DBAPIError), database.reader.begin() as tx:
            tx.execute(text(statement))


def test_words_can_be_erased_and_the_chain_stays_whole(database: Database) -> None:
    driver = begun(database)
    with database.write() as tx:
        said = tx.execute(text("SELECT hash, salt, words FROM note")).all()
        assert [each.words for each in said] == ["缺页数"]
        tx.execute(text("UPDATE note SET words = NULL, salt = ''"))
    assert wrong_with(driver) == []
    assert said[0].hash in {event.note_hash for event in events_of(driver)}
    assert "缺页数" not in "".join(event.body for event in events_of(driver))
    driver.complete("SUG-R-1")


def test_the_same_words_said_twice_leave_two_notes_that_do_not_look_alike(small: At) -> None:
    driver = small("suggestion").driver
    for _ in range(2):
        driver.complete("SUG-R-1")
        driver.act("CU", duties.give_back, DutyKey(driver.number, "SUG-R-1"), "缺页数")
    hashes = [event.note_hash for event in events_of(driver) if event.event == "DutyReturned"]
    assert len(set(hashes)) == 2


def test_an_act_that_fails_after_it_has_kept_words_leaves_neither(small: At) -> None:
    driver = small("suggestion").driver
    driver.complete("SUG-R-1")
    before = len(events_of(driver))
    with pytest.raises(ZeroDivisionError):
        return_and_fail(driver)
    with driver.engine.read() as session:
        assert session.tx.scalar(text("SELECT count(*) FROM note WHERE words = '缺页数'")) == 0
    assert len(events_of(driver)) == before


def return_and_fail(driver: Driver) -> None:
    with on(driver.day), driver.engine.write() as session:
        actor = actor_of(session.tx, driver.cast["CU"])
        duties.give_back(session, actor, DutyKey(driver.number, "SUG-R-1"), "缺页数")
        _ = 1 // 0


def test_two_projects_have_chains_of_their_own(small: At) -> None:
    scene = small("suggestion")
    other = scene.world.started(title="另一本")
    other.complete("SUG-R-1")
    scene.driver.complete("SUG-R-1")
    assert wrong_with(scene.driver) == wrong_with(other) == []
    assert replace(other, number=scene.driver.number) != other
