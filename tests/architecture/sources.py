"""The project's own files, as the structural tests read them."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from jinja2 import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PACKAGES = ("stages", "lifecycle", "handbook", "web")
TEMPLATE_SUFFIXES = {".html", ".jinja", ".j2", ".svg", ".txt"}

_environment = jinja2.Environment(
    autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
)


@dataclass(frozen=True)
class Source:
    """One file: its place in the project (``lifecycle/clock.py``) and its text."""

    place: str
    text: str

    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.place)

    def template(self) -> nodes.Template:
        return _environment.parse(self.text, filename=self.place)


@dataclass(frozen=True, order=True)
class Breach:
    place: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.place}:{self.line}: {self.what}"


def python(*packages: str) -> list[Source]:
    """Every Python file of the packages."""
    return [_read(path) for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def templates(*packages: str) -> list[Source]:
    """Every Jinja template of the packages: the text files below a folder called ``templates``."""
    return [
        _read(path)
        for package in packages
        for path in sorted((ROOT / package).rglob("templates/**/*"))
        if path.suffix in TEMPLATE_SUFFIXES
    ]


def everything() -> Iterator[Source]:
    """Every text file that is, or could be, committed."""
    for name in _listed():
        path = ROOT / name
        if path.is_file() and b"\0" not in path.read_bytes():
            yield _read(path)


def report(breaches: list[Breach]) -> str:
    return "\n".join(str(breach) for breach in sorted(breaches))


def qualified_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every name that an import explains, in full and with its line: ``dt.now`` is ``datetime.datetime.now``."""
    origins = dict(_origins(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            head, *rest = ast.unparse(node).split(".")
            if head in origins:
                yield node.lineno, ".".join([origins[head], *rest])


def _origins(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _read(path: Path) -> Source:
    return Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def _listed() -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return listing.split("\0")[:-1]
