"""What a book may be told beside the standard: values from a database, as frozen values. Nothing is required."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day that differs from the plain weekend rule, and the holiday because of which it does."""

    day: date
    is_working: bool
    holiday: str


@dataclass(frozen=True, slots=True)
class Year:
    """The working calendar of one year. `working_days`: how many each month has. Unpublished: the weekend rule only."""

    year: int
    is_published: bool
    working_days: tuple[int, ...]
    days: tuple[DayOff, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a project: a duty or a milestone by its code, how it stands, and its days."""

    code: str
    occurrence: int
    state: str
    due: date | None = None
    done_on: date | None = None
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class Project:
    """One project as it stood on a day. `state` of an item: 'done', 'open', 'next' or 'not_needed'."""

    number: str
    title: str
    stage: str
    status: str
    as_of: date
    items: tuple[Item, ...]
    history: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """Everything that a book may be told. `address`: where its check code is answered, ending in a slash."""

    project: Project | None = None
    year: Year | None = None
    address: str = ""
