"""The outage at a small size: nothing is lost, and a build that loses letters is noticed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests import world as worlds
from tests.bench.outage import run

if TYPE_CHECKING:
    from lifecycle.database import Database

LETTERS = 200


def test_a_day_without_a_mail_server_and_a_bad_one_after_it_lose_nothing(database: Database) -> None:
    found = run(worlds.build(database).engine, LETTERS, random.Random(3))  # noqa: S311 - no secret
    assert found.is_right, found
    assert found.sent + found.dead == LETTERS
    assert found.drops or found.refusals


def test_a_build_that_takes_a_failure_for_a_success_is_noticed(database: Database) -> None:
    found = run(worlds.build(database).engine, LETTERS, random.Random(3), careless=True)  # noqa: S311 - no secret
    assert found.lost
    assert not found.is_right
