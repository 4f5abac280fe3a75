"""The handbook's own words, in Chinese and in English: headings, columns, and the sentences that rules are read into.

Texts of the standard are not here. Each module holds a table `TEXTS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handbook.labels import book, chapters, forms, sentences, terms
from handbook.labels.label import Label

__all__ = ["TEXTS", "Label", "say"]

_TABLES: tuple[Mapping[str, Label], ...] = (
    book.TEXTS,
    chapters.TEXTS,
    forms.TEXTS,
    sentences.TEXTS,
    terms.TEXTS,
)

TEXTS: Mapping[str, Label] = MappingProxyType(
    {key: label for table in _TABLES for key, label in table.items()}
)


def say(lang: str, key: str, **values: object) -> str:
    """The sentence behind a key. Raises KeyError for a key, or a value, that is missing."""
    return TEXTS[key].of(lang, values)
