"""The released standard and the small one, and the books that several tests read."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pypdf
import pytest

from handbook import outline
from handbook.nodes import Book
from handbook.pdf import render_pdf
from stages import Standard, load
from stages.releases import RELEASES

SMALL = Path(__file__).parents[1] / "standards" / "small"
NASTY = "<script>alert(1)</script> &amp; #let x = 1; $x^2$ [a](b) {{ 7*7 }} {n} =1+1 | *b* _c_ `d` @ref <a> \\n 余杭"


@pytest.fixture(scope="session")
def released() -> Standard:
    return load(RELEASES / "2026.1")


@pytest.fixture(scope="session")
def small() -> Standard:
    return load(SMALL)


@pytest.fixture(scope="session")
def book(released: Standard) -> Book:
    return outline(released)


@pytest.fixture
def changed(tmp_path: Path) -> ChangedStandard:
    """A copy of the small standard whose texts may be replaced."""
    return ChangedStandard(Path(shutil.copytree(SMALL, tmp_path / "small-1")))


class ChangedStandard:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def say(self, file: str, old: str, new: str) -> None:
        """Replace a text once; the new one is quoted for YAML."""
        path = self.folder / file
        text = path.read_text("utf-8")
        assert old in text
        quoted = "'" + new.replace("'", "''") + "'"
        path.write_text(text.replace(f"zh: {old}", f"zh: {quoted}", 1), "utf-8")

    def load(self) -> Standard:
        return load(self.folder)


@pytest.fixture(scope="session")
def pages(chinese_font: None, book: Book) -> pypdf.PdfReader:
    """The full edition as PDF, read back."""
    return pypdf.PdfReader(io.BytesIO(render_pdf(book)))
