"""Facts, events and kinds of document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from stages.blocks.base import Code, Coded, Defined, FactType, Text, Texted


class Origin(Defined):
    """Where a fact comes from: duties whose evidence shows it, a document, or the engine (`computed`).

    `of` names what a computed fact is about: a gate, status, milestone, duty, track or kind of debt (see
    `stages.vocabulary`). `or_since` is a date fact that counts beside it: the day of what was brought from elsewhere.
    Beside duties, `scored` says what of an evaluation the value is, `of` a dimension: where there is an evaluation, it
    is recorded with its result; without one it is entered from the paper.
    """

    duties: tuple[Code, ...] = ()
    document: Code | None = None
    computed: str | None = None
    scored: str | None = None
    of: Code | None = None
    or_since: Code | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Origin:
        if sum((bool(self.duties), self.document is not None, self.computed is not None)) != 1:
            raise ValueError("needs exactly one of duties, document and computed")
        if self.scored and not self.duties:
            raise ValueError("takes 'scored' only beside duties")
        if self.of and self.computed is None and self.scored is None:
            raise ValueError("takes 'of' only beside computed or scored")
        if self.or_since and self.computed is None:
            raise ValueError("takes 'or_since' only beside computed")
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
    def scored(self) -> str | None:
        """What of an evaluation it is (a word of `stages.vocabulary`); None for any other fact."""
        return self.origin.scored

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


class FormField(Texted):
    """A field of a form. `lines`: how many are left to write on, of a table how many rows."""

    kind: Literal["text", "date", "number", "choice", "table"] = "text"
    lines: Annotated[int, Field(ge=1, le=40)] = 1
    unit: Text | None = None
    values: tuple[Text, ...] = ()
    columns: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> FormField:
        if bool(self.values) != (self.kind == "choice"):
            raise ValueError("values belong to kind: choice, and it needs them")
        if bool(self.columns) != (self.kind == "table"):
            raise ValueError("columns belong to kind: table, and it needs them")
        return self


class Document(Coded):
    """A kind of document. `form`: printed in an annex; `secret`: never public.

    `fields` are those of the form, `facts` are recorded with it, `pledge` is what its signers declare. A form without
    fields gets them from the facts that its duties and moves show.
    """

    form: bool
    secret: bool
    fields: tuple[FormField, ...] = ()
    facts: tuple[Code, ...] = ()
    pledge: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _only_forms_have_fields(self) -> Document:
        if (self.fields or self.facts or self.pledge) and not self.form:
            raise ValueError("has fields, facts or a pledge; only a form has them (form: true)")
        return self
