"""Every sentence is there in both languages, and every code that can reach a reader has one."""

from __future__ import annotations

import ast
import importlib
import inspect
import string
from typing import TYPE_CHECKING

from jinja2 import nodes

from lifecycle import policy
from lifecycle.lights import Light
from lifecycle.policy.intake import OPEN_CALL, SCREEN
from lifecycle.queries.my_work import SHOWN
from lifecycle.queries.register import STATES
from lifecycle.records.intake import STATES as APPLICATION_STATES
from tests.architecture.sources import Breach, Source, python, report, templates
from web.labels import TEXTS, Label
from web.labels.label import L

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEAKERS = {"t", "say"}


def used_in_template(source: Source) -> Iterator[tuple[int, str, bool]]:
    """Line, key, and whether it is only the beginning of a key."""
    for call in source.template().find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "t" and call.args:
            for key, begins in _template_keys(call.args[0]):
                yield call.lineno, key, begins


def _template_keys(node: nodes.Expr) -> Iterator[tuple[str, bool]]:
    match node:
        case nodes.Const(value=str(key)):
            yield key, False
        case nodes.Concat(nodes=[nodes.Const(value=str(key)), *_]):
            yield key, True
        case nodes.CondExpr(expr1=first, expr2=second):
            yield from _template_keys(first)
            if second is not None:
                yield from _template_keys(second)


def used_in_python(source: Source) -> Iterator[tuple[int, str, bool]]:
    for node in ast.walk(source.tree()):
        if isinstance(node, ast.Call) and _name(node.func) in SPEAKERS:
            for argument in node.args[:2]:
                for key, begins in _python_keys(argument):
                    if "." in key:
                        yield node.lineno, key, begins


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _python_keys(node: ast.expr) -> Iterator[tuple[str, bool]]:
    match node:
        case ast.Constant(value=str(key)):
            yield key, False
        case ast.JoinedStr(values=[ast.Constant(value=str(key)), *_]):
            yield key, True
        case ast.IfExp(body=first, orelse=second):
            yield from _python_keys(first)
            yield from _python_keys(second)


def unknown(source: Source, used: Iterator[tuple[int, str, bool]]) -> list[Breach]:
    return [
        Breach(source.place, line, key)
        for line, key, begins in used
        if not (any(known.startswith(key) for known in TEXTS) if begins else key in TEXTS)
    ]


def test_every_key_that_a_template_says_is_there() -> None:
    breaches = [each for source in templates("web") for each in unknown(source, used_in_template(source))]
    assert not breaches, report(breaches)


def test_every_key_that_a_view_says_is_there() -> None:
    breaches = [each for source in python("web") for each in unknown(source, used_in_python(source))]
    assert not breaches, report(breaches)


def test_a_missing_key_is_noticed() -> None:
    page = Source("web/templates/x.html", "{{ t('no.such') }}{{ t('light.red') }}{{ t('nor.' ~ x) }}")
    view = Source("web/x.py", "t('no.such'); speech.t(f'nor.{x}'); say(language, 'no.other'); t('light.red')")
    assert len(unknown(page, used_in_template(page))) == 2
    assert len(unknown(view, used_in_python(view))) == 3


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def faults(label: Label) -> list[str]:
    found = [] if label.zh.strip() and label.en.strip() else ["empty"]
    if placeholders(label.zh) != placeholders(label.en):
        found.append("other values")
    if not placeholders(label.one or "") <= placeholders(label.en):
        found.append("other values for one")
    return found


def test_both_languages_say_it_with_the_same_values() -> None:
    assert {key: found for key, label in TEXTS.items() if (found := faults(label))} == {}


def test_a_one_sided_label_is_noticed() -> None:
    assert faults(L("{n} 项", "items")) == ["other values"]
    assert faults(L("", "x")) == ["empty"]


NAMES_ITSELF = {"site.other_language", "site.other_language_hint"}
"""The switch is read by those who read the other language."""


def test_english_is_english() -> None:
    chinese = [key for key, label in TEXTS.items() if _is_chinese(label.en + (label.one or ""))]
    assert set(chinese) <= NAMES_ITSELF


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def test_one_is_not_many() -> None:
    assert L("{n} 项", "{n} items", "1 item").of("en", {"n": 1}) == "1 item"
    assert L("{n} 项", "{n} items", "1 item").of("en", {"n": 2}) == "2 items"
    assert Label("{n} 项", "{n} items", "1 item").of("zh", {"n": 1}) == "1 项"


# Codes that reach a reader ----------------------------------------------------------------------------------------


def problems(source: Source) -> Iterator[tuple[int, str]]:
    """The problem codes that `Invalid` is raised with; a name stands for its value in the module."""
    for node in ast.walk(source.tree()):
        if isinstance(node, ast.Call) and _name(node.func) == "Invalid" and len(node.args) > 1:
            match node.args[1]:
                case ast.Constant(value=str(code)):
                    yield node.lineno, code
                case ast.Name(id=name):
                    module = importlib.import_module(source.place.removesuffix(".py").replace("/", "."))
                    yield node.lineno, str(getattr(module, name, name))


def test_every_problem_has_a_sentence() -> None:
    breaches = [
        Breach(source.place, line, code)
        for source in python("lifecycle", "web")
        for line, code in problems(source)
        if f"problem.{code}" not in TEXTS
    ]
    assert not breaches, report(breaches)


def test_every_clause_of_the_policy_has_a_sentence() -> None:
    clauses = {name for act in policy.ACTS.values() for name, _ in act.clauses}
    assert sorted(name for name in clauses if f"clause.{name}" not in TEXTS) == []


def refused_clauses(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree()):
        match node:
            case ast.Call(func=func, args=[_, ast.Constant(value=str(clause)), *_]):
                if _name(func) == "NotPermitted":
                    yield node.lineno, clause


def test_every_clause_that_a_verb_names_has_a_sentence() -> None:
    breaches = [
        Breach(source.place, line, code)
        for source in python("lifecycle", "web")
        for line, code in refused_clauses(source)
        if f"clause.{code}" not in TEXTS
    ]
    assert not breaches, report(breaches)


def test_closed_sets_are_said() -> None:
    wanted = [f"light.{light.value}" for light in Light]
    wanted += [f"band.{band}" for band in SHOWN]
    wanted += [f"state.{state}" for state in (*STATES, "open", "all")]
    assert [key for key in wanted if key not in TEXTS] == []


def test_every_field_of_a_form_is_named() -> None:
    from wtforms import HiddenField  # noqa: PLC0415 - only here

    from web.forms import Form  # noqa: PLC0415

    nameless = [
        f"{form.__name__}.{name}"
        for form in _below(Form)
        for name, value in inspect.getmembers(form)
        if hasattr(value, "field_class") and value.field_class is not HiddenField
        if f"field.{name}" not in TEXTS and not value.args and "label" not in value.kwargs
    ]
    assert nameless == []


def _below(kind: type) -> Iterator[type]:
    importlib.import_module("web.signin.forms")
    importlib.import_module("web.people.forms")
    importlib.import_module("web.project")
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def test_every_act_of_a_call_is_said_in_the_access_log() -> None:
    """What `note_access` is given in `lifecycle.intake` are codes: each has its words."""
    acts = {OPEN_CALL, SCREEN, "amend_call", "invite_to_call", "revoke_invitation", "apply", "prove_receipt"}
    outcomes = {"sent", "answered", *(state for state in APPLICATION_STATES if state != "draft")}
    named = {f"access.act.{each}" for each in acts} | {f"access.outcome.{each}" for each in outcomes}
    assert named <= set(TEXTS)
