"""Law, standards and the plan: what a source may cite, red lines and rules of law."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from stages.blocks.base import ByCode, Code, Coded, Defined, LegalStatus, Named, Source, Text, nothing
from stages.conditions import Condition


class RedLine(Coded):
    """What no project may touch; `fact` counts the hits at `gates`."""

    gates: tuple[Code, ...]
    fact: Code
    source: Source


class LegalRule(Coded):
    """A rule of law in figures, with the state of its checking. `to_be_confirmed` has no value."""

    rule: Code
    value: int | str | tuple[str, ...] | Mapping[str, int] | None
    unit: Literal["calendar_day", "day", "month", "year", "percent"] | None = None
    op: Literal["==", "<", "<=", ">", ">="] | None = None
    from_: Code | None = Field(default=None, alias="from")
    years: int | tuple[int, int] | None = None
    applies_if: Condition | None = Field(default=None, alias="if")
    fields: tuple[Text, ...] = ()
    places: tuple[Text, ...] = ()
    status: LegalStatus
    source: Source
    basis: tuple[str, ...] = ()


class Law(Coded):
    """A law; `articles` says of each article that may be cited how far it was checked."""

    edition: Text
    status: Literal["in_force", "repealed", "unverified"]
    articles: Named[str, LegalStatus]


class NormStandard(Coded):
    """A published standard."""

    status: LegalStatus


class Plan(Coded):
    """The source document and the sections of it that may be cited."""

    sections: tuple[str, ...]


class References(Defined):
    """What a source may cite."""

    laws: ByCode[Law]
    standards: ByCode[NormStandard] = Field(default_factory=nothing)
    plan: Plan

    def known(self, ref: str) -> bool:
        """Whether `ref` is a section of the plan, a law, a listed article (`law/article`) or a standard."""
        law, _, article = ref.partition("/")
        if article:
            return law in self.laws and article in self.laws[law].articles
        return ref in self.plan.sections or ref in self.laws or ref in self.standards
