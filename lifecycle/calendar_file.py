"""A year's holidays from a CSV file: a day, whether it is worked, and what it is called.

The first line names the columns: `date` or 日期, `kind` or 类型 (off, work, 休, 班), and if wanted `name` or 名称. Days
of other years are passed over, so one file may hold several.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date

from lifecycle.errors import Invalid
from lifecycle.records.work import DayRow
from lifecycle.verbs.calendar import YearNotice, notice_of

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "day": ("date", "day", "日期"),
    "kind": ("kind", "working", "类型"),
    "name": ("name", "名称"),
}
WORKED: Mapping[str, bool] = {
    "work": True, "班": True, "上班": True, "true": True, "1": True,
    "off": False, "休": False, "放假": False, "false": False, "0": False,
}  # fmt: skip
MOST_BYTES = 256 * 1024
MOST_LINES = 2000


def notice_in(content: bytes, year: int, title: str) -> YearNotice:
    """The notice of a year. Raises Invalid(`file`) with the line, and everything that `notice_of` does."""
    lines = _lines(_text(content))
    return notice_of(year, title, [row for row in lines if row.day.year == year])


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Invalid("file", "too_large", {"limit": MOST_BYTES // 1024})
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("file", "unreadable")


def _lines(text: str) -> Iterator[DayRow]:
    reader = csv.reader(io.StringIO(text))
    places = _places(next(reader, []))
    for number, cells in enumerate(reader, start=2):
        if number > MOST_LINES:
            raise Invalid("file", "too_many_lines", {"limit": MOST_LINES})
        if any(cell.strip() for cell in cells):
            yield _row(places, cells, number)


def _places(heads: list[str]) -> Mapping[str, int]:
    found = {
        column: place
        for column, names in COLUMNS.items()
        for place, head in enumerate(heads)
        if head.strip().lower() in names
    }
    if missing := [column for column in ("day", "kind") if column not in found]:
        raise Invalid("file", "columns_missing", {"columns": tuple(COLUMNS[each][0] for each in missing)})
    return found


def _row(places: Mapping[str, int], cells: list[str], number: int) -> DayRow:
    given = {column: cells[place].strip() if place < len(cells) else "" for column, place in places.items()}
    try:
        day, working = date.fromisoformat(given["day"].replace("/", "-")), WORKED[given["kind"].lower()]
    except (ValueError, KeyError) as error:
        raise Invalid("file", "line_unreadable", {"line": number}) from error
    return DayRow(day=day, working=working, notice=given.get("name", "")[:120])
