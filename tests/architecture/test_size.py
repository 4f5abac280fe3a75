"""Ten lines is a normal function and a file is one idea; the tail grows unseen, so the tail is measured."""

from __future__ import annotations

import ast
from dataclasses import dataclass

import pytest

from tests.architecture.sources import PACKAGES, Breach, Source, python, report

LONGEST_FILE = 500  # lines
NINE_IN_TEN = 30  # lines: nine functions in ten are no longer


@dataclass(frozen=True)
class Length:
    """The lines of one function from ``def`` to its end, without its docstring: explaining costs nothing."""

    place: str
    line: int
    name: str
    lines: int

    def breach(self) -> Breach:
        return Breach(self.place, self.line, f"{self.name} has {self.lines} lines")


def lengths(source: Source) -> list[Length]:
    functions = (
        node for node in ast.walk(source.tree()) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return [Length(source.place, node.lineno, node.name, _lines(node)) for node in functions]


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    documented = ast.get_docstring(function, clean=False) is not None
    return _span(function) - (_span(first) if documented else 0)


def _span(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def tail(functions: list[Length]) -> int:
    """The length that nine functions in ten do not exceed; 0 for none."""
    ordered = sorted(function.lines for function in functions)
    return ordered[int(0.9 * (len(ordered) - 1))] if ordered else 0


def long_files(sources: list[Source]) -> list[Breach]:
    sizes = [(source.place, source.text.count("\n")) for source in sources]
    return [Breach(place, lines, f"{lines} lines") for place, lines in sizes if lines > LONGEST_FILE]


@pytest.mark.parametrize("package", PACKAGES)
def test_nine_functions_in_ten_are_short(package: str) -> None:
    functions = [function for source in python(package) for function in lengths(source)]
    longest = [function.breach() for function in functions if function.lines > NINE_IN_TEN]
    assert tail(functions) <= NINE_IN_TEN, report(longest)


def test_no_file_is_long() -> None:
    written = [source for source in python(*PACKAGES) if "migrations/versions" not in source.place]
    breaches = long_files(written)
    assert not breaches, report(breaches)


def test_long_functions_and_files_are_noticed() -> None:
    long = "def f():\n" + "    pass\n" * 31
    documented = 'def f():\n    """' + "why\n" * 30 + '    """\n    pass\n'
    assert [f.lines for f in lengths(Source("a.py", long))] == [32]
    assert [f.lines for f in lengths(Source("a.py", documented))] == [2]
    assert tail(lengths(Source("a.py", long))) > NINE_IN_TEN
    assert long_files([Source("a.py", "\n" * 501)])
