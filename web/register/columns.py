"""The columns of the register: which there are, and what each says of a project as plain text, for tables to take away.

On the screen the same columns are drawn by the template, by their code.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from lifecycle.queries.register import RegisterRow
from lifecycle.records.project import RUNNING
from web.speech import Speech

Cell = str | int | date | None
Say = Callable[[RegisterRow, Speech], Cell]


def _stage(row: RegisterRow, speech: Speech) -> Cell:
    return speech.of(row.standard.stages[row.stage].text)


def _phase(row: RegisterRow, speech: Speech) -> Cell:
    return speech.of(row.standard.phases[row.standard.stages[row.stage].phase].text)


def _status(row: RegisterRow, speech: Speech) -> Cell:
    return speech.of(row.standard.flow.states[row.status].text)


def _days(row: RegisterRow, _: Speech) -> Cell:
    return row.days_wd if row.status in RUNNING else None


def _longest(row: RegisterRow, _: Speech) -> Cell:
    return row.longest_wd


def _waiting(row: RegisterRow, speech: Speech) -> Cell:
    office = row.standard.offices.get(row.office or "")
    if office is None:
        return speech.t("register.ready") if row.status in RUNNING else None
    role = speech.of(row.standard.roles[office.role].text)
    return f"{role} · {row.organisation or speech.of(office.text)}"


def _light(row: RegisterRow, speech: Speech) -> Cell:
    return speech.t(f"light.{row.light.value}") if row.light else None


def _gate(row: RegisterRow, speech: Speech) -> Cell:
    gate = row.standard.gate_of(row.stage)
    return f"{gate.code} {speech.of(gate.text)}" if row.light else None


def _track(row: RegisterRow, speech: Speech) -> Cell:
    return speech.of(row.standard.flow.tracks[row.track].text)


def _entry(row: RegisterRow, speech: Speech) -> Cell:
    return speech.of(row.standard.flow.entry_points[row.entry].text)


COLUMNS: Mapping[str, tuple[tuple[str, Say], ...]] = {
    "stage": (("phase", _phase), ("stage", _stage), ("status", _status)),
    "days": (("days", _days), ("longest", _longest)),
    "waiting": (("waiting", _waiting),),
    "officer": (("officer", lambda row, _: row.officer),),
    "light": (("light", _light),),
    "gate": (("gate", _gate),),
    "due": (("due", lambda row, _: row.next_due), ("left", lambda row, _: row.left_wd)),
    "track": (("track", _track),),
    "entry": (("entry", _entry),),
    "registered": (("registered", lambda row, _: row.registered_on),),
}
"""Each column of the screen with the plain columns it is in a table: chips and colours become words and numbers."""
DEFAULT = ("stage", "days", "waiting", "officer", "light", "gate", "due")


def chosen(words: Iterable[str]) -> tuple[str, ...]:
    """The columns of these words that there are, in the order of the register; the usual ones for none."""
    wanted = {word for each in words for word in each.split(",")}
    return tuple(code for code in COLUMNS if code in wanted) or DEFAULT


def heads(columns: Iterable[str], speech: Speech) -> tuple[str, ...]:
    """The heads of a table with these columns; number and title come first in any."""
    named = (name for code in columns for name, _ in COLUMNS[code])
    return tuple(speech.t(f"register.head.{name}") for name in ("number", "title", *named))


def cells(columns: Iterable[str], row: RegisterRow, speech: Speech) -> tuple[Cell, ...]:
    """A row of the same table."""
    return row.number, row.title, *(say(row, speech) for code in columns for _, say in COLUMNS[code])
