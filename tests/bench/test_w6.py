"""The benchmark itself works: what it sums up is what it filled in. Nothing here is timed."""

from __future__ import annotations

from tests.bench import w6


def test_every_evaluation_is_summed_up_with_all_its_experts(sqlite_database_url: str) -> None:
    found = w6.measure(sqlite_database_url, wanted=3, repeat=1)
    assert (found.evaluations, found.experts) == (3, w6.EXPERTS)
    assert found.line().startswith("W6 SQLite")
