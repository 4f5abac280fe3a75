"""Printed pages, read back: what stands where."""

from __future__ import annotations

import io
from collections import defaultdict
from typing import Any

import pypdf

from handbook.nodes import Book
from handbook.pdf import render_pdf

POINTS = 72 / 25.4
"""Points in a millimetre."""


def read(book: Book) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(render_pdf(book)))


def signs(page: pypdf.PageObject) -> dict[int, list[tuple[float, str]]]:
    """By height from below, what stands on each line and where it begins, in points."""
    found: dict[int, list[tuple[float, str]]] = defaultdict(list)

    def visit(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        if text.strip():
            found[round(tm[5] * cm[3] + cm[5])].append((tm[4] * cm[0] + cm[4], text.strip()))

    page.extract_text(visitor_text=visit)
    return found
