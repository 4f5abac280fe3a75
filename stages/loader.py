"""A definition folder to a `Standard`, or all its problems at once.

`standard.yaml` names the stages; every stage has a file of its own name beside the files of `BLOCKS`. Nothing in a
file is ever executed. Sizes, depths and numbers of files are bounded before anything is parsed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError, model_validator

from stages import model
from stages.blocks.base import Code, Defined, PlainDate, Text, Texted, with_keys
from stages.complaints import problems_of
from stages.model import Place, Standard
from stages.yamltree import Parsed, Problem, Tree, parse
from stages.yamltree import Path as TreePath

MAX_FILE_BYTES = 256 * 1024
MAX_FOLDER_BYTES = 2 * 1024 * 1024
MAX_FILES = 64


class DefinitionError(Exception):
    """A definition that cannot be used; `problems` says everything that is wrong, by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Header(Texted):
    version: Code
    effective: PlainDate
    issued: Text
    stages: tuple[Code, ...] = Field(min_length=1)


class RolesFile(Defined):
    roles: tuple[model.RoleDef, ...]
    organisation_kinds: tuple[model.OrganisationKind, ...]
    offices: tuple[model.Office, ...]
    powers: tuple[model.Power, ...] = ()
    phases: tuple[model.Phase, ...]


class FactsFile(Defined):
    flags: tuple[model.Fact, ...] = ()
    facts: tuple[model.Fact, ...] = ()
    events: tuple[model.Event, ...]

    @model_validator(mode="before")
    @classmethod
    def _tell_flags_apart(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping):
            return raw
        told = {
            block: with_keys(raw[block], {"@flag": block == "flags"})
            for block in ("flags", "facts")
            if block in raw
        }
        return {**raw, **told}


class DocumentsFile(Defined):
    documents: tuple[model.Document, ...]


class StageFile(Defined):
    stage: model.Stage


class FlowFile(Defined):
    entry_points: tuple[model.EntryPoint, ...]
    mid_entry_rules: tuple[model.MidEntryRule, ...] = ()
    tracks: tuple[model.Track, ...] = ()
    absent_party: tuple[model.Substitute, ...] = ()
    states: tuple[model.Status, ...]
    outcomes: tuple[model.Outcome, ...] = ()
    settlement: tuple[model.Settlement, ...] = ()
    special_actors: tuple[model.SpecialActor, ...] = ()
    moves: tuple[model.Move, ...]
    cause_codes: tuple[model.CauseCode, ...] = ()
    due_diligence_exemption: model.Exemption | None = None
    decision: model.Decision


class RubricFile(Defined):
    rubric: model.Rubric


class RulesFile(Defined):
    red_lines: tuple[model.RedLine, ...] = ()
    legal_rules: tuple[model.LegalRule, ...] = ()


class ReferencesFile(Defined):
    laws: tuple[model.Law, ...] = ()
    standards: tuple[model.NormStandard, ...] = ()
    plan: model.Plan


class ResourcesFile(Defined):
    resources: tuple[model.Resource, ...] = ()
    voucher_rule: model.VoucherRule | None = None
    risk_pool_rule: model.RiskPoolRule | None = None


class MatrixFile(Defined):
    duty_matrix: tuple[model.MatrixRow, ...] = ()


BLOCKS: Mapping[str, type[Defined]] = {
    "roles": RolesFile,
    "facts": FactsFile,
    "documents": DocumentsFile,
    "flow": FlowFile,
    "supervision": model.Supervision,
    "references": ReferencesFile,
    "rubric": RubricFile,
    "rules": RulesFile,
    "resources": ResourcesFile,
    "targets": model.Targets,
    "duty-matrix": MatrixFile,
}
EMPTY: Mapping[str, type[Defined]] = {
    "rules": RulesFile,
    "resources": ResourcesFile,
    "duty-matrix": MatrixFile,
}
OPTIONAL = frozenset({"rubric", "targets", *EMPTY})

Block = TypeVar("Block", bound=Defined)


