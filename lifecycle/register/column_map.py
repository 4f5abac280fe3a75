"""What the columns of somebody else's table mean: read from a YAML file that a person wrote.

The same strict reader as for definitions: no alias, no tag, no unknown key, and every complaint names its line.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from pydantic import Field, ValidationError

from lifecycle.errors import Invalid
from lifecycle.verbs.register import TITLE_LIMIT
from stages.blocks.base import Code, Defined, Named, nothing
from stages.complaints import problems_of
from stages.yamltree import parse

MAP_LIMIT = 64 * 1024
CUT = "…"


class TitleColumn(Defined):
    """Where the title stands. `shorten`: cut one that is too long; the whole of it then opens the summary."""

    column: str
    shorten: bool = False


class OriginColumn(Defined):
    """The natural key of a record. With the prefix, which names the table, it is unique in the register."""

    column: str
    prefix: str = ""


class OrganisationColumn(Defined):
    """Whose result it is: matched by name among organisations of `kind`, or entered as one; `codes` by name."""

    column: str
    kind: Code
    codes: Named[str, Code] = Field(default_factory=nothing)

    def code_of(self, name: str) -> str:
        """The code of a new organisation: the one given, or one made from the name, always the same."""
        return self.codes.get(name) or f"imported-{hashlib.sha256(name.encode()).hexdigest()[:10]}"


class FactColumn(Defined):
    """A fact and its column. `formats` are those of a date (`%d %B %Y`), tried in order; `values` what cells stand for,
    null for one that says nothing.
    """

    fact: Code
    column: str
    formats: tuple[str, ...] = ()
    values: Named[str, str | bool | int | float | None] = Field(default_factory=nothing)


class EntryColumn(Defined):
    """Where a project that is under way begins: the code of a point of entry, or what `values` says a cell stands for.
    An empty cell is the ordinary one.
    """

    column: str
    values: Named[str, Code] = Field(default_factory=nothing)


class ColumnMap(Defined):
    """The whole map. `summary` are columns kept as text in the summary, each on a line of its own."""

    title: TitleColumn
    origin: OriginColumn
    organisation: OrganisationColumn
    entry: EntryColumn | None = None
    facts: tuple[FactColumn, ...] = ()
    summary: tuple[str, ...] = Field(default=())

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the map names, once."""
        named = (self.title.column, self.origin.column, self.organisation.column)
        entry = () if self.entry is None else (self.entry.column,)
        return tuple(dict.fromkeys((*named, *entry, *(each.column for each in self.facts), *self.summary)))

    @property
    def by_field(self) -> Mapping[str, str]:
        """The column behind each field that may be refused."""
        return MappingProxyType(
            {
                **({} if self.entry is None else {"entry": self.entry.column}),
                "title": self.title.column,
                "origin": self.origin.column,
                "code": self.organisation.column,
                "name": self.organisation.column,
            }
        )

    def title_of(self, cells: Mapping[str, str]) -> str:
        title = " ".join(cells[self.title.column].split())
        if self.title.shorten and len(title) > TITLE_LIMIT:
            return title[: TITLE_LIMIT - len(CUT)].rstrip() + CUT
        return title

    def entry_of(self, cells: Mapping[str, str]) -> str | None:
        """The code of the point of entry; None for the ordinary one."""
        if self.entry is None:
            return None
        given = cells[self.entry.column]
        return self.entry.values.get(given, given) or None

    def origin_of(self, cells: Mapping[str, str]) -> str:
        return self.origin.prefix + cells.get(self.origin.column, "")

    def summary_of(self, cells: Mapping[str, str]) -> str:
        title = " ".join(cells[self.title.column].split())
        kept = {column: cells[column] for column in self.summary if cells[column]}
        if self.title_of(cells) != title:
            kept = {self.title.column: title} | kept
        return "\n".join(f"{column}: {value}" for column, value in kept.items())


def read_map(file: Path) -> ColumnMap:
    """Raises Invalid(`map`): `too_long`, `not_text`, or `not_a_map` with every problem by line."""
    if file.stat().st_size > MAP_LIMIT:
        raise Invalid("map", "too_long", {"limit": MAP_LIMIT, "length": file.stat().st_size})
    try:
        parsed = parse(file.read_text("utf-8-sig"), file.name)
    except UnicodeDecodeError as error:
        raise Invalid("map", "not_text") from error
    problems = [str(problem) for problem in parsed.problems]
    if not problems:
        try:
            return ColumnMap.model_validate(parsed.tree)
        except ValidationError as error:
            problems = [str(problem) for problem in problems_of(error, ColumnMap, parsed, file.name)]
    raise Invalid("map", "not_a_map", {"problems": tuple(problems)})
