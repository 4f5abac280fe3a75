"""Facts, events and kinds of document."""

from __future__ import annotations

from pydantic import Field, model_validator

from stages.blocks.base import Code, Coded, Defined, FactType, Text, Texted


class Origin(Defined):
    """Where a fact comes from: duties whose evidence shows it, a document, or the engine (`computed`).

    `of` names what a computed fact is about: a gate, status, milestone, duty, track or kind of debt (see
    `stages.vocabulary`). `or_since` is a date fact that counts beside it: the day of what was brought from elsewhere.
    """

    duties: tuple[Code, ...] = ()
    document: Code | None = None
    computed: str | None = None
    of: Code | None = None
    or_since: Code | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Origin:
        if sum((bool(self.duties), self.document is not None, self.computed is not None)) != 1:
            raise ValueError("needs exactly one of duties, document and computed")
        if (self.of or self.or_since) and self.computed is None:
            raise ValueError("takes 'of' and 'or_since' only beside computed")
        return self


class EnumValue(Coded):
    """One value of an enumeration."""


class Fact(Texted):
    """A flag or a fact: a named, typed value about a project. Both share one namespace.

    `recorded_by` is an office or 'system'. `entered_by` names the office that enters a system fact, with its
    document, as long as nothing computes it.
    """

    name: Code
    flag: bool = Field(alias="@flag")
    type: FactType
    unit: Text | None = None
    per: str = "project"
    values: tuple[EnumValue, ...] = ()
    recorded_by: Code
    entered_by: Code | None = None
    origin: Origin = Field(alias="from")

    @property
    def computed(self) -> bool:
        """Whether the engine computes it, so that nobody may record it."""
        return self.origin.computed is not None

    @property
    def from_duties(self) -> tuple[str, ...]:
        """The duties whose evidence shows the value."""
        return self.origin.duties

    @property
    def from_document(self) -> str | None:
        """The document that shows the value."""
        return self.origin.document

    @property
    def code(self) -> str:
        """The name, which is what keys a fact."""
        return self.name


class Event(Texted):
    """A date from which deadlines may count; `dated_by` is the date fact whose recording sets it.

    Only `entry`, the day the stage was entered, has none: the engine knows it.
    """

    name: Code
    dated_by: Code | None = None

    @property
    def code(self) -> str:
        """The name, which is what keys an event."""
        return self.name


class Document(Coded):
    """A kind of document. `form`: printed in an annex; `secret`: never public."""

    form: bool
    secret: bool
