"""The road of a project: phases, stages and gates, past, present, ahead, and its days against the typical ones."""

from dataclasses import dataclass
from datetime import date

from lifecycle.queries.reading import Reading
from stages.model import Phase, Text


@dataclass(frozen=True)
class RailGate:
    """The gate that closes a stage. `state`: passed, in_review, barred (by `count`), ready, ahead, or ended; `mode` is
    how it was passed, or will be.
    """

    code: str
    text: Text
    state: str
    count: int
    decided_on: date | None
    mode: str


@dataclass(frozen=True)
class RailStage:
    """`state`: past, present, ahead, or skipped: the project entered later and never was there. `worked_wd`: working
    days spent in it so far, over all stays, holds included; `typical_wd` and `longest_wd` are the standard's.
    `has_list`: something of it was opened, so that there is a checklist to be read.
    """

    code: str
    text: Text
    phase: str
    state: str
    entered_on: date | None
    left_on: date | None
    worked_wd: int
    typical_wd: int
    longest_wd: int
    gate: RailGate
    has_list: bool


@dataclass(frozen=True)
class RailPhase:
    """`first` and `count` say which stages of the rail it spans."""

    code: str
    text: Text
    theme: Text
    first: int
    count: int


@dataclass(frozen=True)
class Rail:
    phases: tuple[RailPhase, ...]
    stages: tuple[RailStage, ...]

    @property
    def present(self) -> int:
        """The place of the present stage."""
        return next(place for place, stage in enumerate(self.stages) if stage.state == "present")


def rail(reading: Reading, barred_by: int) -> Rail:
    """The road as it stands today; `barred_by` blockers keep the present gate shut."""
    standard = reading.standard
    phases = (_phase(phase, standard.road) for phase in standard.phases.values())
    return Rail(
        tuple(phase for phase in phases if phase is not None),
        tuple(_stage(reading, code, barred_by) for code in standard.road),
    )


def _phase(phase: Phase, road: tuple[str, ...]) -> RailPhase | None:
    """A phase as far as the road leads through it."""
    places = [road.index(stage) for stage in phase.stages if stage in road]
    return RailPhase(phase.code, phase.text, phase.theme, min(places), len(places)) if places else None


def _stage(reading: Reading, code: str, barred_by: int) -> RailStage:
    stage = reading.standard.stages[code]
    stays = [visit for visit in reading.case.visits.values() if visit.stage == code and not visit.passed_over]
    present = code == reading.case.project.stage
    past = reading.is_past(code)
    drafted = reading.case.project.status == "draft"
    return RailStage(
        code,
        stage.text,
        stage.phase,
        "present" if present else "ahead" if not past else "past" if stays else "skipped",
        min((stay.entered_on for stay in stays), default=None),
        max((stay.left_on for stay in stays if stay.left_on), default=None) if not present else None,
        0 if drafted else sum(_worked(reading, stay.entered_on, stay.left_on) for stay in stays),
        stage.duration.typical_wd,
        stage.duration.longest_wd,
        _gate(reading, code, barred_by),
        any(visit.stage == code for visit in reading.case.visits.values()),
    )


def _worked(reading: Reading, entered: date, left: date | None) -> int:
    return max(reading.session.calendar.working_days_between(entered, left or reading.day), 0)


def _gate(reading: Reading, stage: str, barred_by: int) -> RailGate:
    gate = reading.standard.gate_of(stage)
    rows = [row for row in reading.case.rounds.values() if row.gate == gate.code]
    newest = max(rows, key=lambda row: (row.visit, row.n), default=None)
    state = _gate_state(reading, stage, barred_by, decided=newest is not None)
    decided = newest.decided_on if newest is not None and state in ("passed", "ended") else None
    mode = newest.mode if newest is not None and state == "passed" else gate.mode
    return RailGate(gate.code, gate.text, state, barred_by if state == "barred" else 0, decided, mode)


def _gate_state(reading: Reading, stage: str, barred_by: int, *, decided: bool) -> str:
    project = reading.case.project
    if decided and (reading.is_past(stage) or (stage == project.stage and project.status == "graduated")):
        return "passed"
    if stage != project.stage or project.status == "draft":
        return "ahead"
    if project.status in ("rejected", "terminated", "withdrawn"):
        return "ended"
    if project.status == "gate_review":
        return "in_review"
    return "barred" if barred_by else "ready"
