"""Clock processes that are killed at any moment: what was due is claimed, every bit of it, and nothing twice.

The full size (eight processes, 100,000 milestones on PostgreSQL) is run by hand: `python -m tests.bench.kills`.
"""

from __future__ import annotations

import random
import signal
from typing import TYPE_CHECKING

import pytest

from lifecycle import faults
from tests.bench.kills import Ledger, ledger_of, prepared, run, ticker

if TYPE_CHECKING:
    from pathlib import Path

    from lifecycle.database import Database

DUE = 400


def everything(due: int) -> Ledger:
    """Each due milestone claimed for two people, told as often, none twice, and all looked at again later."""
    return Ledger(claimed=2 * due, told=2 * due, told_twice=0, still_due=0, looked_at_again=due)


@pytest.mark.parametrize("processes", [2])
def test_processes_that_are_killed_at_random_claim_everything_once(
    database: Database, database_url: str, tmp_path: Path, processes: int
) -> None:
    prepared(database, tmp_path, DUE)
    kills = run(
        database_url,
        tmp_path,
        processes=processes,
        batch=20,
        every=(1, 4),
        chance=random.Random(7),  # noqa: S311 - when to kill is no secret
        most=4,
    )
    assert kills == 4
    assert ledger_of(database) == everything(DUE)


def test_a_build_that_commits_between_the_queue_and_the_ledger_is_caught_by_the_same_kills(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    """A negative control: killed in between, it has lost what it had taken."""
    prepared(database, tmp_path, DUE)
    run(
        database_url,
        tmp_path,
        processes=2,
        batch=20,
        every=(1, 4),
        chance=random.Random(7),  # noqa: S311 - when to kill is no secret
        most=4,
        careless=True,
    )
    assert ledger_of(database) != everything(DUE)


@pytest.mark.parametrize("place", faults.CLAIMING)
def test_a_process_killed_at_any_place_of_a_batch_has_done_all_of_it_or_nothing(
    database: Database, database_url: str, tmp_path: Path, place: str
) -> None:
    prepared(database, tmp_path, 60)
    killed = ticker(database_url, tmp_path, 20, place, "2")
    assert killed.wait(60) == -signal.SIGKILL
    halfway = ledger_of(database)
    assert halfway.claimed == halfway.told == 40
    assert halfway.still_due == 40
    assert ticker(database_url, tmp_path, 20).wait(60) == 0
    assert ledger_of(database) == everything(60)


def test_a_build_that_commits_halfway_is_caught(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    """A negative control: what was taken from the queue and not claimed is missing."""
    prepared(database, tmp_path, 60)
    killed = ticker(database_url, tmp_path, 20, "after_taking", "2", "careless")
    assert killed.wait(60) == -signal.SIGKILL
    assert ticker(database_url, tmp_path, 20).wait(60) == 0
    assert ledger_of(database) != everything(60)


def test_a_build_whose_ledger_claims_nothing_is_caught(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    """A negative control: without the ledger, a row of the queue that came back is told a second time."""
    prepared(database, tmp_path, 40)
    assert ticker(database_url, tmp_path, 20).wait(60) == 0
    with database.write() as tx:
        tx.exec_driver_sql("DELETE FROM reminder")
        tx.exec_driver_sql("UPDATE due_queue SET on_day = '2026-03-18' WHERE on_day = '2026-03-19'")
    assert ticker(database_url, tmp_path, 20).wait(60) == 0
    assert ledger_of(database).told_twice > 0
