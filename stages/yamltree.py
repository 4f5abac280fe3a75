"""YAML text to plain values and the lines they stand on, refusing all that a definition has no need of.

Refused: aliases and anchors (so nothing can multiply), tags and directives (so nothing can be constructed), keys
given twice, keys that are no plain words, more than one document, more than `MAX_DEPTH` levels. Plain words read as
in YAML 1.2: only `true` and `false` are booleans, and `no`, `on`, `2026-01-01` stay text. Values are built from
parser events one by one; no constructor of the library ever runs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from typing_extensions import override

MAX_DEPTH = 20

Path = tuple[str | int, ...]
Scalar = str | int | float | bool | None
Tree = Scalar | tuple["Tree", ...] | Mapping[str, "Tree"]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}")
_WORDS: Mapping[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a definition: where, at which key, what, what would be right. Lines count from 1.

    `message` is for whoever writes definitions, in English; a problem with a `code` can be said in another language,
    with its `values`.
    """

    file: str
    line: int
    key: str
    message: str
    code: str = ""
    values: tuple[tuple[str, object], ...] = ()

    @override
    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.message}"


@dataclass(frozen=True, slots=True)
class Parsed:
    """The values of one file, the line of every path in it, and what was wrong."""

    tree: Tree
    lines: Mapping[Path, int]
    problems: tuple[Problem, ...]


class _TooDeepError(Exception):
    """Raised to stop reading; the problem is already noted."""


@dataclass
class _Open:
    """A mapping or a sequence that is being filled."""

    path: Path
    values: dict[str, Tree] | list[Tree]
    key: str | None = None
    repeated: bool = False


@dataclass
class _Builder:
    file: str
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    root: Tree = None
    documents: int = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        match event:
            case DocumentStartEvent():
                self._document(event, line)
            case AliasEvent():
                self._note(line, f"*{event.anchor}", "is an alias; write the value out where it is used")
                self._place(None, line)
            case MappingStartEvent() | SequenceStartEvent():
                self._refuse_extras(event, line)
                self._open(event, line)
            case MappingEndEvent() | SequenceEndEvent():
                self._close()
            case ScalarEvent():
                self._refuse_extras(event, line)
                self._scalar(event, line)

    def _document(self, event: Any, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            self._note(line, "---", "starts a second document; keep one in a file")
        if event.version or event.tags:
            self._note(line, "%", "is a directive; remove it")

    def _refuse_extras(self, event: Any, line: int) -> None:
        if event.anchor:
            self._note(
                line, f"&{event.anchor}", "is an anchor; remove it and write the value out where it is used"
            )
        if event.tag:
            self._note(line, str(event.tag), "is a tag; write a plain value")

    def _scalar(self, event: Any, line: int) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.values, dict) and top.key is None:
            self._key(top, event.value, line)
        else:
            self._place(_value(event), line)

    def _key(self, top: _Open, key: str, line: int) -> None:
        top.key, top.repeated = key, key in top.values
        if top.repeated:
            first = self.lines[(*top.path, key)]
            self._note(line, key, f"is given twice; line {first} has it already, keep one")
        else:
            self.lines[(*top.path, key)] = line

    def _open(self, event: Any, line: int) -> None:
        if self.stack and isinstance(self.stack[-1].values, dict) and self.stack[-1].key is None:
            self._note(line, "?", "is a list or a block used as a key; use a plain word")
            self.stack[-1].key, self.stack[-1].repeated = "?", True
        if len(self.stack) >= MAX_DEPTH:
            self._note(line, "…", f"is nested more than {MAX_DEPTH} deep; flatten it")
            raise _TooDeepError
        path = self._path()
        self.lines.setdefault(path, line)
        self.stack.append(_Open(path, {} if isinstance(event, MappingStartEvent) else []))

    def _close(self) -> None:
        done = self.stack.pop().values
        self._put(done if isinstance(done, dict) else tuple(done))

    def _place(self, value: Scalar, line: int) -> None:
        self.lines.setdefault(self._path(), line)
        self._put(value)

    def _put(self, value: Tree) -> None:
        if not self.stack:
            if self.documents == 1:
                self.root = value
            return
        top = self.stack[-1]
        if isinstance(top.values, list):
            top.values.append(value)
        else:
            if top.key is not None and not top.repeated:
                top.values[top.key] = value
            top.key = None

    def _path(self) -> Path:
        if not self.stack:
            return ()
        top = self.stack[-1]
        return (*top.path, len(top.values) if isinstance(top.values, list) else top.key or "?")

    def _note(self, line: int, key: str, message: str) -> None:
        self.problems.append(Problem(self.file, line, key, message))


def parse(text: str, file: str) -> Parsed:
    """Read one file. With a problem the tree is what could be read, or None; bad input never raises."""
    builder = _Builder(file)
    reader = YAML(typ="safe", pure=True)
    try:
        for event in reader.parse(text):
            builder.take(event)
    except _TooDeepError:
        pass
    except (YAMLError, RecursionError, ValueError) as error:
        builder.problems.append(_syntax_problem(error, text, file))
    return Parsed(builder.root, builder.lines, tuple(builder.problems))


def _value(event: Any) -> Scalar:
    word: str = event.value
    if event.style is not None:
        return word
    if word in _WORDS:
        return _WORDS[word]
    if _INTEGER.fullmatch(word):
        return int(word)
    return float(word) if _DECIMAL.fullmatch(word) else word


def _syntax_problem(error: Exception, text: str, file: str) -> Problem:
    if isinstance(error, MarkedYAMLError) and error.problem_mark is not None:
        line, what = error.problem_mark.line + 1, error.problem or error.context or "cannot be read"
        return Problem(file, line, "YAML", f"{what}; correct the spelling of this line or the one before")
    line = text.count("\n", 0, getattr(error, "position", 0)) + 1
    return Problem(file, line, "YAML", "holds a character that YAML does not allow; remove it")
