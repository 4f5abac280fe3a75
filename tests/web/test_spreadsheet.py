"""A cell that somebody typed never comes alive in a reader's spreadsheet."""

from __future__ import annotations

import ast
import csv
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.architecture.sources import Breach, Source, python, report
from web.spreadsheet import FORMULA_SIGNS, Sheet, is_risky, plain, write_csv, write_xlsx

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", " =1", "\u3000=1", "\ufeff=cmd",
    "\n=1", "|calc", "%0A", "=HYPERLINK(\"http://x\")", "=cmd|' /C calc'!A0",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_program_could_take_for_a_formula_is_quoted(text: str) -> None:
    assert is_risky(text)
    assert plain(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "示例", "a=1", "YH-2026-0001", "1", "（虚构）"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert plain(text) == text


def test_numbers_and_days_are_no_texts() -> None:
    assert [plain(value) for value in (-3, 2.5, date(2026, 1, 20), None)] == ["-3", "2.5", "2026-01-20", ""]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
@example("=1+1")
@example("\x01=1")
def test_no_text_becomes_a_formula(tmp_path: Path, text: str) -> None:
    sheet = Sheet("甲", ("头",), [(text, None, date(2026, 1, 20), -1)])
    write_xlsx(tmp_path / "t.xlsx", [sheet])
    page = openpyxl.load_workbook(tmp_path / "t.xlsx")["甲"]
    typed, nothing, day, number = page[2]
    assert typed.data_type != "f"
    assert (typed.value is None) == (text == "") or "\ufffd" in str(typed.value) or not text.strip()
    assert (number.value, day.value.date(), nothing.value) == (-1, date(2026, 1, 20), None)
    write_csv(tmp_path / "t.csv", sheet)
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as stream:
        (_, row) = csv.reader(stream)
    assert row[0].lstrip(" \u3000\ufeff\n")[:1] not in FORMULA_SIGNS or row[0] == ""


def test_heads_are_cells_too(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "t.xlsx", [Sheet("甲", ("=1+1",), [])])
    assert openpyxl.load_workbook(tmp_path / "t.xlsx")["甲"]["A1"].data_type == "s"


def test_columns_are_as_wide_as_what_stands_in_them(tmp_path: Path) -> None:
    rows = [("YH-2026-0001", "示例（虚构）·可降解骨科固定钉", n) for n in range(300)]
    write_xlsx(tmp_path / "t.xlsx", [Sheet("甲", ("编号", "项目名称", "n"), rows)])
    page = openpyxl.load_workbook(tmp_path / "t.xlsx")["甲"]
    widths = {name: column.width for name, column in page.column_dimensions.items()}
    assert widths == {"A": 15, "B": 33, "C": 8}
    assert (page.auto_filter.ref, page.freeze_panes, page.print_title_rows) == ("A1:C301", "A2", "$1:$1")


WRITER = "web/spreadsheet.py"
READS_TOO = "web/evaluation/workbook.py"
"""Lays a sheet out for people to fill in and reads it back; what it writes goes through the writer."""


def writers(source: Source) -> list[Breach]:
    """Places that write spreadsheets by themselves: that know the library, or put a value into a cell."""
    return [
        Breach(source.place, node.lineno, ast.unparse(node))
        for node in ast.walk(source.tree())
        if (_knows_library(node) and source.place != READS_TOO)
        or (isinstance(node, ast.Attribute) and ast.unparse(node) in ("csv.writer", "csv.DictWriter"))
        or (source.place == READS_TOO and isinstance(node, ast.Assign) and any(map(_is_cell, node.targets)))
    ]


def _knows_library(node: ast.AST) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom) and "openpyxl" in ast.unparse(node)


def _is_cell(target: ast.expr) -> bool:
    return isinstance(target, ast.Subscript) or (
        isinstance(target, ast.Attribute) and target.attr in ("value", "data_type")
    )


def test_only_one_module_writes_cells() -> None:
    sources = (each for each in python("stages", "lifecycle", "handbook", "web") if each.place != WRITER)
    breaches = [breach for source in sources for breach in writers(source)]
    assert not breaches, report(breaches)


def test_another_writer_would_be_noticed() -> None:
    text = "import openpyxl\nfrom openpyxl.cell import Cell\nimport csv\ncsv.writer(x)\ncsv.reader(x)"
    assert len(writers(Source("web/x.py", text))) == 3
    text = "import openpyxl\nsheet['A1'].value = x\nsheet['A1'] = x\nsheet.width = 3"
    assert len(writers(Source(READS_TOO, text))) == 2
