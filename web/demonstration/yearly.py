"""The figures of the year in the demonstration: read from `figures.yaml`, and entered by the office that may."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from lifecycle.engine import Session
from lifecycle.overview.entering import Given, enter
from lifecycle.policy import Actor
from lifecycle.records.figures import DONE, WANTED
from stages.blocks.base import Code, Defined
from stages.complaints import problems_of
from stages.loader import DefinitionError
from stages.yamltree import parse
from web.demonstration.cast import INVENTED

FIGURES = Path(__file__).with_name("figures.yaml")
PLAN = "年度工作计划"
"""Where a target is from."""


class FigurePart(Defined):
    """A target of the year; `done` is what of it the register cannot count, by the papers of its `source`."""

    target: Code
    wanted: float
    done: float | None = None
    source: str | None = None


class FigureFile(Defined):
    """The whole file: the figures, and the office that enters them."""

    office: Code
    figures: tuple[FigurePart, ...]


def read_figures(file: Path = FIGURES) -> FigureFile:
    """Raises DefinitionError for a file that holds no figures."""
    parsed = parse(file.read_text("utf-8"), file.name)
    try:
        return FigureFile.model_validate(parsed.tree)
    except ValidationError as error:
        raise DefinitionError(
            (*parsed.problems, *problems_of(error, FigureFile, parsed, file.name))
        ) from error


def enter_all(session: Session, actor: Actor, file: FigureFile) -> None:
    """Enter them for the year of the session's day, as known on that day."""
    for part in file.figures:
        for given in _given(part, session.day):
            enter(session, actor, given)


def _given(part: FigurePart, day: date) -> Iterator[Given]:
    yield Given(part.target, day.year, WANTED, part.wanted, day.replace(month=1, day=1), f"{PLAN}{INVENTED}")
    if part.done is not None:
        yield Given(part.target, day.year, DONE, part.done, day, f"{part.source}{INVENTED}")
