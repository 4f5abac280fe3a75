"""The benchmark of the lists works: both sides find rows, also where the register was copied. Nothing here is timed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from lifecycle.database import connect
from lifecycle.records import people, work
from lifecycle.records import project as projects
from lifecycle.records.project import ProjectRow
from tests.bench import w2

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_every_list_is_read_beside_its_floor(tmp_path: Path) -> None:
    result = w2.measure(f"sqlite:///{tmp_path / 'w2.db'}", n=400, repeat=2)
    assert result.product.keys() == result.floor.keys()
    assert {len(taken) for taken in (*result.product.values(), *result.floor.values())} == {2}
    assert len(list(result.lines("SQLite"))) == 1 + len(result.product)


def test_a_register_that_was_copied_is_ten_like_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(w2, "WRITTEN_AT_MOST", 100)
    url = f"sqlite:///{tmp_path / 'w2.db'}"
    w2.measure(url, n=1000, repeat=2)
    database = connect(url)
    with database.read() as tx:
        count = {
            table.name: tx.scalar(select(func.count()).select_from(table))
            for table in (work.duty, people.member)
        }
        rows = tx.execute(select(projects.project).where(projects.project.c.id.in_((7, 107, 907)))).all()
    database.close()
    first, second, tenth = (ProjectRow.of(row) for row in rows)
    assert first.title == second.title == tenth.title
    assert len({first.number, second.number, tenth.number}) == 3
    assert len({first.officer, second.officer, tenth.officer}) == 3
    assert all(n is not None and n > 0 for n in count.values())
