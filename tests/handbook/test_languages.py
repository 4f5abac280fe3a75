"""Each book in its own language: no signs of the other, no codes where words belong, no units in short."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from handbook import outline
from handbook.editions import OF_ONE, editions
from handbook.html import render_html
from handbook.markdown import render_markdown
from handbook.nodes import Figure, Form, Items, Para, Table, parts_of
from handbook.titles import shown_code
from web.handbook.given import given_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handbook.nodes import Book, Part, Words
    from stages import Standard

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
"""A character of Chinese, its blank, or a sign as wide as one."""
SECTION = re.compile(r"\d[(（][一二三四五六七八九十]+[)）]\d?")
DOCUMENT = re.compile(r"[\u4e00-\u9fff]+〔\d{4}〕\d+号")
"""A section of the source document and the number of an official one, which are the same in every language."""
CODE = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b|\b(?:True|False|None)\b|\{[a-z_]+\}")
SHORT = re.compile(r"\bwd\b|\bcd\b")
HALF = re.compile(r"[\u4e00-\u9fff][,;:!?](?!\d)|[,;!?][\u4e00-\u9fff]")
"""A sign of Western punctuation between Chinese ones."""


def words_of(part: Part) -> Iterator[tuple[str, Words]]:
    """Every text of a part with where it stands."""
    yield "title", part.title
    for block in part.blocks:
        match block:
            case Table():
                yield from of_table(block)
            case Para():
                yield "paragraph", block.words
            case Items():
                yield from (("item", entry) for entry in block.entries)
            case Figure():
                yield "figure", (*block.caption, *block.alt, re.sub("<[^>]*>", " ", block.svg))
            case Form():
                yield from (("form", each) for each in of_form(block))


def of_table(table: Table) -> Iterator[tuple[str, Words]]:
    yield "caption", table.caption
    yield from (("head", column.head) for column in table.columns)
    for row in table.rows:
        for n, cell in enumerate(row.cells):
            yield from ((f"column {n}", line) for line in cell.lines)
            yield from (("codes", (code,)) for code in cell.codes)


def of_form(form: Form) -> Iterator[Words]:
    yield from (form.title, *form.signatures, *form.pledge)
    for field in form.fields:
        yield from (field.label, field.unit, *field.choices, *field.columns)


def texts(book: Book) -> Iterator[tuple[str, str]]:
    for part in parts_of(book.parts):
        for where, said in words_of(part):
            is_other_language = part.anchor == "terms" and where == "column 2"
            if where == "codes":
                yield f"{part.anchor} {where}", shown_code(book, said[0])
            elif not is_other_language:
                yield from ((f"{part.anchor} {where}", text) for text in said)


def books(standard: Standard, lang: str) -> Iterator[Book]:
    given = given_on(standard, date(2026, 3, 2), lang, "https://example.org/check/")
    for edition in editions(standard):
        if edition.code not in OF_ONE:
            yield outline(standard, edition.code, lang, given)


def plain(text: str) -> str:
    return DOCUMENT.sub(" ", SECTION.sub(" ", text))


@pytest.mark.parametrize("pattern", [CHINESE, CODE, SHORT], ids=["chinese", "codes", "units"])
def test_an_english_book_is_english(released: Standard, pattern: re.Pattern[str]) -> None:
    found = {
        f"{where}: {text[:90]}"
        for book in books(released, "en")
        for where, text in texts(book)
        if pattern.search(plain(text))
    }
    assert found == set()


def test_a_chinese_book_is_chinese(released: Standard) -> None:
    found = {
        f"{where}: {text[:90]}"
        for book in books(released, "zh")
        for where, text in texts(book)
        if CODE.search(text) or HALF.search(plain(text))
    }
    assert found == set()


@pytest.mark.parametrize("render", [render_html, render_markdown])
def test_what_is_rendered_adds_no_sign_of_chinese(released: Standard, render: object) -> None:
    assert callable(render)
    for book in books(released, "en"):
        text: str = render(book).decode().replace("\\", "")
        for part in re.split(r"<h[1-6] |\n#+ ", text):
            if not part.startswith(('id="terms"', '<a id="terms"')):
                left = plain(re.sub(r"<style.*?</style>|<[^>]*>", " ", part, flags=re.DOTALL))
                assert not CHINESE.search(left), left[max(CHINESE.search(left).start() - 60, 0) :][:120]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (CHINESE, "level（level）"),
        (CHINESE, "T04\u3000T08"),
        (CHINESE, "a、b"),
        (CODE, "of lessons_note"),
        (SHORT, "within 5 wd"),
        (HALF, "时区固定;到期日"),
    ],
)
def test_what_is_looked_for_is_found(pattern: re.Pattern[str], text: str) -> None:
    """A negative control."""
    assert pattern.search(text)
