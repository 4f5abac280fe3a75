"""Tables for spreadsheets, XLSX and CSV: the one place where a cell is written, whoever lays the book out.

Nothing that somebody typed may come alive in the reader's spreadsheet. In XLSX a text is written as a text whatever it
looks like, and marked as quoted, so that it stays one when it is edited or saved as CSV. In CSV, where nothing says
what a cell is, a text that a program could take for a formula begins with an apostrophe.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

Cell = str | int | float | date | None
XLSX, CSV = "xlsx", "csv"
MEDIA_TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv",
}
FORMULA_SIGNS = frozenset("=+-@\t\r|%")
"""What begins a formula, or something worse, in one program or another; in full width too."""
NARROWEST, WIDEST = 8, 60
"""Widths of a column, in narrow signs."""
MEASURED = 200
"""So many rows say how wide the columns are."""
_HEAD = PatternFill("solid", fgColor="DDE5EE")
_DAY = "yyyy-mm-dd"


class Sheet(NamedTuple):
    """One sheet: its name, its heads, its rows. `rows` may be drawn while they are written."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def is_risky(text: str) -> bool:
    """Whether a program could take a text for a formula: by its first sign that is seen, in whatever width."""
    first = unicodedata.normalize("NFKC", text.lstrip(" \u3000\ufeff\n"))[:1]
    return first in FORMULA_SIGNS and first != ""


def plain(value: Cell) -> str:
    """A cell of CSV."""
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case str():
            return f"'{value}" if is_risky(value) else value
        case _:
            return str(value)


def write_csv(file: Path, sheet: Sheet) -> None:
    """UTF-8 with the mark by which spreadsheets know it."""
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        _write_rows(stream, sheet)


def csv_of(sheet: Sheet) -> bytes:
    """The same, in memory: for what has a limit."""
    written = io.StringIO(newline="")
    _write_rows(written, sheet)
    return written.getvalue().encode("utf-8-sig")


def _write_rows(stream: TextIO, sheet: Sheet) -> None:
    writer = csv.writer(stream)
    writer.writerow([plain(head) for head in sheet.heads])
    writer.writerows([plain(value) for value in row] for row in sheet.rows)


def write_xlsx(file: Path, sheets: Iterable[Sheet]) -> None:
    """Row by row: the memory it takes does not depend on the rows. Columns are as wide as their first rows need."""
    book = openpyxl.Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        rows = iter(sheet.rows)
        first = list(islice(rows, MEASURED))
        _lay_out(page, sheet.heads, first)
        page.append([_head(page, head) for head in sheet.heads])
        last = 1
        for last, row in enumerate(chain(first, rows), start=2):  # noqa: B007 - the number of rows, when all are written
            page.append([_cell(page, value) for value in row])
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.heads))}{last}"
    book.save(file)


def _lay_out(page: Any, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """The head stays in sight and on every printed page, which is as wide as the table."""
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for place, head in enumerate(heads, start=1):
        widest = max(map(_width, (head, *(row[place - 1] for row in rows))))
        page.column_dimensions[get_column_letter(place)].width = min(max(widest + 3, NARROWEST), WIDEST)


def put(cell: Any, value: Cell) -> None:
    """Write a value into a cell of openpyxl as what it is: a text stays a text, also one that looks like a formula."""
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, date):
            cell.number_format = _DAY
        return
    cell.value = clean(value)
    cell.data_type = "s"
    if is_risky(value):
        cell.quotePrefix = True


def clean(text: str) -> str:
    """A text that a cell can hold: with a sign in place of each control character."""
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)


def _cell(page: Any, value: Cell) -> Any:
    cell = WriteOnlyCell(page)
    put(cell, value)
    if isinstance(value, str) and "\n" in value:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _head(page: Any, text: str) -> Any:
    cell = _cell(page, text)
    cell.font, cell.fill = Font(bold=True), _HEAD
    return cell


def _width(value: Cell) -> int:
    """In narrow signs; a Chinese one is two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in plain(value))
