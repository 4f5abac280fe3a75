"""Reading somebody else's table: the first sheet of an XLSX file, or CSV in UTF-8 or GB18030, one record at a time.

Every cell becomes text: a spreadsheet's number as one writes it, its date as `2026-03-18`. What looks like a formula
in a text stays text; of a formula in a sheet the value it had when it was saved is read.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from lifecycle.errors import Invalid
from lifecycle.files.office import check_office
from lifecycle.files.sheets import check_sheets

ENCODINGS = ("utf-8-sig", "gb18030")
CELL_LIMIT = 100_000
csv.field_size_limit(CELL_LIMIT)
ISO_DAY = "%Y-%m-%d"
"""How a date of a spreadsheet is spelled."""
SURPLUS = ""
"""The column of cells beyond the header."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record of the file. `line` is where it begins, the header being the first; `cells` are by column.

    `is_dated`: it comes from a spreadsheet, whose cells know that they are dates.
    """

    line: int
    cells: dict[str, str]
    is_dated: bool = False


def rows_of(file: Path, wanted: Sequence[str]) -> Iterator[Row]:
    """The records of a file that has the `wanted` columns.

    Raises Invalid for a file that cannot be read, has no header, or lacks one of them.
    """
    is_sheet = file.suffix.casefold() == ".xlsx"
    lines = _sheet(file) if is_sheet else _csv(file)
    header: list[str] | None = None
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = _header(cells, wanted)
            continue
        yield Row(line, _by_column(header, cells), is_sheet)
    if header is None:
        raise Invalid("file", "no_header")


def header_of(file: Path) -> tuple[str, ...]:
    """The names of the columns. Raises Invalid as `rows_of` does."""
    lines = _sheet(file) if file.suffix.casefold() == ".xlsx" else _csv(file)
    first = next((cells for _, cells in lines if any(cell.strip() for cell in cells)), None)
    if first is None:
        raise Invalid("file", "no_header")
    return tuple(_header(first, ()))


def _header(cells: list[str], wanted: Sequence[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    if doubled := {name for name in header if name and header.count(name) > 1}:
        raise Invalid("file", "column_twice", {"columns": tuple(sorted(doubled))})
    if missing := [column for column in wanted if column not in header]:
        raise Invalid("map", "no_such_column", {"columns": tuple(missing), "header": tuple(header)})
    return header


def _by_column(header: list[str], cells: list[str]) -> dict[str, str]:
    named = dict(zip(header, (cell.strip() for cell in cells), strict=False))
    if surplus := [cell for cell in cells[len(header) :] if cell.strip()]:
        named[SURPLUS] = ",".join(surplus)
    return named


# XLSX -----------------------------------------------------------------------------------------------------------


def _sheet(file: Path) -> Iterator[tuple[int, list[str]]]:
    with file.open("rb") as content:
        check_office(content, "xlsx")
        content.seek(0)
        check_sheets(content)
    try:
        rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).iter_rows()
    except (CalamineError, IndexError) as error:
        raise Invalid("file", "unreadable", {"reason": "sheet"}) from error
    for line, cells in enumerate(rows, start=1):
        yield line, [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    match cell:
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < 1 << 53:
            return str(int(cell))
        case datetime() if (cell.hour, cell.minute, cell.second) == (0, 0, 0):
            return cell.date().isoformat()
        case datetime() | date():
            return cell.isoformat()
        case _:
            return str(cell)


# CSV ------------------------------------------------------------------------------------------------------------


def _csv(file: Path) -> Iterator[tuple[int, list[str]]]:
    with file.open(encoding=_encoding(file), newline="") as stream:
        reader = csv.reader(stream, strict=True)
        line = 1
        for cells in _records(reader):
            yield line, cells
            line = reader.line_num + 1


def _encoding(file: Path) -> str:
    for encoding in ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with file.open("rb") as stream:
                while chunk := stream.read(io.DEFAULT_BUFFER_SIZE):
                    if b"\0" in chunk:
                        raise Invalid("file", "not_text")
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Invalid("file", "not_text")


def _records(reader: Iterable[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        line = getattr(reader, "line_num", 0)
        raise Invalid("file", "not_csv", {"line": line, "why": str(error)}) from error
