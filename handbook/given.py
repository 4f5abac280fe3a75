"""What a book may be told beside the standard: values from outside, as frozen values. Nothing is required."""

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


# The worked case ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseDay:
    """A milestone of the worked case: when it is due, and when the invented project is done with it."""

    code: str
    due: date
    done_on: date
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class CaseStage:
    """A stay of the invented project in a stage."""

    stage: str
    entered_on: date
    days: tuple[CaseDay, ...]


@dataclass(frozen=True, slots=True)
class CaseRung:
    """A reminder that the ladder sends in the worked case, and its day."""

    code: str
    on: date


@dataclass(frozen=True, slots=True)
class CaseLate:
    """The one milestone of the worked case that is done late: by how much, its lights and its reminders."""

    day: CaseDay
    late_wd: int
    yellow_on: date
    red_on: date
    rungs: tuple[CaseRung, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """The dates of the worked case, reckoned by the rules of the standard and the calendar."""

    stages: tuple[CaseStage, ...]
    late: CaseLate | None = None


# One project, one organisation ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a project: a duty or a milestone by its code, how it stands, and its days.

    `state`: 'done', 'open', 'next' or 'not_needed'.
    """

    code: str
    occurrence: int
    state: str
    due: date | None = None
    done_on: date | None = None
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class Project:
    """One project as it stood on a day. `in_force`: the version of the standard in force then, its own or a later one.

    `parties`: the names of the organisations by role, for the forms.
    """

    number: str
    title: str
    stage: str
    status: str
    as_of: date
    items: tuple[Item, ...]
    history: str = ""
    in_force: str = ""
    parties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """What an organisation has to do in one project: its open duties, and the next dates of the project.

    `light`: the code of a light of the standard, '' after the end.
    """

    number: str
    title: str
    stage: str
    status: str
    light: str
    officer: str
    open: tuple[Item, ...]
    dates: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation's work in the projects that its reader may see, as it stood on a day."""

    code: str
    name: str
    role: str
    as_of: date
    shares: tuple[Share, ...]


# One party, one month ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reply:
    """What a rung asked an office for: answered or not, and the day that was promised."""

    rung: str
    owner: str
    is_answered: bool
    promised: date | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """A late item: `owner` is the role that owes it, `waits` the offices that have the ball, none once it is done;
    `rung` the highest that its ladder has reached, '' for none. `late_wd` is not over 0 where all of it was submitted
    in time and waits to be confirmed.
    """

    number: str
    title: str
    code: str
    occurrence: int
    owner: str
    waits: tuple[str, ...]
    due: date
    late_wd: int
    statutory: bool
    rung: str
    replies: tuple[Reply, ...] = ()
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The monthly sheet of one party, a role. `told` and `by_hand` count the reminders of the month; `left_out`: there
    was more than is listed.
    """

    role: str
    month: date
    as_of: date
    open: tuple[Late, ...]
    done: tuple[Late, ...]
    told: int = 0
    by_hand: int = 0
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """Everything that a book may be told. `address`: where its check code is answered, ending in a slash."""

    project: Project | None = None
    organisation: Organisation | None = None
    sheet: Sheet | None = None
    year: Year | None = None
    case: Case | None = None
    address: str = ""