def load(folder: Path) -> Standard:
    """The standard that the folder defines.

    Its form is checked here, its sense in `checks`. Raises DefinitionError with every problem at once, or
    OSError when the folder cannot be read.
    """
    contents = read_folder(folder)
    reading = _Reading({name: _parse(name, content) for name, content in contents.items()})
    blocks = reading.blocks()
    if reading.problems:
        raise DefinitionError(reading.problems)
    return _assemble(blocks, reading.places, content_hash(contents))


def content_hash(contents: Mapping[str, bytes]) -> str:
    """`sha256:…` over name and bytes of each file in order of name, line ends counted as LF."""
    digest = hashlib.sha256()
    for name in sorted(contents):
        body = contents[name].replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(body)}\0".encode())
        digest.update(body)
    return f"sha256:{digest.hexdigest()}"


def read_folder(folder: Path) -> Mapping[str, bytes]:
    """The bytes of every file of a definition, by name; refuses what is too much or no definition file."""
    problems: list[Problem] = []
    contents: dict[str, bytes] = {}
    for entry in _entries(folder):
        if not (entry.is_file(follow_symlinks=False) and entry.name.endswith(".yaml")):
            problems.append(
                Problem(entry.name, 1, entry.name, "is no definition file; keep only .yaml files here")
            )
        elif entry.stat().st_size > MAX_FILE_BYTES:
            problems.append(
                Problem(
                    entry.name, 1, entry.name, f"is over {MAX_FILE_BYTES // 1024} KiB; split or shorten it"
                )
            )
        else:
            contents[entry.name] = Path(entry.path).read_bytes()
    if sum(map(len, contents.values())) > MAX_FOLDER_BYTES:
        problems.append(
            Problem(
                folder.name, 1, "files", f"are over {MAX_FOLDER_BYTES // 1024} KiB together; shorten them"
            )
        )
    if problems:
        raise DefinitionError(problems)
    return contents


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    entries: list[os.DirEntry[str]] = []
    with os.scandir(folder) as found:
        for entry in found:
            entries.append(entry)
            if len(entries) > MAX_FILES:
                raise DefinitionError(
                    [Problem(folder.name, 1, "files", f"are more than {MAX_FILES}; keep one per block")]
                )
    return entries


