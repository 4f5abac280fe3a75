"""The web layer may not go around escaping, around declared form fields, or around files for templates."""

from __future__ import annotations

import ast

import pytest
from jinja2 import nodes

from tests.architecture.sources import Breach, Source, python, report, templates

FORBIDDEN_NAMES = {"populate_obj", "render_template_string"}
FORBIDDEN_FILTERS = {"safe"}


def unsafe_python(source: Source) -> list[Breach]:
    return [
        Breach(source.place, line, name)
        for node in ast.walk(source.tree())
        for line, name in _names(node)
        if name in FORBIDDEN_NAMES
    ]


def _names(node: ast.AST) -> list[tuple[int, str]]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return [(node.lineno, name)]
        case _:
            return []


def unsafe_template(source: Source) -> list[Breach]:
    """``|safe``, also as a block, and switched-off escaping."""
    found = [
        Breach(source.place, node.lineno, f"|{node.name}")
        for node in source.template().find_all(nodes.Filter)
        if node.name in FORBIDDEN_FILTERS
    ]
    unescaped = source.template().find_all(nodes.ScopedEvalContextModifier)
    return found + [Breach(source.place, node.lineno, "autoescape") for node in unescaped]


def test_no_python_file_takes_an_unsafe_way() -> None:
    breaches = [breach for source in python("web") for breach in unsafe_python(source)]
    assert not breaches, report(breaches)


def test_no_template_takes_an_unsafe_way() -> None:
    breaches = [breach for source in templates("web", "handbook") for breach in unsafe_template(source)]
    assert not breaches, report(breaches)


@pytest.mark.parametrize(
    "text",
    [
        "form.populate_obj(project)",
        "from flask import render_template_string as r",
        "flask.render_template_string(text)",
    ],
)
def test_an_unsafe_way_in_python_is_noticed(text: str) -> None:
    assert unsafe_python(Source("web/register/views.py", text))


@pytest.mark.parametrize(
    "text",
    [
        "{{ note|safe }}",
        "{{ note | trim | safe }}",
        "{% filter safe %}{{ note }}{% endfilter %}",
        "{% set x %}{% call m() %}{{ a|safe }}{% endcall %}{% endset %}",
        "{% autoescape false %}{{ note }}{% endautoescape %}",
    ],
)
def test_an_unsafe_way_in_a_template_is_noticed(text: str) -> None:
    assert unsafe_template(Source("web/templates/page.html", text))
