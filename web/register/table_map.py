"""What the columns of an uploaded table mean, read off their names: those of our own sheet, in either language.

A column that is called as a fact of the standard is that fact; every other one is kept as words in the summary. Nothing
is guessed from what stands in the cells. In a table with names of its own somebody says which column is what, on the
screen or in a map that comes along, see `column_map`.
"""

from collections.abc import Iterable, Mapping, Sequence

from lifecycle.errors import Invalid
from lifecycle.register.column_map import (
    ColumnMap,
    EntryColumn,
    FactColumn,
    OrganisationColumn,
    OriginColumn,
    TitleColumn,
)
from stages import Standard
from stages.blocks.facts import Fact
from web.labels import LANGUAGES, say

FIELDS = ("origin", "title", "organisation", "summary", "entry")
NEEDED = ("origin", "title", "organisation")
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")


def column(field: str, language: str) -> str:
    """What our sheet calls a field."""
    return say(language, f"import.column.{field}")


def facts_of(standard: Standard) -> tuple[Fact, ...]:
    """The facts that a table may bring: those that somebody records."""
    return tuple(fact for fact in standard.facts.values() if not fact.computed)


def named_columns(header: Sequence[str]) -> dict[str, str | None]:
    """The column of each of FIELDS that is called so."""
    return {field: _named(header, (column(field, each) for each in LANGUAGES)) for field in FIELDS}


def map_of(
    header: Sequence[str], standard: Standard, kind: str, table: str, said: Mapping[str, str] | None = None
) -> ColumnMap:
    """The map of a table of holders of one kind; `table` is its name, under which its records are known for good.

    `said` leads from FIELDS to columns where somebody has said so; then their names are not asked.
    Raises Invalid(`file`) naming the columns that it lacks.
    """
    named = {field: said.get(field) for field in FIELDS} if said else named_columns(header)
    if lacking := [column(field, LANGUAGES[0]) for field in NEEDED if named[field] is None]:
        raise Invalid("file", "lacks_columns", {"columns": tuple(lacking), "header": tuple(header)})
    facts = {name: fact for fact in facts_of(standard) if (name := _named(header, _names(fact)))}
    known = {*named.values(), *facts} - {named["summary"]}
    return ColumnMap(
        title=TitleColumn(column=named["title"] or "", shorten=True),
        origin=OriginColumn(column=named["origin"] or "", prefix=f"{table}:"),
        organisation=OrganisationColumn(column=named["organisation"] or "", kind=kind),
        entry=EntryColumn(column=named["entry"], values=_entries(standard)) if named["entry"] else None,
        facts=tuple(_fact(name, fact) for name, fact in facts.items()),
        summary=tuple(name for name in header if name and name not in known),
    )


def _named(header: Sequence[str], names: Iterable[str]) -> str | None:
    """The column that is called by one of the names, whatever its capitals and its star for what is needed."""
    wanted = {name.casefold() for name in names}
    return next((each for each in header if each.rstrip("*＊ ").casefold() in wanted), None)


def _names(fact: Fact) -> tuple[str, ...]:
    return (fact.name, *(fact.text.of(each) for each in LANGUAGES))


def _entries(standard: Standard) -> Mapping[str, str]:
    """A point of entry by its code, in small letters too, and by what it is called."""
    points = standard.flow.entry_points.values()
    spelled = {spelling: each.code for each in points for spelling in (each.code, each.code.lower())}
    return spelled | {each.text.of(language): each.code for each in points for language in LANGUAGES}


def _fact(name: str, fact: Fact) -> FactColumn:
    if fact.type == "date":
        return FactColumn(fact=fact.name, column=name, formats=DAYS)
    spelled = {each.code: each.code for each in fact.values}
    spelled |= {each.text.of(language): each.code for each in fact.values for language in LANGUAGES}
    return FactColumn(fact=fact.name, column=name, values=spelled)
