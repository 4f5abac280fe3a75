"""The engine and the screens run any standard: none of them spells a stage, a role or a code of this one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest
from jinja2 import nodes

from stages.releases import catalogue
from tests.architecture.sources import Breach, Source, python, report, templates

if TYPE_CHECKING:
    from collections.abc import Iterator

OUTSIDE = ("lifecycle", "handbook", "web")
MIGRATIONS = "migrations/versions"  # they name tables and columns, and nothing else
# File -> why it must spell them. Nothing in lifecycle/ can be excused.
EXCUSED: dict[str, str] = {
    "web/cli/evaluation.py": "the command is called so, and keys of its answers; not the stage, nor the role",
    "web/cli/evaluation_levels.py": "keys of its answers",
    "web/cli/expert.py": "the command is called so",
    "web/labels/evaluation_cli.py": "module names",
}


@pytest.fixture(scope="module")
def words() -> frozenset[str]:
    """What only the definition may spell: stages, roles, and the codes of gates, duties, milestones, criteria, points
    of entry, rules of mid-entry, tracks (but one, which has the name of the standard itself).
    """
    standard = catalogue().current()
    kinds = (
        standard.stages,
        standard.roles,
        standard.gates,
        standard.duties,
        standard.milestones,
        standard.criteria,
        standard.flow.entry_points,
        standard.flow.mid_entry_rules,
        standard.flow.tracks,
    )
    return frozenset(code for kind in kinds for code in kind) - {"standard"}


def spelled_in_python(source: Source, words: frozenset[str]) -> list[Breach]:
    """String constants that are such a word, but for names of tables and columns: ``evaluation`` is also a record."""
    tree = source.tree()
    names = {id(node) for node in _table_names(tree)}
    return [
        Breach(source.place, node.lineno, repr(node.value))
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in words and id(node) not in names
    ]


def spelled_in_template(source: Source, words: frozenset[str]) -> list[Breach]:
    constants = source.template().find_all(nodes.Const)
    return [Breach(source.place, node.lineno, repr(node.value)) for node in constants if node.value in words]


def _table_names(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(
            ast.unparse(target) in ("__tablename__", "__table_args__") for target in node.targets
        ):
            yield from ast.walk(node.value)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "__tablename__" and node.value:
            yield node.value


def test_no_python_file_spells_the_standard(words: frozenset[str]) -> None:
    written = [source for source in python(*OUTSIDE) if MIGRATIONS not in source.place]
    found = [breach for source in written for breach in spelled_in_python(source, words)]
    breaches = [breach for breach in found if breach.place not in EXCUSED]
    assert not breaches, report(breaches)


def test_no_template_spells_the_standard(words: frozenset[str]) -> None:
    breaches = [breach for source in templates(*OUTSIDE) for breach in spelled_in_template(source, words)]
    assert not breaches, report(breaches)


def test_excuses_are_needed_and_never_in_the_engine(words: frozenset[str]) -> None:
    needed = {source.place for source in python(*OUTSIDE) if spelled_in_python(source, words)}
    assert EXCUSED.keys() <= needed
    assert not [place for place in EXCUSED if place.startswith("lifecycle/")]


def test_the_words_are_those_of_the_standard(words: frozenset[str]) -> None:
    assert {"mining", "growth", "government", "MIN-G-1"} <= words


@pytest.mark.parametrize(
    "text", ['if stage == "mining": pass', 'open = {"MIN-G-1"}', "role: str = 'platform'"]
)
def test_a_word_of_the_standard_in_python_is_noticed(text: str, words: frozenset[str]) -> None:
    assert spelled_in_python(Source("lifecycle/gate.py", text), words)


@pytest.mark.parametrize(
    "text",
    [
        'class E:\n    __tablename__ = "evaluation"',
        'class E:\n    __table_args__ = (UniqueConstraint("evaluation"),)',
        '"""mining, the first stage"""',
        "mining = 1",
    ],
)
def test_other_uses_in_python_are_fine(text: str, words: frozenset[str]) -> None:
    assert spelled_in_python(Source("lifecycle/gate.py", text), words) == []


@pytest.mark.parametrize(
    "text",
    [
        "{% if stage.code == 'mining' %}x{% endif %}",
        "{{ checklist['platform'] }}",
        '{% set code = "MIN-G-1" %}',
    ],
)
def test_a_word_of_the_standard_in_a_template_is_noticed(text: str, words: frozenset[str]) -> None:
    assert spelled_in_template(Source("web/templates/page.html", text), words)
