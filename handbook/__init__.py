"""The standard, and values given to it, rendered: one outline read as page, document or file. Opens no database."""

from handbook.editions import Edition, editions
from handbook.errors import (
    HandbookError,
    NoChineseFont,
    NothingGiven,
    NotPrintable,
    UnknownEdition,
    UnknownFormat,
)
from handbook.given import Given
from handbook.nodes import Book
from handbook.outline import LANGUAGES, check_code, outline
from handbook.rendering import FORMATS, MEDIA_TYPES, book_of, remembered, render, render_record, write

__all__ = [
    "FORMATS",
    "LANGUAGES",
    "MEDIA_TYPES",
    "Book",
    "Edition",
    "Given",
    "HandbookError",
    "NoChineseFont",
    "NotPrintable",
    "NothingGiven",
    "UnknownEdition",
    "UnknownFormat",
    "book_of",
    "check_code",
    "editions",
    "outline",
    "remembered",
    "render",
    "render_record",
    "write",
]
