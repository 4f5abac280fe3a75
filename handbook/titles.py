"""Titles as they are printed: with the number of the chapter, or the letter and weight of the annex."""

from __future__ import annotations

from handbook.labels import say
from handbook.nodes import Part, Words


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
