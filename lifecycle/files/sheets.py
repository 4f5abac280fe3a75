"""How far the sheets of a workbook reach, before a library lays them out in memory.

A sheet is written sparsely and laid out densely: one cell in the last corner of a file of five kilobytes asks for half
a terabyte, and whoever lays it out ends the process. The same is done by a merged range, a link or a comment that
reaches so far, and by a long text that every cell repeats by its number. A parser that keeps nothing measures them.
"""

import re
import zipfile
from collections.abc import Callable
from typing import BinaryIO
from xml.parsers import expat

from lifecycle.errors import Invalid

MOST_CELLS = 5_000_000
"""100,000 rows of 50 columns."""
MOST_TEXT = 256 << 20
"""Characters that the cells of a workbook come to, a repeated text counted as often as it stands there."""
CHUNK = 1 << 16
PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", re.IGNORECASE | re.ASCII)
LAID_OUT = frozenset({"mergeCell", "hyperlink", "comment"})
"""Elements whose `ref` some library fills with cells."""
VALUES = frozenset({"v", "is", "f"})


def check_sheets(content: BinaryIO, most_cells: int = MOST_CELLS) -> None:
    """Of a package that `check_office` let in. Raises Invalid(`file`, …): `reaches_too_far`, `bomb`, `unreadable`."""
    with zipfile.ZipFile(content) as package:
        repeated = _Repeated()
        for entry in _parts(package):
            if entry.filename.casefold().endswith("sharedstrings.xml"):
                _parse(package, entry, repeated.start, repeated.end, repeated.text)
        for entry in _parts(package):
            reach = _Reach(repeated.lengths, most_cells)
            _parse(package, entry, reach.start, reach.end, reach.text)


def _parts(package: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The parts in XML. A sheet under another name is no sheet that a spreadsheet program writes."""
    others = [
        entry for entry in package.infolist() if not entry.filename.casefold().endswith((".xml", ".rels"))
    ]
    if any(b"sheetData" in package.read(entry) for entry in others):
        raise Invalid("file", "unreadable", {"reason": "sheet"})
    return [entry for entry in package.infolist() if entry.filename.casefold().endswith(".xml")]


def _parse(
    package: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        with package.open(entry) as part:
            while chunk := part.read(CHUNK):
                parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no keywords
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise Invalid("file", "unreadable", {"reason": "xml"}) from error


def _refuse(*_: object) -> None:
    raise Invalid("file", "unreadable", {"reason": "doctype"})


class _Repeated:
    """The lengths of the texts that cells name by their number."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def start(self, name: str, _: dict[str, str]) -> None:
        if name == "si":
            self.lengths.append(0)

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


class _Reach:
    """How far one part reaches: its last row and column that hold something, and what its cells come to."""

    def __init__(self, lengths: list[int], most: int) -> None:
        self.lengths, self.most = lengths, most
        self.last_row = self.last_column = self.characters = self.laid_out = 0
        self.row = self.column = 0
        self.is_repeated, self.number = False, ""
        self.within = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.within = name
        if name == "row":
            self.row, self.column = _number(attributes.get("r"), self.row + 1), 0
        elif name == "c":
            self._begin_cell(attributes)
        elif name in VALUES:
            self._reaches(self.row, self.column)
        elif name in LAID_OUT and "ref" in attributes:
            self._lay_out(attributes["ref"])

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        if "r" in attributes:
            self.row, self.column = _place(attributes["r"])
        self.is_repeated, self.number = attributes.get("t") == "s", ""

    def _lay_out(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        self.laid_out += (abs(bottom - top) + 1) * (abs(right - left) + 1)
        self._reaches(max(top, bottom), max(left, right))

    def _reaches(self, row: int, column: int) -> None:
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)
        if self.last_row * self.last_column + self.laid_out > self.most:
            raise Invalid("file", "reaches_too_far", {"cell": f"{_letters(column)}{row}"})

    def end(self, name: str) -> None:
        self.within = ""
        if name == "v" and self.is_repeated and self.number.strip().isdecimal():
            which = int(self.number[:9])
            self.characters += self.lengths[which] if which < len(self.lengths) else 0
            if self.characters > MOST_TEXT:
                raise Invalid("file", "bomb", {"characters": self.characters, "most": MOST_TEXT})

    def text(self, text: str) -> None:
        if self.within == "v" and self.is_repeated:
            self.number += text


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isascii() or not text.isdecimal() or len(text) > 7:  # noqa: PLR2004 - of the last row there is
        raise Invalid("file", "unreadable", {"reason": "sheet"})
    return int(text)


def _place(reference: str) -> tuple[int, int]:
    """Row and column, from 1."""
    found = PLACE.fullmatch(reference.strip())
    if found is None:
        raise Invalid("file", "unreadable", {"reason": "sheet"})
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
