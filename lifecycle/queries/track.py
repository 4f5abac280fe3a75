"""The track of a project: which it is and why, what is different on it, and what another one would change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lifecycle.case import Case
from lifecycle.queries.reading import Clause, Reading
from lifecycle.records.work import BACKFILL, DutyRow, MilestoneRow
from stages import Standard
from stages.conditions import Value, grounds, names
from stages.model import Fact, Text


@dataclass(frozen=True)
class TrackView:
    """`grounds` are the facts, with their values, that put the project on this track; none where no other track's
    condition holds. `notes` say in words what is different, `last` is the stage where it ends before the standard does.
    """

    clause: Clause
    grounds: tuple[tuple[Fact, Value | None], ...]
    notes: tuple[Text, ...]
    last: Text | None


@dataclass(frozen=True)
class MovedDate:
    """A milestone with another day; None: none before, or none any more."""

    clause: Clause
    before: date | None
    after: date | None


@dataclass(frozen=True)
class GateWay:
    """How a gate is passed, who proposes and who decides."""

    mode: str
    proposer: Text
    decider: Text


@dataclass(frozen=True)
class GateChange:
    """How a gate is passed, before and after; None: it is off the road."""

    clause: Clause
    before: GateWay | None
    after: GateWay | None


@dataclass(frozen=True)
class TrackChange:
    """What another track would change. `opens` with their due days; of these `behind` belong to stages that lie behind
    and are filled in by `behind_by`. `kept` duties stay confirmed.
    """

    before: Clause
    after: TrackView
    opens: tuple[tuple[Clause, date | None], ...]
    behind: tuple[Clause, ...]
    behind_by: date | None
    closes: tuple[Clause, ...]
    dates: tuple[MovedDate, ...]
    gates: tuple[GateChange, ...]
    kept: int


def track_view(reading: Reading) -> TrackView:
    """The track of a project that is open for a reader."""
    return view_of(reading.standard, reading.case.project.track, reading.known)


def view_of(standard: Standard, code: str, known: Mapping[str, Value]) -> TrackView:
    """A track as it is for a project of which so much is known. `standard` is the reading on it."""
    track = standard.flow.tracks.get(code)
    if track is None:
        return TrackView(Clause(code, None), (), (), None)
    leaves = grounds(track.applies_if, known)
    decisive = dict.fromkeys(leaf.name for leaf in leaves)
    texts = (track.panel, track.publicity, track.growth)
    last = standard.road[-1]
    return TrackView(
        Clause(code, track.text),
        tuple((standard.facts[name], known.get(name)) for name in decisive),
        (*(change.text for change in track.changes), *(text for text in texts if text is not None)),
        standard.stages[last].text if last != tuple(standard.stages)[-1] else None,
    )


def track_facts(standard: Standard) -> frozenset[str]:
    """The facts that say on which track a project is."""
    return frozenset().union(*(names(track.applies_if) for track in standard.flow.tracks.values()))


@dataclass(frozen=True)
class Snapshot:
    """A project as it stood: its standard on the track that it was on, and its newest rows."""

    standard: Standard
    track: str
    duties: Mapping[tuple[str, int], DutyRow]
    milestones: Mapping[tuple[str, int], MilestoneRow]


def snapshot(standard: Standard, case: Case) -> Snapshot:
    return Snapshot(standard, case.project.track, dict(case.latest_duties()), dict(case.latest_milestones()))


def track_change(
    before: Snapshot, standard: Standard, case: Case, known: Mapping[str, Value]
) -> TrackChange | None:
    """What differs from how it stood; None where the track is the same."""
    if case.project.track == before.track:
        return None
    track = standard.flow.tracks.get(before.track)
    opened = list(_opened(before, case))
    behind = [row for row in opened if row.timing == BACKFILL]
    return TrackChange(
        Clause(before.track, track.text if track else None),
        view_of(standard, case.project.track, known),
        tuple((_duty(standard, row), row.due) for row in opened if row.timing != BACKFILL),
        tuple(_duty(standard, row) for row in behind),
        next((row.due for row in behind), None),
        tuple(_duty(standard, row) for row in _closed(before, case)),
        tuple(_moved(before, standard, case)),
        tuple(_gates(before.standard, standard, case.project.stage)),
        sum(1 for row in case.latest_duties().values() if row.state == "confirmed"),
    )


def _duty(standard: Standard, row: DutyRow) -> Clause:
    return Clause(row.code, standard.duties[row.code].text)


def _opened(before: Snapshot, case: Case) -> Iterator[DutyRow]:
    for key, row in case.latest_duties().items():
        known = before.duties.get(key)
        if row.is_open and (known is None or not known.is_open):
            yield row


def _closed(before: Snapshot, case: Case) -> Iterator[DutyRow]:
    for key, row in case.latest_duties().items():
        known = before.duties.get(key)
        if known is not None and known.is_open and row.state == "not_needed":
            yield row


def _moved(before: Snapshot, standard: Standard, case: Case) -> Iterator[MovedDate]:
    for key, row in case.latest_milestones().items():
        milestone = standard.milestones.get(row.code)
        if milestone is None or milestone.kind == "notice":
            continue
        was, now = _day(before.milestones.get(key)), _day(row)
        if was != now:
            yield MovedDate(Clause(row.code, milestone.text), was, now)


def _day(row: MilestoneRow | None) -> date | None:
    """The day on which something is still owed."""
    if row is None or not row.applies or row.done_on is not None or row.closed_on is not None:
        return None
    return row.due or row.held_due


def _gates(before: Standard, after: Standard, stage: str) -> Iterator[GateChange]:
    order = tuple(after.stages)
    for code in order[order.index(stage) :]:
        was, now = _way(before, code), _way(after, code)
        if was != now:
            gate = after.gate_of(code)
            yield GateChange(Clause(gate.code, gate.text), was, now)


def _way(standard: Standard, stage: str) -> GateWay | None:
    if stage not in standard.road:
        return None
    gate, offices = standard.gate_of(stage), standard.offices
    return GateWay(gate.mode, offices[gate.propose].text, offices[gate.decider].text)
