"""Who takes part: phases, roles, kinds of organisation, offices and their powers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from stages.blocks.base import Code, Coded, Held, Source, Text, Texted


class Phase(Coded):
    """A stretch of the road. `trl`: technology readiness at its start and end, where that says something."""

    short: Code = Field(alias="code")
    theme: Text
    stages: tuple[Code, ...] = Field(min_length=1)
    trl: tuple[int, int] | None = None
    exit_gate: Code
    tool: Text | None = None
    note: Text | None = None
    source: Source


class RoleDef(Coded):
    """A role. `party` is false for a panel: it owns no milestone. A party without any duty says why in `idle`.

    `plan`: what the plan of one organisation of this role is called, where it is to have one.
    """

    letter: Annotated[str, Field(pattern="^[A-Z]$")]
    party: bool
    who: Text
    idle: Text | None = None
    plan: Text | None = None
    source: Source


class OrganisationKind(Coded):
    """A kind of organisation. `external` ones stand outside the system and may play no role."""

    role: Code | None
    external: bool


class Office(Coded):
    """A named post.

    `held`: 'seat', one named person per project; 'staff', standing, for the whole bureau; 'member', any member
    of an organisation that takes part. `rank` orders the offices of one role; the next higher is "one above".
    """

    name: Code = Field(alias="code")
    role: Code
    kind: Code | None
    rank: Annotated[int, Field(ge=1)]
    held: Held
    source: Source


class Power(Texted):
    """An act that no stage and no move names, and one office that may do it; powers may share an act."""

    code: Code = Field(alias="id")
    act: Code
    office: Code
    source: Source
