"""Tables for spreadsheets, XLSX and CSV: the one place where a cell is written.

Nothing that somebody typed may come alive in the reader's spreadsheet. In XLSX a text is written as a text whatever it
looks like, and marked as quoted, so that it stays one when it is edited or saved as CSV. In CSV, where nothing says
what a cell is, a text that a program could take for a formula begins with an apostrophe.
"""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

Cell = str | int | float | date | None
XLSX, CSV = "xlsx", "csv"
MEDIA_TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}
FORMULA_SIGNS = frozenset("=+-@\t\r|%")
"""What begins a formula, or something worse, in one program or another; in full width too."""
WIDEST = 48
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
        writer = csv.writer(stream)
        writer.writerow([plain(head) for head in sheet.heads])
        writer.writerows([plain(value) for value in row] for row in sheet.rows)


def write_xlsx(file: Path, sheets: Iterable[Sheet]) -> None:
    """Row by row: the memory it takes does not depend on the rows."""
    book = openpyxl.Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.freeze_panes = "A2"
        for place, head in enumerate(sheet.heads, start=1):
            page.column_dimensions[get_column_letter(place)].width = _width(head)
        page.append([_head(page, head) for head in sheet.heads])
        for row in sheet.rows:
            page.append([_cell(page, value) for value in row])
    book.save(file)


def _cell(page: Any, value: Cell) -> Any:
    if not isinstance(value, str):
        cell = WriteOnlyCell(page, value)  # type: ignore[arg-type]  # it takes days too
        if isinstance(value, date):
            cell.number_format = _DAY
        return cell
    cell = WriteOnlyCell(page)
    put(cell, value)
    if "\n" in value:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def put(cell: Any, value: str | float | None) -> None:
    """Write a value into a cell as what it is."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = clean(value)
    cell.data_type = "s"
    if is_risky(value):
        cell.quotePrefix = True


def clean(text: str) -> str:
    """A text that a cell can hold: with a sign in place of each control character."""
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)


def _head(page: Any, text: str) -> Any:
    cell = _cell(page, text)
    cell.font, cell.fill = Font(bold=True), _HEAD
    return cell


def _width(head: str) -> float:
    wide = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in head)
    return min(max(wide + 4, 12), WIDEST)
