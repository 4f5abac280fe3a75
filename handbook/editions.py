"""The editions of a book: the whole, one for each role, the road on one page, and those of one thing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from handbook.errors import UnknownEdition
from handbook.labels import say
from handbook.nodes import Part, Table
from stages.model import Standard, Text

FULL: Final = "full"
FLOW: Final = "flow"
PROJECT: Final = "project"
ORGANISATION: Final = "organisation"
SHEET: Final = "sheet"
RECORD: Final = "record"
"""What a record (a report, the minutes of a meeting) has for its edition: it is none of the standard's."""
OF_ONE: Final = (PROJECT, ORGANISATION, SHEET, RECORD)
"""Editions of one project, organisation, party or occasion: they need something to be given, and are no long books."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One reading. `role` is that of its readers; `kind` says how it is cut."""

    code: str
    kind: Literal["full", "party", "panel", "flow", "project", "organisation", "sheet"]
    name: Text
    audience: Text
    role: str = ""


def editions(standard: Standard) -> tuple[Edition, ...]:
    """Every edition that a standard has; the last three need one project, organisation, or month of a party."""
    roles = tuple(_of_role(standard, role) for role in standard.roles)
    return (_own(FULL), *roles, _own(FLOW), _own(PROJECT), _own(ORGANISATION), _own(SHEET))


def edition_of(standard: Standard, code: str) -> Edition:
    """The edition of that code; raises UnknownEdition with the codes there are."""
    known = {edition.code: edition for edition in editions(standard)}
    if code not in known:
        raise UnknownEdition(edition=code, known=tuple(known))
    return known[code]


def _own(code: Literal["full", "flow", "project", "organisation", "sheet"]) -> Edition:
    return Edition(code, code, _text(f"edition.{code}"), _text(f"edition.{code}.for"))


def _text(key: str) -> Text:
    return Text(zh=say("zh", key), en=say("en", key))


def _of_role(standard: Standard, code: str) -> Edition:
    role = standard.roles[code]
    name = Text(
        zh=say("zh", "edition.role", role=role.text.zh), en=say("en", "edition.role", role=role.text.en)
    )
    return Edition(code, "party" if role.party else "panel", name, role.who, code)


def cut(parts: tuple[Part, ...], role: str) -> tuple[Part, ...]:
    """The same parts with what concerns a role or everybody; numbers stay, what becomes empty goes."""
    kept = (_cut_part(part, role) for part in parts if not part.roles or role in part.roles)
    return tuple(part for part in kept if part.blocks or part.parts)


def _cut_part(part: Part, role: str) -> Part:
    blocks = tuple(_cut_table(block, role) if isinstance(block, Table) else block for block in part.blocks)
    left = tuple(block for block in blocks if not isinstance(block, Table) or block.rows)
    emptied = any(isinstance(block, Table) for block in part.blocks) and not any(
        isinstance(block, Table) for block in left
    )
    return replace(part, blocks=() if emptied else left, parts=cut(part.parts, role))


def _cut_table(table: Table, role: str) -> Table:
    return replace(table, rows=tuple(row for row in table.rows if not row.roles or role in row.roles))
