"""Killed at any place: nothing acknowledged is lost, nothing is done twice, nothing is done by half."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from lifecycle import faults
from lifecycle.records import journal, people
from lifecycle.records import project as projects
from lifecycle.records.project import number_series
from lifecycle.verbs import rounds
from tests.lifecycle.scenes import case_of, disagreements, rows_of
from tests.lifecycle.victim import AFTER_COMMIT
from tests.world import World
from web.demonstration.driver import Driver

ROOT = Path(__file__).parents[2]
ACTS = {"complete": "RD", "decide": "HL", "register": "CU"}


@dataclass
class Victim:
    """The process on the other side."""

    process: subprocess.Popen[str]
    day: str
    cast: Any
    acknowledged: list[tuple[str, int]] = field(default_factory=list)

    def order(self, act: str, number: str, key: str, place: str = "", *, careless: bool = False) -> str:
        """Send a command; `killed` or the number of the event it was acknowledged with."""
        order = {"act": act, "number": number, "key": key, "place": place, "careless": careless}
        order |= {"day": self.day, "actor": self.cast[ACTS.get(act, "RD")]}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if answer.isdigit():
            self.acknowledged.append((number, int(answer)))
        return answer


@contextlib.contextmanager
def started(world: World, driver: Driver) -> Iterator[Victim]:
    command = [sys.executable, "-m", "tests.lifecycle.victim", world.engine.database.url]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    try:
        yield Victim(process, driver.day.isoformat(), world.cast)
    finally:
        process.kill()
        process.communicate()


def everything(world: World, driver: Driver) -> dict[str, Any]:
    """All that a command may touch: the project, and how many rows there are of what does not belong to one."""
    counted = (
        journal.history,
        journal.note,
        journal.command,
        journal.outbox,
        projects.project,
        people.person,
    )
    with world.engine.read() as session:
        counts = {table.name: session.tx.scalar(select(func.count()).select_from(table)) for table in counted}
        series = [tuple(row) for row in session.tx.execute(select(number_series))]
    return {"rows": rows_of(case_of(driver)), "counts": counts, "series": series}


def wrong_with(world: World) -> list[str]:
    """What is wrong with the record of any project."""
    with world.engine.read() as session:
        numbers = session.tx.scalars(select(projects.project.c.number)).all()
        return [problem for number in numbers for problem in disagreements(session, number)]


def lost(world: World, victim: Victim) -> list[tuple[str, int]]:
    """What was acknowledged and is not in the history."""
    with world.engine.read() as session:
        known = select(projects.project.c.number, journal.history.c.seq).join_from(
            journal.history, projects.project, projects.project.c.id == journal.history.c.project
        )
        kept = {tuple(row) for row in session.tx.execute(known)}
    return [each for each in victim.acknowledged if each[0] and each not in kept]


def prepared(world: World, act: str) -> Driver:
    """A project for which the act can be done."""
    driver = world.started()
    if act == "decide":
        driver.clear()
        driver.request()
        driver.act("CU", rounds.propose, driver.number, "go", "建议")
        driver.act("RD", rounds.consult, driver.number, "RD", "同意")
    return driver


@pytest.fixture(params=ACTS)
def act(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def test_a_process_killed_at_any_place_leaves_all_or_nothing_and_can_be_asked_again(
    small_world: World, act: str
) -> None:
    driver = prepared(small_world, act)
    with started(small_world, driver) as victim:
        before = everything(small_world, driver)
        for place in faults.PLACES:
            assert victim.order(act, driver.number, "form-1", place) == "killed", place
            assert everything(small_world, driver) == before, place
        assert victim.order(act, driver.number, "form-1", AFTER_COMMIT) == "killed"
        done = everything(small_world, driver)
        assert done["counts"]["history"] == before["counts"]["history"] + 1
        first = victim.order(act, driver.number, "form-1")
        assert victim.order(act, driver.number, "form-1") == first
        assert everything(small_world, driver) == done, "asked again, it was done again"
        assert wrong_with(small_world) == []
        if act != "register":
            assert lost(small_world, victim) == []


def test_the_same_check_catches_a_build_that_commits_midway(small_world: World) -> None:
    """A negative control: a half act is seen, wherever it was cut."""
    for place in ("before_rows", "before_revision", "before_messages"):
        driver = prepared(small_world, "complete")
        with started(small_world, driver) as victim:
            before = everything(small_world, driver)
            assert victim.order("complete", driver.number, place, place, careless=True) == "killed"
            assert everything(small_world, driver) != before
    assert len(wrong_with(small_world)) >= 2


def test_a_process_killed_at_a_moment_nobody_chose_loses_nothing_it_acknowledged(small_world: World) -> None:
    driver = prepared(small_world, "complete")
    for wait in (0.02, 0.05, 0.09):
        documents, events = len(case_of(driver).documents), case_of(driver).project.revision
        with started(small_world, driver) as victim:
            answers = [victim.order("attach", driver.number, f"{wait}-first")]
            killer = _later(victim, wait)
            with contextlib.suppress(BrokenPipeError):
                while (answer := victim.order("attach", driver.number, f"{wait}-{len(answers)}")).isdigit():
                    answers.append(answer)
            killer.wait()
        case = case_of(driver)
        done = case.project.revision - events
        assert lost(small_world, victim) == []
        assert done - len(answers) in (0, 1), "at most the one that was under way is done without an answer"
        assert len(case.documents) - documents == done
        assert wrong_with(small_world) == []


def _later(victim: Victim, seconds: float) -> subprocess.Popen[bytes]:
    """Kills the victim from outside after a while."""
    script = f"import os, signal, time; time.sleep({seconds}); os.kill({victim.process.pid}, signal.SIGKILL)"
    return subprocess.Popen([sys.executable, "-S", "-c", script])


def test_a_command_waits_for_a_writer_that_died_and_left_its_lock(small_world: World) -> None:
    """The lock of a dead process is gone with it: the next command is carried out at once."""
    driver = prepared(small_world, "complete")
    with started(small_world, driver) as victim:
        assert victim.order("complete", driver.number, "a", "before_commit") == "killed"
        begun = time.monotonic()
        assert victim.order("complete", driver.number, "a").isdigit()
        assert time.monotonic() - begun < 5


def test_no_place_does_anything_unless_a_test_asks_for_it() -> None:
    assert faults.hooks == {}
    for place in faults.PLACES:
        faults.reach(place)
