"""The benchmark of the pages works: the server answers each of them to somebody who is signed in. Nothing here is timed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench import w5

if TYPE_CHECKING:
    from pathlib import Path


def test_every_page_is_asked_beside_a_hello(tmp_path: Path) -> None:
    results = w5.measure(f"sqlite:///{tmp_path / 'w5.db'}", tmp_path, n=200, asked=2, repeat=2)
    hello, *pages = results
    assert (hello.name, hello.size) == ("hello", len(b"hello"))
    assert [each.name for each in pages] == list(w5.PAGES)
    for each in results:
        assert len(each.worked) == 2
        assert len(each.clock) == 4
    assert all(each.size > 5_000 for each in pages)
    assert "ratio" in pages[0].line("SQLite", hello)
