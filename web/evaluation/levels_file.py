"""Levels in a file: a workbook or YAML, by the file's ending. Both are read with the same care and give the same."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from lifecycle.errors import Invalid
from lifecycle.verbs.levels import Given
from stages.yamltree import parse
from web.evaluation import workbook
from web.evaluation.form import Form, Line
from web.speech import Speech

ENDINGS = (".xlsx", ".yaml", ".yml")
KEYS = frozenset({"level", "unjudged", "reason", "evidence"})


def write(path: Path, form: Form, speech: Speech) -> None:
    """The form as a file to be filled in."""
    ending = _ending(path)
    if ending == ".xlsx":
        path.write_bytes(workbook.write(form, speech))
    else:
        path.write_text("\n".join(_yaml(form, speech)) + "\n", "utf-8")


def read(path: Path, form: Form, speech: Speech) -> tuple[Given, ...]:
    """The levels in a file. Raises Invalid naming what is wrong and where."""
    if _ending(path) == ".xlsx":
        with path.open("rb") as stream:
            return workbook.read(stream, form, speech)
    return tuple(_read_yaml(path, form))


def _ending(path: Path) -> str:
    if path.suffix.lower() not in ENDINGS:
        raise Invalid("file", "type_not_allowed", {"extension": path.suffix.lstrip("."), "allowed": ENDINGS})
    return path.suffix.lower()


def _yaml(form: Form, speech: Speech) -> Iterator[str]:
    """A mapping by dimension; `mark` says what it was made for."""
    yield f"mark: {json.dumps(form.mark)}"
    for line in form.lines:
        yield f"# {speech.of(line.text)}".replace("\n", " ")
        yield f"{line.code}: {json.dumps(_value(line), ensure_ascii=False)}"


def _value(line: Line) -> dict[str, object]:
    level: dict[str, object] = {"unjudged": True} if line.unjudged else {"level": line.level}
    return {**level, "reason": line.reason, "evidence": list(line.evidence)}


def _read_yaml(path: Path, form: Form) -> Iterator[Given]:
    try:
        parsed = parse(path.read_text("utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise Invalid("file", "unreadable", {"extension": "yaml"}) from error
    if parsed.problems or not isinstance(parsed.tree, Mapping):
        first = parsed.problems[0] if parsed.problems else None
        raise Invalid(
            "file", "bad_yaml", {"line": first.line if first else 1, "why": first.message if first else ""}
        )
    tree = dict(parsed.tree)
    if tree.pop("mark", form.mark) != form.mark:
        raise Invalid("file", "other_version")
    codes = {line.code for line in form.lines}
    for code, value in tree.items():
        line = parsed.lines.get((code,), 1)
        if code not in codes or not isinstance(value, Mapping) or not value.keys() <= KEYS:
            raise Invalid("file", "bad_yaml", {"line": line, "why": str(code)})
        yield _given(str(code), value, line)


def _given(code: str, value: Mapping[str, object], line: int) -> Given:
    level, evidence = value.get("level"), value.get("evidence", ())
    wrong = not (level is None or (isinstance(level, int) and not isinstance(level, bool)))
    numbers = evidence if isinstance(evidence, tuple) else ()
    if wrong or len(numbers) != len(tuple(n for n in numbers if isinstance(n, int))):
        raise Invalid("file", "bad_yaml", {"line": line, "why": code})
    return Given(
        code,
        level if isinstance(level, int) else None,
        str(value.get("reason") or ""),
        tuple(n for n in numbers if isinstance(n, int)),
        value.get("unjudged") is True,
    )
