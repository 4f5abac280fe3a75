"""A sheet of levels as a spreadsheet, for whoever scores offline: written with everything locked but the cells to fill
in, and read back so that only those can have changed.

What is read is compared with what would be written now, cell by cell: a file made for somebody else, for another
project or for an earlier state says so, an edited cell is named, and a formula is refused wherever it stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from lifecycle.errors import Invalid
from lifecycle.files.contents import check_content
from lifecycle.files.sheets import check_sheets
from lifecycle.verbs.levels import Given
from lifecycle.words import REASON_LIMIT
from web.evaluation.form import Form, Line
from web.labels import LANGUAGES
from web.speech import Speech
from web.spreadsheet import clean, put

LARGEST = 1 << 20
"""Bytes. A filled-in sheet has some twenty thousand."""
MOST_CELLS = 100_000
"""That a sheet may reach over. Ours reach over some thousand."""
FIRST = 9
"""The row of the first dimension."""
LEVEL, REASON, EVIDENCE = "E", "F", "G"
FILL = PatternFill("solid", fgColor="FFF8E1")
HEAD = PatternFill("solid", fgColor="E8EDF5")
WIDTHS = {"A": 10, "B": 22, "C": 8, "D": 10, "E": 12, "F": 56, "G": 18}
FIELD = "workbook"
Key = tuple[str, str]
"""A sheet's title and a cell's place."""


@dataclass(frozen=True)
class _Layout:
    """What stands where in one language: the fixed texts by sheet and cell."""

    speech: Speech
    form: Form

    @property
    def titles(self) -> tuple[str, str, str]:
        t = self.speech.t
        return t("workbook.levels"), t("workbook.anchors"), t("workbook.documents")

    def fixed(self) -> dict[Key, str | int | float]:
        """Every cell that nobody may change."""
        levels, anchors, documents = self.titles
        found = {(levels, place): value for place, value in self._head()}
        found |= {(anchors, place): value for place, value in self._anchors()}
        found |= {(documents, place): value for place, value in self._documents()}
        return {key: value for key, value in found.items() if value != ""}

    def _head(self) -> Iterator[tuple[str, str | int | float]]:
        t, form = self.speech.t, self.form
        yield "A1", t(f"workbook.title.{form.kind}")
        yield "A2", t("workbook.project")
        yield "B2", form.number
        yield "A3", t("workbook.name")
        yield "B3", clean(form.title)
        yield "A4", t("workbook.due")
        yield "B4", self.speech.day(form.due)
        yield "A5", t("workbook.mark")
        yield "B5", form.mark
        yield "A6", t("workbook.how", n=form.evidence_from, unjudged=t("workbook.unjudged"))
        for column, name in zip("ABCDEFG", COLUMNS, strict=True):
            yield f"{column}{FIRST - 1}", t(f"workbook.column.{name}")
        for row, line in enumerate(form.lines, start=FIRST):
            yield f"A{row}", line.code
            yield f"B{row}", self.speech.of(line.text)
            yield f"C{row}", line.weight
            yield f"D{row}", "" if line.own is None else line.own

    def _anchors(self) -> Iterator[tuple[str, str | int | float]]:
        yield "A1", self.speech.t("workbook.column.code")
        yield "B1", self.speech.t("workbook.column.level")
        yield "C1", self.speech.t("workbook.column.anchor")
        rows = [(line.code, anchor) for line in self.form.lines for anchor in line.anchors]
        for row, (code, anchor) in enumerate(rows, start=2):
            yield f"A{row}", code
            yield f"B{row}", anchor.n
            yield f"C{row}", self.speech.of(anchor.text)

    def _documents(self) -> Iterator[tuple[str, str | int | float]]:
        yield "A1", self.speech.t("workbook.column.document")
        yield "B1", self.speech.t("workbook.column.what")
        for row, document in enumerate(self.form.documents, start=2):
            yield f"A{row}", document.n
            yield f"B{row}", clean(document.name)

    def open_cells(self) -> set[Key]:
        """The cells that are to be filled in."""
        rows = range(FIRST, FIRST + len(self.form.lines))
        return {(self.titles[0], f"{column}{row}") for row in rows for column in (LEVEL, REASON, EVIDENCE)}


COLUMNS = ("code", "dimension", "weight", "own", "level", "reason", "evidence")


# Writing --------------------------------------------------------------------------------------------------------


def write(form: Form, speech: Speech) -> bytes:
    """The form as an XLSX file, with what is saved already in the cells to fill in."""
    layout = _Layout(speech, form)
    book = Workbook()
    sheets = {title: book.create_sheet(title) for title in layout.titles}
    del book[book.sheetnames[0]]
    for (title, place), value in layout.fixed().items():
        put(sheets[title][place], value)
    _fill(sheets[layout.titles[0]], form, speech)
    for sheet in sheets.values():
        _dress(sheet)
    _lock(book, layout)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(sheet: Worksheet, form: Form, speech: Speech) -> None:
    for row, line in enumerate(form.lines, start=FIRST):
        level = speech.t("workbook.unjudged") if line.unjudged else line.level
        put(sheet[f"{LEVEL}{row}"], level)
        put(sheet[f"{REASON}{row}"], clean(line.reason))
        put(sheet[f"{EVIDENCE}{row}"], ", ".join(map(str, line.evidence)))
    choices = [str(each) for each in range(form.scale[0], form.scale[1] + 1)]
    if form.may_not_judge:
        choices.append(speech.t("workbook.unjudged"))
    offered = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    sheet.add_data_validation(offered)
    offered.add(f"{LEVEL}{FIRST}:{LEVEL}{FIRST + len(form.lines) - 1}")


def _dress(sheet: Worksheet) -> None:
    for column, width in WIDTHS.items():
        sheet.column_dimensions[column].width = width
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.sheet_view.showGridLines = False


def _lock(book: Workbook, layout: _Layout) -> None:
    for sheet in book.worksheets:
        sheet.protection.sheet = True
    levels = book[layout.titles[0]]
    for column in "ABCDEFG":
        levels[f"{column}{FIRST - 1}"].fill = HEAD
    for _, place in layout.open_cells():
        levels[place].protection = Protection(locked=False)
        levels[place].fill = FILL
    levels.freeze_panes = f"A{FIRST}"


# Reading --------------------------------------------------------------------------------------------------------


def read(content: BinaryIO, form: Form, speech: Speech) -> tuple[Given, ...]:
    """The levels in a file that was made from this form. Raises Invalid naming the first cell that is wrong, and why:
    `formula`, `edited_cell`, `other_project`, `other_expert`, `other_version`, `cell_level`, `cell_documents`,
    `cell_too_long`; `not_a_sheet` for any other file, and whatever `check_content` refuses.
    """
    book = _opened(content)
    layout = _layout_of(book, form, speech)
    cells = dict(_cells(book))
    for (title, place), cell in cells.items():
        if cell.data_type == "f":
            raise Invalid(FIELD, "formula", {"cell": f"{title}!{place}"})
    _require_mark(layout, cells)
    _require_unchanged(layout, cells)
    return tuple(_given(layout, cells, row, line) for row, line in enumerate(form.lines, start=FIRST))


def _opened(content: BinaryIO) -> Workbook:
    if len(content.read(LARGEST + 1)) > LARGEST:
        raise Invalid("file", "too_large", {"limit_mib": 1})
    content.seek(0)
    check_content(content, "xlsx")
    content.seek(0)
    check_sheets(content, MOST_CELLS)
    content.seek(0)
    try:
        return load_workbook(content, data_only=False, keep_links=False)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Invalid(FIELD, "not_a_sheet") from error


def _layout_of(book: Workbook, form: Form, speech: Speech) -> _Layout:
    """In which language the file was written."""
    for language in dict.fromkeys((speech.language, *LANGUAGES)):
        layout = _Layout(Speech(language, speech.today), form)
        if tuple(book.sheetnames) == layout.titles:
            return layout
    raise Invalid(FIELD, "not_a_sheet")


def _cells(book: Workbook) -> Iterator[tuple[Key, Cell]]:
    for sheet in book.worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell, Cell) and cell.value is not None:
                    yield (sheet.title, cell.coordinate), cell


def _require_mark(layout: _Layout, cells: Mapping[Key, Cell]) -> None:
    """Whether the file was made for this project, this expert, and what is being scored now."""
    cell = cells.get((layout.titles[0], "B5"))
    found, wanted = str(cell.value).split("/") if cell else [], layout.form.mark.split("/")
    if len(found) != len(wanted):
        raise Invalid(FIELD, "not_a_sheet")
    if found[0] != wanted[0]:
        raise Invalid(FIELD, "other_project", {"found": found[0][:40]})
    if found[1] != wanted[1]:
        raise Invalid(FIELD, "other_expert")
    if found != wanted:
        raise Invalid(FIELD, "other_version")


def _require_unchanged(layout: _Layout, cells: Mapping[Key, Cell]) -> None:
    fixed, open_cells = layout.fixed(), layout.open_cells()
    for key in sorted(fixed.keys() | cells.keys()):
        if key in open_cells:
            continue
        found = cells[key].value if key in cells else None
        if found != fixed.get(key):
            raise Invalid(FIELD, "edited_cell", {"cell": "!".join(key)})


def _given(layout: _Layout, cells: Mapping[Key, Cell], row: int, line: Line) -> Given:
    title = layout.titles[0]

    def value(column: str) -> Any:
        cell = cells.get((title, f"{column}{row}"))
        return cell.value if cell else None

    level, unjudged = _level(layout, value(LEVEL), f"{title}!{LEVEL}{row}")
    reason = "" if value(REASON) is None else str(value(REASON)).strip()
    if len(reason) > REASON_LIMIT:
        raise Invalid(FIELD, "cell_too_long", {"cell": f"{title}!{REASON}{row}", "limit": REASON_LIMIT})
    evidence = _evidence(layout.form, value(EVIDENCE), f"{title}!{EVIDENCE}{row}")
    return Given(line.code, level, reason, evidence, unjudged)


def _level(layout: _Layout, value: object, cell: str) -> tuple[int | None, bool]:
    text = "" if value is None else str(value).strip()
    unjudged = {Speech(language, layout.speech.today).t("workbook.unjudged") for language in LANGUAGES}
    low, high = layout.form.scale
    if not text:
        return None, False
    if text in unjudged and layout.form.may_not_judge:
        return None, True
    plain = text.removesuffix(".0")
    if not plain.isascii() or not plain.isdigit() or not low <= int(plain[:9]) <= high:
        said = layout.speech.t("workbook.unjudged")
        raise Invalid(FIELD, "cell_level", {"cell": cell, "from": low, "to": high, "unjudged": said})
    return int(plain), False


def _evidence(form: Form, value: object, cell: str) -> tuple[int, ...]:
    text = "" if value is None else str(value).removesuffix(".0")
    parts = [part for part in text.replace("，", ",").replace("、", ",").replace(" ", ",").split(",") if part]
    known = {document.n for document in form.documents}
    if any(not part.isascii() or not part.isdigit() or int(part[:9]) not in known for part in parts):
        raise Invalid(FIELD, "cell_documents", {"cell": cell})
    return tuple(int(part) for part in dict.fromkeys(parts))
