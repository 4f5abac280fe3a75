"""What happens in the demonstration, as `scenarios.yaml` tells it: the file, read and checked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from stages import DefinitionError
from stages.blocks.base import Code, Defined, Named, nothing
from stages.complaints import problems_of
from stages.yamltree import parse

SCENARIOS = Path(__file__).with_name("scenarios.yaml")


class Step(Defined):
    """One step: what happens, how often or until when or to what, and what is owed after a decision."""

    act: str
    value: Any = None
    owe: Named[str, int] = Field(default_factory=nothing)
    until: int | None = None


class Scenario(Defined):
    """One story. `by` registers it; without an officer it stays a draft. `facts` are what must not be invented; one
    that `evaluates` draws panels. `code` names it for another that comes back after it (`comes_back`) or out of it
    (`comes_out_of`).
    """

    title: str
    summary: str
    parties: tuple[Code, ...] = ()
    officer: str | None = None
    by: str | None = None
    code: str | None = None
    comes_back: str | None = None
    comes_out_of: str | None = None
    entry: Code | None = None
    begin: int | None = None
    spring_festival: int | None = None
    acts_a_day: int = 3
    evaluates: bool = False
    facts: Named[str, Any] = Field(default_factory=nothing)
    steps: tuple[Step, ...] = ()


class ScenarioFile(Defined):
    """The whole file."""

    scenarios: tuple[Scenario, ...]


def read_scenarios(file: Path = SCENARIOS) -> tuple[Scenario, ...]:
    """Raises DefinitionError for a file that tells no stories."""
    parsed = parse(file.read_text("utf-8"), file.name)
    try:
        return ScenarioFile.model_validate({"scenarios": _stories(parsed.tree)}).scenarios
    except ValidationError as error:
        raise DefinitionError(
            (*parsed.problems, *problems_of(error, ScenarioFile, parsed, file.name))
        ) from error


def _stories(tree: Any) -> tuple[Any, ...]:
    """The stories with their steps spelled out: `submit` and `do: 3` become acts with a value."""
    return tuple({**story, "steps": tuple(_step(step) for step in story.get("steps", ()))} for story in tree)


def _step(step: Any) -> Mapping[str, Any]:
    if isinstance(step, str):
        return {"act": step}
    (act, value), *more = step.items()
    return {"act": act, "value": value, **dict(more)}
