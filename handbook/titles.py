"""Titles as they are printed: with the number of chapter, table or figure, the letter and weight of the annex."""

from __future__ import annotations

from handbook.labels import say
from handbook.nodes import Book, Figure, Part, Table, Words


def full_title(part: Part, langs: tuple[str, ...]) -> Words:
    """`7 成果挖掘`, `附录A（规范性）表单`, `前言`; a second language does without the number."""
    first = _title(part, langs[0], part.title[0])
    return (first, *part.title[1:])


def _title(part: Part, lang: str, text: str) -> str:
    if not part.weight:
        return f"{part.number}  {text}".strip()
    letter = say(lang, "annex", letter=part.number)
    weight = say(lang, f"annex.{part.weight}")
    return f"{letter}{weight}  {text}" if lang == "zh" else f"{letter} {weight}: {text}"


def shown_code(book: Book, code: str) -> str:
    """A code as it is printed: what people do not cite by its code is named by its table."""
    table = book.places.get(code)
    return say(book.langs[0], "numbered.table", n=table) if table else code


def caption_of(block: Table | Figure, langs: tuple[str, ...]) -> Words:
    """`表12  政府清单`, `图1  全链条流程图`; a second language does without the number, no words for no caption."""
    if not block.number or not block.caption:
        return block.caption
    key = "numbered.table" if isinstance(block, Table) else "numbered.figure"
    return (f"{say(langs[0], key, n=block.number)}  {block.caption[0]}", *block.caption[1:])
