"""A workbook is measured before a library lays its sheets out in memory."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from lifecycle.errors import Invalid
from lifecycle.files.sheets import check_sheets
from lifecycle.register.tables import header_of
from tests.lifecycle.files.packages import archive

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

LAST = "XFD1048576"


def workbook(change: object = None) -> bytes:
    book, written = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for place, text in (("A1", "来源编号"), ("B1", "项目名称"), ("A2", "一"), ("B2", "二")):
        sheet[place] = text
    if callable(change):
        change(sheet)
    book.save(written)
    return written.getvalue()


def sheet_of(rows: str, strings: str = "") -> bytes:
    """A package with one sheet of these rows and these shared strings."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return archive(
        {
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
            "xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>',
        }
    )


def problem_of(content: bytes, **limits: int) -> str:
    with pytest.raises(Invalid) as refused:
        check_sheets(io.BytesIO(content), **limits)
    return refused.value.problem


def far_cell(sheet: Worksheet) -> None:
    sheet[LAST] = "x"


def far_merge(sheet: Worksheet) -> None:
    sheet.merged_cells.add(f"A3:{LAST}")


def far_comment(sheet: Worksheet) -> None:
    sheet[LAST].comment = Comment("x", "x")


@pytest.mark.parametrize("change", [far_cell, far_merge, far_comment])
def test_a_small_file_that_would_be_laid_out_over_a_whole_sheet_is_refused(change: object) -> None:
    content = workbook(change)
    assert len(content) < 20_000
    assert problem_of(content) == "reaches_too_far"


def test_the_table_of_an_import_is_measured_before_it_is_read(tmp_path: Path) -> None:
    """Unmeasured, the process ends here: the library asks for half a terabyte and gives up."""
    file = tmp_path / "far.xlsx"
    file.write_bytes(workbook(far_cell))
    with pytest.raises(Invalid) as refused:
        header_of(file)
    assert refused.value.values == {"cell": LAST}


@pytest.mark.parametrize(
    "rows",
    [
        f'<row><c r="{LAST}"><v>1</v></c></row>',
        f'<row><c r="{LAST.lower()}"><is><t>x</t></is></c></row>',
        '<row r="1048576"><c r="XFC1048576"/><c><v>1</v></c></row>',
        f'<x:row xmlns:x="urn:x"><x:c r="{LAST}"><x:f>1</x:f></x:c></x:row>',
    ],
)
def test_a_far_cell_is_found_however_it_is_written(rows: str) -> None:
    assert problem_of(sheet_of(rows)) == "reaches_too_far"


@pytest.mark.parametrize(
    "rows", ['<row r="x"/>', '<c r="A-1"><v>1</v></c>', "<row>", f'<mergeCell ref="A1:{LAST}0"/>']
)
def test_what_no_spreadsheet_program_writes_is_unreadable(rows: str) -> None:
    assert problem_of(sheet_of(rows)) == "unreadable"


def test_a_sheet_under_another_name_is_unreadable() -> None:
    assert (
        problem_of(archive({"xl/worksheets/sheet1.bin": "<worksheet><sheetData/></worksheet>"}))
        == "unreadable"
    )


def test_a_text_that_is_repeated_without_end_is_a_bomb() -> None:
    cells = '<c t="s"><v>0</v></c>' * 1_000
    rows = f"<row>{cells}</row>" * 30
    assert problem_of(sheet_of(rows, f"<si><t>{'长' * 10_000}</t></si>")) == "bomb"


def test_an_ordinary_workbook_is_let_in_and_an_empty_far_cell_counts_for_nothing() -> None:
    check_sheets(io.BytesIO(workbook()))
    check_sheets(io.BytesIO(sheet_of(f'<row><c r="A1"><v>1</v></c></row><row><c r="{LAST}" s="1"/></row>')))
    assert problem_of(workbook(), most_cells=3) == "reaches_too_far"
