"""One sentence of the handbook in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Label(NamedTuple):
    """`zh` binds. Values are put in by name and stay what they are: a text with braces is printed with braces."""

    zh: str
    en: str

    def of(self, lang: str, values: Mapping[str, object]) -> str:
        """The sentence with its values; KeyError for a value that is missing."""
        text = self.en if lang == "en" else self.zh
        return text.format_map(values) if values else text


L = Label
"""Its short name, written on every line of a table."""
