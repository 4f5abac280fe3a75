"""A file is written whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from handbook import Given, check_code, outline, write
from handbook.given import DayOff, Item, Project, Year
from handbook.html import render_html
from handbook.nodes import clauses
from stages import Standard


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "book.html"
    target.write_bytes(b"old")
    write(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_write_leaves_nothing_half(tmp_path: Path) -> None:
    occupied = tmp_path / "book.pdf"
    (occupied / "inside").mkdir(parents=True)
    with pytest.raises(OSError):  # noqa: PT011 - which one depends on the system
        write(occupied, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["book.pdf"]
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "nowhere" / "book.pdf", b"new")


def test_a_check_code_tells_editions_and_contents_apart(released: Standard, small: Standard) -> None:
    codes = {check_code(standard, edition) for standard in (released, small) for edition in ("full", "flow")}
    assert len(codes) == 4
    assert check_code(released, "full") == outline(released).head.check


def test_the_calendar_of_a_year_is_printed_as_given(small: Standard) -> None:
    days = (DayOff(date(2026, 10, 1), is_working=False, holiday="国庆节"),)
    given = Given(year=Year(2026, is_published=True, working_days=(20,) * 12, days=days))
    page = render_html(outline(small, given=given)).decode()
    assert "2026年10月1日" in page
    assert "国庆节" in page


def test_the_book_of_a_project_says_what_is_done_open_and_next(released: Standard) -> None:
    items = (
        Item("MIN-G-1", 1, "done", date(2026, 3, 6), date(2026, 3, 4)),
        Item("MIN-P-1", 1, "next", date(2027, 3, 20), is_provisional=True),
    )
    project = Project("P-1", "膜<材料>", "mining", "active", date(2026, 3, 5), items, "ABCD")
    book = outline(released, "project", given=Given(project=project))
    page = render_html(book).decode()
    assert "膜&lt;材料&gt;" in page
    assert "暂定" in page
    assert "2026年3月4日" in page
    assert {clause.element for clause in clauses(book)} >= {("stages", "mining"), ("duties", "MIN-P-1")}
