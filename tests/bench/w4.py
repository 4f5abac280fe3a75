"""W4, the handbook: the full edition as page, document and pages, against the same texts put down bare.

The floor prints the same headings, paragraphs and tables with nothing else: Jinja without addresses or links,
python-docx without styles, typst without numbers, links, tags or a repeated head. Rounds alternate; figures are
medians in milliseconds. A cold PDF is the first of a process that has loaded the standard: fonts are searched and the
outline is made within it.
"""

from __future__ import annotations

import io
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import docx
import typst
from jinja2 import Environment

from handbook import Given, fonts, outline, render
from handbook.docx import render_docx
from handbook.html import render_html
from handbook.nodes import Book, Items, Para, Part, Table, parts_of
from handbook.pdf import render_pdf
from stages import Standard, catalogue
from web.handbook.given import given_on

DAY = date(2026, 3, 2)
SHORT_CHAPTERS = 12
"""Foreword, introduction and the chapters up to landing: a book of about sixty pages."""


@dataclass(frozen=True)
class Result:
    """One format: milliseconds of each round, by the floor and by the product."""

    name: str
    floor: list[float]
    ours: list[float]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ours) / statistics.median(self.floor)

    def line(self) -> str:
        floor, ours = statistics.median(self.floor), statistics.median(self.ours)
        spread = f"[{min(self.ours):.1f}-{max(self.ours):.1f}]"
        return f"W4 {self.name:19s} floor {floor:8.1f} ms   ours {ours:8.1f} ms {spread}   x{self.ratio:.2f}"


def book_of(standard: Standard) -> Book:
    return outline(standard, given=given_of(standard))


def given_of(standard: Standard) -> Given:
    return given_on(standard, DAY, "zh", "https://lifecycle.example.org/handbook/check/")


def short(book: Book) -> Book:
    """The first chapters."""
    return replace(book, parts=book.parts[:SHORT_CHAPTERS])


def measure(repeat: int) -> Iterator[Result]:
    """Each format in turn."""
    standard = catalogue().current()
    whole = book_of(standard)
    for name, book in (("60 pages", short(whole)), ("160 pages", whole)):
        yield _timed(f"HTML {name}", repeat, lambda b=book: bare_html(b), lambda b=book: render_html(b))  # type: ignore[misc]
        yield _timed(f"DOCX {name}", repeat, lambda b=book: bare_docx(b), lambda b=book: render_docx(b))  # type: ignore[misc]
        yield Result(f"PDF {name}, cold", _cold("floor", name, repeat), _cold("ours", name, repeat))
    outlined = _timed("outline, all", repeat, lambda: plain(whole), lambda: book_of(standard))
    yield Result("outline, all", outlined.ours, outlined.ours)
    given = given_of(standard)
    render(standard, format="docx", given=given)
    again = _timed("again, from memory", repeat, list, lambda: render(standard, format="docx", given=given))
    yield Result("again, from memory", again.ours, again.ours)


def _timed(name: str, repeat: int, floor: Callable[[], object], ours: Callable[[], object]) -> Result:
    result = Result(name, [], [])
    for _ in range(repeat):
        for measured, kept in ((floor, result.floor), (ours, result.ours)):
            began = time.perf_counter()
            measured()
            kept.append(1000 * (time.perf_counter() - began))
    return result


# The floor ---------------------------------------------------------------------------------------------------------


def plain(book: Book) -> list[dict[str, object]]:
    """Headings, paragraphs and cells as bare texts."""
    return [
        {"title": part.title[0], "texts": _texts(part), "tables": _tables(part)}
        for part in parts_of(book.parts)
    ]


def _texts(part: Part) -> list[str]:
    running = [block.words[0] for block in part.blocks if isinstance(block, Para)]
    return running + [
        entry[0] for block in part.blocks if isinstance(block, Items) for entry in block.entries
    ]


def _tables(part: Part) -> list[list[list[str]]]:
    return [
        [
            [column.head[0] for column in block.columns],
            *(
                [" ".join((*cell.codes, *(line[0] for line in cell.lines))) for cell in row.cells]
                for row in block.rows
            ),
        ]
        for block in part.blocks
        if isinstance(block, Table)
    ]


_PAGE = Environment(autoescape=True).from_string(
    "<!doctype html><meta charset=utf-8>{% for part in parts %}<h2>{{ part.title }}</h2>"
    "{% for text in part.texts %}<p>{{ text }}</p>{% endfor %}{% for table in part.tables %}<table>"
    "{% for row in table %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}"
    "</table>{% endfor %}{% endfor %}"
)


def bare_html(book: Book) -> bytes:
    return _PAGE.render(parts=plain(book)).encode()


def bare_docx(book: Book) -> bytes:
    """By the quick way to the cells: the usual one takes half a minute."""
    document = docx.Document()
    for part in plain(book):
        document.add_heading(str(part["title"]), 2)
        for text in part["texts"]:  # type: ignore[attr-defined]
            document.add_paragraph(text)
        for rows in part["tables"]:  # type: ignore[attr-defined]
            cells = document.add_table(len(rows), len(rows[0]))._cells
            for cell, text in zip(cells, (text for row in rows for text in row), strict=True):
                cell.paragraphs[0].add_run(text)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


_BARE = b"""#let parts = json(bytes(sys.inputs.parts))
#set text(font: json(bytes(sys.inputs.fonts)), size: 10.5pt, lang: "zh")
#set page(margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm))
#for part in parts {
  heading(level: 2, part.title)
  for line in part.texts { par(line) }
  for rows in part.tables { table(columns: rows.at(0).len(), ..rows.flatten()) }
}"""


def bare_pdf(book: Book) -> bytes:
    known = fonts.installed()
    inputs = {"parts": json.dumps(plain(book)), "fonts": json.dumps(fonts.faces(known)["body"])}
    compiler = typst.Compiler(_BARE, font_paths=known, ignore_system_fonts=True)
    made = compiler.compile(
        format="pdf", sys_inputs=inputs, timestamp=datetime(2026, 1, 1, tzinfo=UTC), pdf_tags=False
    )
    assert isinstance(made, bytes)
    return made


# Cold --------------------------------------------------------------------------------------------------------------


def _cold(side: str, size: str, repeat: int) -> list[float]:
    command = [sys.executable, "-m", "tests.bench.w4", side, size]
    runs = (subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(repeat))
    return [float(run.stdout) for run in runs]


def _first(side: str, size: str) -> float:
    """Milliseconds of the first book of this process."""
    standard = catalogue().current()
    began = time.perf_counter()
    book = book_of(standard)
    (render_pdf if side == "ours" else bare_pdf)(short(book) if size.startswith("60") else book)
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    print(_first(sys.argv[1], sys.argv[2]))
