"""The row of an act, for the page that offers it and for the verb that does it; and a project by its number."""

from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import bindparam, select

from lifecycle.actors import Actor
from lifecycle.database import Transaction
from lifecycle.errors import NotFound, NotPermitted
from lifecycle.policy import blocks
from lifecycle.policy.acts import ACTS
from lifecycle.policy.experts import assigned
from lifecycle.policy.offices import note_behalf
from lifecycle.policy.questions import asking, seen
from lifecycle.prepared import Prepared
from lifecycle.records import project as projects
from lifecycle.records.base import Record

Target = TypeVar("Target", bound=Record)


def load(tx: Transaction, actor: Actor, act: str, day: date, kind: type[Target], **key: Any) -> Target:
    """The target row of an act this actor may do, by its key columns.

    Raises NotFound, or NotPermitted naming the clause that fails.
    """
    rule, names, filled = ACTS[act], tuple(sorted(key)), _filled(actor, day, key)
    if found := _question(act, names, len(rule.clauses)).records(tx, filled, kind):
        note_behalf(tx, actor, getattr(found[0], "project", 0), rule.offices(found[0]))
        return found[0]
    seen = _question(act, names, 0).records(tx, filled, kind)
    if not seen:
        raise NotFound(rule.target.name)
    raise NotPermitted(act, why(tx, actor, act, day, **key) or "nobody", rule.offices(seen[0]))


def why(tx: Transaction, actor: Actor, act: str, day: date, **key: Any) -> str | None:
    """The first clause that keeps this actor from the act on a row they may see, or None."""
    names, filled = tuple(sorted(key)), _filled(actor, day, key)
    for place, (name, _) in enumerate(ACTS[act].clauses, start=1):
        if _question(act, names, place).row(tx, filled) is None:
            return name
    return None


def _filled(actor: Actor, day: date, key: dict[str, Any]) -> dict[str, Any]:
    return asking(actor, day) | {f"key_{name}": value for name, value in key.items()}


@lru_cache(maxsize=256)
def _question(act: str, names: tuple[str, ...], clauses: int) -> Prepared:
    """The visible target row with these key columns for which the first so many clauses of the act hold."""
    rule = ACTS[act]
    statement = select(rule.target)
    if rule.target is not projects.project:
        statement = statement.join(projects.project, projects.project.c.id == rule.target.c.project)
    same = (rule.target.c[name] == bindparam(f"key_{name}") for name in names)
    return Prepared(statement.where(*same, seen(rule), *(clause for _, clause in rule.clauses[:clauses])))


def find(tx: Transaction, actor: Actor, number: str, *, lock: bool = False) -> projects.ProjectRow:
    """A project by its number, if the actor may see it; with its lock, for a write. Raises NotFound."""
    question = _by_number(lock and tx.dialect.name != "sqlite")
    found = question.records(tx, asking(actor) | {"number": number}, projects.ProjectRow)
    if not found:
        raise NotFound("project", number)
    return found[0]


@lru_cache(maxsize=2)
def _by_number(lock: bool) -> Prepared:  # noqa: FBT001 - a cache key
    project = projects.project
    statement = select(project).where(project.c.number == bindparam("number"), blocks.visible())
    return Prepared(statement.with_for_update(of=project) if lock else statement)


def find_assigned(tx: Transaction, actor: Actor, number: str, *, lock: bool = False) -> projects.ProjectRow:
    """A project by its number, if the actor is or was an expert of an evaluation of it. Raises NotFound."""
    question = _by_assignment(lock and tx.dialect.name != "sqlite")
    found = question.records(tx, asking(actor) | {"number": number}, projects.ProjectRow)
    if not found:
        raise NotFound("project", number)
    return found[0]


@lru_cache(maxsize=2)
def _by_assignment(lock: bool) -> Prepared:  # noqa: FBT001 - a cache key
    project = projects.project
    statement = select(project).where(project.c.number == bindparam("number"), assigned(project.c.id))
    return Prepared(statement.with_for_update(of=project) if lock else statement)