@lru_cache(maxsize=MAX_FILES)  # whoever corrects one file and loads again waits for that file only
def _parse(name: str, content: bytes) -> Parsed:
    try:
        return parse(content.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Parsed(None, {}, (Problem(name, line, "text", "is not UTF-8; save the file as UTF-8"),))


class _Reading:
    """The files of one folder on their way to blocks, and what is wrong with them."""

    def __init__(self, files: Mapping[str, Parsed]) -> None:
        self._files = files
        self.problems = [problem for each in files.values() for problem in each.problems]
        self.places: dict[tuple[str, str], Place] = {}

    def blocks(self) -> Mapping[str, Defined]:
        """Every file as its block, by name without `.yaml`; incomplete when there are problems."""
        header = self._block("standard.yaml", Header)
        if header is not None:
            self._check_names(header)
        others = {name: BLOCKS.get(name[:-5], StageFile) for name in self._files if name != "standard.yaml"}
        found = {"standard": header} | {name[:-5]: self._block(name, shape) for name, shape in others.items()}
        return {name: block for name, block in found.items() if block is not None}

    def _check_names(self, header: Header) -> None:
        stages = {f"{stage}.yaml" for stage in header.stages}
        expected = {f"{block}.yaml" for block in BLOCKS} | stages | {"standard.yaml"}
        needed = expected - {f"{block}.yaml" for block in OPTIONAL}
        for name in needed - set(self._files):
            self._note(name, 1, name, "is missing; add the file")
        for name in set(self._files) - expected:
            self._note(
                name, 1, name, "is not expected; list it among the stages of standard.yaml or remove it"
            )
        for name in stages & set(self._files):
            self._check_stage_name(name)

    def _check_stage_name(self, name: str) -> None:
        stage = _child(_child(self._files[name].tree, "stage"), "id")
        if stage is not None and stage != name[:-5]:
            line = self._files[name].lines.get(("stage", "id"), 1)
            self._note(name, line, "id", f"is {stage!r}; in this file it must be {name[:-5]!r}")

    def _block(self, name: str, shape: type[Block]) -> Block | None:
        parsed = self._files.get(name)
        if parsed is None:
            if name == "standard.yaml":
                self._note(name, 1, name, "is missing; add the file")
            return None
        if parsed.problems:
            return None
        self._find_places(name, parsed)
        try:
            return shape.model_validate(parsed.tree)
        except ValidationError as error:
            self.problems.extend(problems_of(error, shape, parsed, name))
            return None

    def _find_places(self, name: str, parsed: Parsed) -> None:
        for block, code, path in _definitions(parsed.tree):
            place = Place(name, parsed.lines[path])
            first = self.places.setdefault((block, code), place)
            if first != place:
                self._note(
                    name,
                    place.line,
                    code,
                    f"is given twice; {first.file}:{first.line} has it, choose another",
                )

    def _note(self, file: str, line: int, key: str, message: str) -> None:
        self.problems.append(Problem(file, line, key, message))


_CODE_KEYS = ("id", "step", "phase", "name", "gate")
_SHARED_BLOCKS = {"flags": "facts", "must": "criteria", "should": "criteria", "duty_matrix": "matrix"}


def _definitions(tree: Tree) -> Iterator[tuple[str, str, TreePath]]:
    """(block, code, path) of everything that a file defines under a code of its own."""
    stage = _child(tree, "stage")
    gate = _child(stage, "gate")
    yield from _lists(tree, ())
    yield from _own(stage, "stages", ("stage",))
    yield from _lists(stage, ("stage",))
    yield from _lists(_child(tree, "rubric"), ("rubric",))
    yield from _own(gate, "gates", ("stage", "gate"))
    for block, code, path in _lists(gate, ("stage", "gate")):
        yield block, f"{_child(gate, 'id')}/{code}" if block == "options" else code, path


def _lists(tree: Tree, path: TreePath) -> Iterator[tuple[str, str, TreePath]]:
    if isinstance(tree, Mapping):
        for key, items in tree.items():
            for index, item in enumerate(items if isinstance(items, tuple) else ()):
                yield from _own(item, _SHARED_BLOCKS.get(key, key), (*path, key, index))


def _own(item: Tree, block: str, path: TreePath) -> Iterator[tuple[str, str, TreePath]]:
    codes = (_child(item, key) for key in _CODE_KEYS)
    code = next((code for code in codes if isinstance(code, str)), None)
    if code is not None:
        yield block, code, path


def _child(tree: Tree, key: str) -> Tree:
    return tree.get(key) if isinstance(tree, Mapping) else None


def _assemble(blocks: Mapping[str, Any], places: Mapping[tuple[str, str], Place], digest: str) -> Standard:
    """The blocks as one standard. They are validated already, so that this can't fail."""
    header: Header = blocks["standard"]
    filled: dict[str, Any] = {name: shape() for name, shape in EMPTY.items()} | dict(blocks)
    return Standard.model_validate({
        "version": header.version,
        "text": header.text,
        "effective": header.effective,
        "issued": header.issued,
        "hash": digest,
        **_fields(filled["roles"]),
        "stages": tuple(filled[code].stage for code in header.stages),
        "facts": filled["facts"].flags + filled["facts"].facts,
        "events": filled["facts"].events,
        "documents": filled["documents"].documents,
        "rubric": filled["rubric"].rubric if "rubric" in filled else None,
        "flow": model.Flow.model_validate(_fields(filled["flow"])),
        "supervision": filled["supervision"],
        **_fields(filled["rules"]),
        "references": model.References.model_validate(_fields(filled["references"])),
        **_fields(filled["resources"]),
        **_targets(filled.get("targets")),
        "matrix": filled["duty-matrix"].duty_matrix,
        "places": places,
    })  # fmt: skip


def _targets(block: model.Targets | None) -> dict[str, Any]:
    if block is None:
        return {}
    return {
        "targets_year": block.year,
        "pace": block.pace,
        "targets": block.targets,
        "actuals": block.last_year_only,
    }


def _fields(block: Defined) -> dict[str, Any]:
    return {name: getattr(block, name) for name in type(block).model_fields}
